import { localDigits } from '#app/core/digits'
import { formatToman, moneyInWords, oddAmount, parseToman } from '#app/core/money'

/*
 * Under each money field its amount in words, while one types: ten times too much is seen at once.
 * Leaving the field groups its thousands. The button «همه» fills in the largest allowed amount.
 */
const locale = document.documentElement.lang === 'en' ? 'en' : 'fa'

window.up.compiler('[data-money]', (field) => {
  const input = field.querySelector<HTMLInputElement>('[data-money-input]')
  const words = field.querySelector<HTMLOutputElement>('[data-money-words]')
  if (!input || !words) return
  const max = input.dataset.moneyMax ? Number(input.dataset.moneyMax) : Infinity

  const say = () => {
    const rial = parseToman(input.value)
    const known = typeof rial === 'number'
    const odd = oddAmount(input.value)
    words.textContent = known && Number.isInteger(rial) ? moneyInWords(rial, locale) : ''
    if (odd !== null) words.textContent = `${words.dataset.odd} ${moneyInWords(odd, locale)}`
    words.classList.toggle('text-error', odd !== null || (known && rial > max))
  }
  const group = () => {
    const rial = parseToman(input.value)
    if (typeof rial === 'number') input.value = formatToman(rial, locale)
  }
  input.addEventListener('input', () => {
    input.value = localDigits(input.value, locale)
    say()
  })
  input.addEventListener('blur', group)
  field.querySelector<HTMLElement>('[data-money-fill]')?.addEventListener('click', (event) => {
    const rial = Number((event.currentTarget as HTMLElement).dataset.moneyFill)
    input.value = formatToman(rial, locale)
    input.dispatchEvent(new Event('change', { bubbles: true }))
    say()
  })
  say()
})
