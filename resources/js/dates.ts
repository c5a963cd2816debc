import '@majidh1/jalalidatepicker/dist/jalalidatepicker.min.js'

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
