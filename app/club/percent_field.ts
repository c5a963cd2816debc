import vine from '@vinejs/vine'
import { latinDigits } from '#app/core/digits'

const percentRule = vine.createRule<{ max: number }>((value, { max }, field) => {
  if (typeof value !== 'string') return
  const typed = latinDigits(value)
    .replace(/[\s\p{Cf}%٪]/gu, '')
    .replace(/[٫/]/g, '.')
  if (!/^\d{1,4}(\.\d{1,2})?$/.test(typed)) {
    return field.report('The {{ field }} must be a percentage', 'percent', field)
  }
  const basisPoints = Math.round(Number(typed) * 100)
  if (basisPoints > max * 100) {
    return field.report('The {{ field }} may be at most {{ max }} %', 'percent_max', field, { max })
  }
  field.mutate(basisPoints, field)
})

/**
 * A percent as people type it: «۷», «۷٫۵», `7.25`; gives basis points (100 are 1 %). Reports
 * `percent`, `percent_max`.
 */
export function percentField({ max = 100 }: { max?: number } = {}) {
  return vine
    .string()
    .parse((value) => (typeof value === 'number' ? String(value) : value))
    .use(percentRule({ max }))
    .transform((basisPoints) => Number(basisPoints))
}
