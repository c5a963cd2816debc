import '@majidh1/jalalidatepicker/dist/jalalidatepicker.min.js'
import { latinDigits, localDigits } from '#app/core/digits'

interface JalaliPicker {
  startWatch(options: Record<string, unknown>): void
}

/** Fields with `data-jdp` open a Jalali calendar; what is typed by hand is as good. */
const { jalaliDatepicker } = window as unknown as { jalaliDatepicker?: JalaliPicker }
const persian = document.documentElement.lang === 'fa'
jalaliDatepicker?.startWatch({
  persianDigits: persian,
  zIndex: 10_000,
  autoHide: true,
  time: false,
})

/*
 * The calendar reads Latin digits alone: a date in Persian ones would open it without a day to
 * choose. While somebody is in the field its digits are Latin, afterwards those of the page.
 */
function rewrite(target: EventTarget | null, digits: (text: string) => string) {
  if (!(target instanceof HTMLInputElement) || !target.matches('[data-jdp]')) return
  const value = digits(target.value)
  if (value !== target.value) target.value = value
}

for (const coming of ['focusin', 'pointerdown', 'click'])
  document.addEventListener(coming, ({ target }) => rewrite(target, latinDigits), true)
/* What is chosen is written after the field was left, by a click on a day. */
for (const going of ['focusout', 'jdp:change', 'change'])
  document.addEventListener(going, ({ target }) =>
    rewrite(target, (text) => localDigits(text, persian ? 'fa' : 'en'))
  )
