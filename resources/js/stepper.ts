import { latinDigits, localDigits } from '#app/core/digits'

/** A quantity field gets its − and + buttons; a form with `data-autosend` is sent after a pause. */
const PAUSE_MS = 450
const locale = document.documentElement.lang === 'en' ? 'en' : 'fa'

window.up.compiler('[data-stepper]', (stepper) => {
  const input = stepper.querySelector<HTMLInputElement>('input')
  if (!input) return
  const [min, max] = [Number(stepper.dataset.min), Number(stepper.dataset.max)]
  let pause: ReturnType<typeof setTimeout>

  const send = () => {
    clearTimeout(pause)
    if (input.form?.dataset.autosend === undefined) return
    pause = setTimeout(() => input.form?.requestSubmit(), PAUSE_MS)
  }
  const set = (value: number) => {
    const within = Math.min(Math.max(Number.isFinite(value) ? value : min, min), max)
    input.value = localDigits(within, locale)
    send()
  }
  const typed = () => Number(latinDigits(input.value).replace(/\D/g, '') || NaN)
  stepper.querySelectorAll<HTMLButtonElement>('[data-step]').forEach((button) => {
    button.hidden = false
    button.addEventListener('click', () => set((typed() || min) + Number(button.dataset.step)))
  })
  input.addEventListener('change', () => set(typed()))
  return () => clearTimeout(pause)
})

/** Chips, selects and search fields of a form with `data-autosend` send it as well. */
document.addEventListener('change', (event) => {
  const field = event.target as HTMLInputElement
  if (field.closest('[data-stepper]') || field.form?.dataset.autosend === undefined) return
  field.form.requestSubmit()
})
