/** A number field gets its − and + buttons; a form with `data-autosend` is sent after a pause. */
const PAUSE_MS = 450

window.up.compiler('[data-stepper]', (stepper) => {
  const input = stepper.querySelector<HTMLInputElement>('input')
  if (!input) return
  const [min, max] = [Number(input.min || 1), Number(input.max || 999)]
  let pause: ReturnType<typeof setTimeout>

  const send = () => {
    clearTimeout(pause)
    if (input.form?.dataset.autosend === undefined) return
    pause = setTimeout(() => input.form?.requestSubmit(), PAUSE_MS)
  }
  stepper.querySelectorAll<HTMLButtonElement>('[data-step]').forEach((button) => {
    button.hidden = false
    button.addEventListener('click', () => {
      const next = Number(input.value || min) + Number(button.dataset.step)
      input.value = String(Math.min(Math.max(next, min), max))
      send()
    })
  })
  input.addEventListener('change', send)
  return () => clearTimeout(pause)
})

/** Chips, selects and search fields of a form with `data-autosend` send it as well. */
document.addEventListener('change', (event) => {
  const field = event.target as HTMLInputElement
  if (field.closest('[data-stepper]') || field.form?.dataset.autosend === undefined) return
  field.form.requestSubmit()
})
