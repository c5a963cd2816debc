/** `data-copy="text"`: puts it on the clipboard and says so for a moment. */
document.addEventListener('click', async (event) => {
  const button = (event.target as Element).closest<HTMLElement>('[data-copy]')
  if (!button) return
  await navigator.clipboard.writeText(button.dataset.copy ?? '')
  button.classList.add('text-success', 'pulse-once')
  setTimeout(() => button.classList.remove('text-success', 'pulse-once'), 1600)
})

document.addEventListener('click', (event) => {
  if ((event.target as Element).closest('[data-print]')) window.print()
})
window.up.compiler('[data-print]', (button) => {
  button.hidden = false
})
