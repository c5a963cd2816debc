/*
 * A form that is on its way cannot be sent again: its buttons show that it is being done. The
 * server's idempotency key is what guarantees it; this spares the person the doubt.
 */
document.addEventListener('submit', (event) => {
  if (event.defaultPrevented) return
  const form = event.target as HTMLFormElement
  if (form.method !== 'post') return
  if (form.dataset.sent) return event.preventDefault()
  form.dataset.sent = 'yes'
  const button = event.submitter as HTMLButtonElement | null
  setTimeout(() => {
    form.classList.add('busy')
    button?.insertAdjacentHTML(
      'afterbegin',
      '<span class="loading loading-spinner loading-sm"></span>'
    )
  })
})

/** A page that comes back from the browser's memory may send again. */
window.addEventListener('pageshow', (event) => {
  if (event.persisted)
    document.querySelectorAll<HTMLFormElement>('form[data-sent]').forEach(release)
})
window.up.on('up:fragment:loaded', () => {
  document.querySelectorAll<HTMLFormElement>('form[data-sent]').forEach(release)
})

function release(form: HTMLFormElement) {
  delete form.dataset.sent
  form.classList.remove('busy')
  form.querySelectorAll('.loading-spinner').forEach((spinner) => spinner.remove())
}
