/** The toggle writes a cookie, so that the server draws the next page in the same theme. */
const YEAR = 60 * 60 * 24 * 365

function shownTheme() {
  const chosen = document.documentElement.dataset.theme
  if (chosen) return chosen
  return matchMedia('(prefers-color-scheme: dark)').matches ? 'night' : 'day'
}

window.up.compiler('[data-theme-toggle]', (button) => {
  button.hidden = false
})

document.addEventListener('click', (event) => {
  if (!(event.target as Element).closest('[data-theme-toggle]')) return
  const theme = shownTheme() === 'night' ? 'day' : 'night'
  document.documentElement.dataset.theme = theme
  document.cookie = `theme=${theme}; path=/; max-age=${YEAR}; samesite=lax`
})
