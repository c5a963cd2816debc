import vine from '@vinejs/vine'
import { latinDigits } from '#app/core/digits'
import { normalizeNationalCode, normalizePostalCode, normalizeSheba } from '#app/core/identity'
import { type JalaliDay, parseJalaliDate } from '#app/core/jalali'
import { normalizeMobile } from '#app/core/mobile'
import { MAX_RIAL, type MoneyProblem, parseToman, type Rial } from '#app/core/money'
import { hasScript, normalizeName, normalizeText } from '#app/core/names'

/*
 * The fields that forms and API doors are made of. Each takes what people type, normalises it and
 * reports a stable rule name; `resources/lang/<locale>/validator.json` has a sentence for each.
 */

/** JSON callers and spinners send numbers where a form sends text. */
function numberAsText(value: unknown): unknown {
  return typeof value === 'number' ? String(value) : value
}

/** A rule that replaces the text by its normal form, or reports `name` when it has none. */
function normalizing(name: string, message: string, normalize: (text: string) => string | null) {
  return vine.createRule((value, _, field) => {
    if (typeof value !== 'string') return
    const normal = normalize(value)
    if (normal === null) field.report(message, name, field)
    else field.mutate(normal, field)
  })
}

const mobileRule = normalizing(
  'mobile',
  'The {{ field }} is not an Iranian mobile number',
  normalizeMobile
)
const nationalCodeRule = normalizing(
  'national_code',
  'The {{ field }} is not a valid national code',
  normalizeNationalCode
)
const postalCodeRule = normalizing(
  'postal_code',
  'The {{ field }} must have 10 digits',
  normalizePostalCode
)
const shebaRule = normalizing('sheba', 'The {{ field }} is not a valid Sheba', normalizeSheba)
const oneLineRule = normalizing('text', 'The {{ field }} must be text', normalizeName)
const manyLinesRule = normalizing('text', 'The {{ field }} must be text', normalizeText)
const nameScriptRule = normalizing(
  'name_script',
  'The {{ field }} may not contain code or markup',
  (text) => (hasScript(text) ? null : text)
)
const idempotencyKeyRule = normalizing(
  'idempotency_key',
  'The {{ field }} must be 16 to 64 letters, digits, dashes or underscores',
  (text) => (/^[\w-]{16,64}$/.test(text) ? text : null)
)

/** Text that only spaces or invisible characters filled counts as not filled in. */
const filledRule = vine.createRule((value, _, field) => {
  if (value === '') field.report('The {{ field }} field must be defined', 'required', field)
})

/** An Iranian mobile number; gives E.164 `+989xxxxxxxxx`. Reports `mobile`. */
export function mobileField() {
  return vine.string().use(mobileRule())
}

/** A person's or shop's name on one line. Reports `name_script`, `maxLength`. */
export function nameField({ max = 60 }: { max?: number } = {}) {
  return vine.string().use(oneLineRule()).use(filledRule()).use(nameScriptRule()).maxLength(max)
}

/** Text on one line, such as a title or an address. Reports `minLength`, `maxLength`. */
export function textField({ min = 1, max = 255 }: { min?: number; max?: number } = {}) {
  return vine.string().use(oneLineRule()).use(filledRule()).minLength(min).maxLength(max)
}

/** Text of several lines; line breaks are kept. Reports `maxLength`. */
export function noteField({ max = 2000 }: { max?: number } = {}) {
  return vine.string().use(manyLinesRule()).use(filledRule()).maxLength(max)
}

const MONEY_RULES: Readonly<Record<MoneyProblem, readonly [rule: string, message: string]>> = {
  empty: ['required', 'The {{ field }} field must be defined'],
  not_a_number: ['money', 'The {{ field }} must be an amount in toman'],
  odd_grouping: ['money_grouping', 'The thousands of the {{ field }} are not grouped by three'],
  negative: ['money_negative', 'The {{ field }} may not be negative'],
  too_large: ['money_too_large', 'The {{ field }} is too large'],
  fraction: ['money_fraction', 'The {{ field }} may not be smaller than one Rial'],
}

/** Bounds are in Rial, the sentences in Toman: that is what was typed. */
const tomanRule = vine.createRule<{ min: Rial; max: Rial }>((value, { min, max }, field) => {
  if (typeof value !== 'string') return
  const rial = parseToman(value)
  if (typeof rial !== 'number') {
    const [rule, message] = MONEY_RULES[rial.problem]
    return field.report(message, rule, field)
  }
  if (rial < min) {
    const message = 'The {{ field }} must be at least {{ min }} toman'
    return field.report(message, 'money_min', field, { min: min / 10 })
  }
  if (rial > max) {
    const message = 'The {{ field }} may be at most {{ max }} toman'
    return field.report(message, 'money_max', field, { max: max / 10 })
  }
  field.mutate(rial, field)
})

/**
 * An amount typed in Toman; gives whole Rial. `min` and `max` are in Rial. Reports `money`,
 * `money_grouping`, `money_negative`, `money_too_large`, `money_fraction`, `money_min`, `money_max`.
 */
export function tomanField({ min = 0, max = MAX_RIAL }: { min?: Rial; max?: Rial } = {}) {
  return vine
    .string()
    .parse(numberAsText)
    .use(tomanRule({ min, max }))
    .transform((rial): Rial => Number(rial))
}

/** The Rial of an unusual amount that was read in words (`assertUsual`), as `money_field` sends it. */
export function confirmedField() {
  return vine.number().withoutDecimals().min(0).optional()
}

const jalaliDateRule = vine.createRule((value, _, field) => {
  if (typeof value !== 'string' || parseJalaliDate(value)) return
  field.report('The {{ field }} must be a date such as 1405/08/30', 'jalali_date', field)
})

/** A day such as «۱۴۰۵/۰۸/۳۰»; gives its parts. Reports `jalali_date`. */
export function jalaliDateField() {
  return vine.string().use(jalaliDateRule()).transform(jalaliDayOf)
}

/** The rule before it has refused every text that is not a day. */
function jalaliDayOf(text: string): JalaliDay {
  const day = parseJalaliDate(text)
  if (!day) throw new RangeError(`${text} is not a Jalali day`)
  return day
}

/** Ten digits with a right check digit, leading zeros restored. Reports `national_code`. */
export function nationalCodeField() {
  return vine.string().parse(numberAsText).use(nationalCodeRule())
}

/** Ten digits. Reports `postal_code`. */
export function postalCodeField() {
  return vine.string().parse(numberAsText).use(postalCodeRule())
}

/** Account of an Iranian bank, `IR` and 24 digits. Reports `sheba`. */
export function shebaField() {
  return vine.string().parse(numberAsText).use(shebaRule())
}

const digitsRule = vine.createRule<{ length: number }>((value, { length }, field) => {
  if (typeof value !== 'string') return
  const digits = latinDigits(value).replace(/[\s\-\p{Cf}]/gu, '')
  if (/^\d+$/.test(digits) && digits.length === length) return field.mutate(digits, field)
  field.report('The {{ field }} must have {{ length }} digits', 'digits', field, { length })
})

/** A code of exactly so many digits, kept as text in Latin digits. Reports `digits`. */
export function digitsField({ length }: { length: number }) {
  return vine.string().use(digitsRule({ length }))
}

const quantityRule = vine.createRule<{ min: number; max: number }>((value, bounds, field) => {
  if (typeof value !== 'string') return
  const digits = latinDigits(value).replace(/[\s\p{Cf}]/gu, '')
  if (!/^-?\d{1,12}$/.test(digits)) {
    return field.report('The {{ field }} must be a whole number', 'quantity', field)
  }
  const quantity = Number(digits)
  if (quantity < bounds.min || quantity > bounds.max) {
    const message = 'The {{ field }} must be between {{ min }} and {{ max }}'
    return field.report(message, 'quantity_range', field, bounds)
  }
  field.mutate(quantity, field)
})

/** A whole number of pieces. Reports `quantity`, `quantity_range`. */
export function quantityField({ min = 1, max = 999 }: { min?: number; max?: number } = {}) {
  return vine
    .string()
    .parse(numberAsText)
    .use(quantityRule({ min, max }))
    .transform((quantity) => Number(quantity))
}

/** The key that makes a value form count once: 16–64 URL-safe characters. */
export function idempotencyKeyField() {
  return vine.string().use(idempotencyKeyRule())
}

/** The id of a row: a positive whole number. */
export function idField() {
  return vine.number().positive().withoutDecimals().max(Number.MAX_SAFE_INTEGER)
}
