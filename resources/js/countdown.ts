/*
 * `data-countdown="<milliseconds of the epoch>"`: the minutes and seconds until then, each second.
 * The sentence beside it says the hour without a script. When it is over its part of the page is
 * asked for again.
 */
const persian = document.documentElement.lang === 'fa'
const two = new Intl.NumberFormat(persian ? 'fa-IR' : 'en-GB', { minimumIntegerDigits: 2 })
const RENEW_AFTER_MS = 1500

window.up.compiler('[data-countdown]', (element) => {
  const end = Number(element.dataset.countdown)
  let renewal: ReturnType<typeof setTimeout> | undefined
  const show = () => {
    const seconds = Math.max(0, Math.round((end - Date.now()) / 1000))
    element.textContent = `(${two.format(Math.floor(seconds / 60))}:${two.format(seconds % 60)})`
    if (seconds > 0) return
    clearInterval(ticking)
    renewal = setTimeout(() => renew(element), RENEW_AFTER_MS)
  }
  const ticking = setInterval(show, 1000)
  show()
  return () => {
    clearInterval(ticking)
    clearTimeout(renewal)
  }
})

async function renew(element: HTMLElement) {
  const part = element.closest<HTMLElement>('[id]')
  if (!part) return
  try {
    await window.up.reload(`#${part.id}`, { cache: false, scroll: false, focus: 'keep' })
  } catch {
    /* The person's next step tells. */
  }
}
