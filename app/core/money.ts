import { latinDigits, type Locale } from '#app/core/digits'

/** An amount in whole Rial: what is stored, computed and passed around. */
export type Rial = number

/** The largest amount that a form may carry: a thousand billion Toman. */
export const MAX_RIAL: Rial = 10 ** 13

export const RIAL_PER_TOMAN = 10

declare const unit: unique symbol

/**
 * Amounts that leave the house say their unit in their type: an adapter that speaks Toman takes no
 * Rial and the other way round, so that ten times too much does not compile.
 */
export type InRial = Rial & { readonly [unit]: 'rial' }
export type InToman = number & { readonly [unit]: 'toman' }

/** An amount for an adapter that speaks Rial. @throws RangeError unless whole */
export function inRial(amount: Rial): InRial {
  assertWhole(amount)
  return amount as InRial
}

/** An amount for an adapter that speaks Toman. @throws RangeError when single Rials are left over */
export function inToman(amount: Rial): InToman {
  assertWhole(amount)
  if (amount % RIAL_PER_TOMAN !== 0) throw new RangeError(`${amount} Rial is no whole Toman`)
  return (amount / RIAL_PER_TOMAN) as InToman
}

/**
 * A part of an amount, in Rial, rounded down to the whole Rial; 100 basis points are 1 %.
 * A negative amount mirrors the positive one, so that a return undoes its sale to the Rial.
 * @throws RangeError when either is not a safe integer
 */
export function percentOf(amount: Rial, basisPoints: number): Rial {
  assertWhole(amount)
  assertWhole(basisPoints)
  const product = amount * basisPoints
  if (Number.isSafeInteger(product)) return withoutMinusZero(Math.trunc(product / 10_000))
  return Number((BigInt(amount) * BigInt(basisPoints)) / 10_000n)
}

/** The sum of whole amounts. @throws RangeError when an amount or the sum is not a safe integer */
export function sumOf(amounts: Iterable<number>): number {
  let sum = 0
  for (const amount of amounts) {
    assertWhole(amount)
    sum += amount
  }
  assertWhole(sum)
  return sum
}

/**
 * Spreads an amount (Rial) over weights so that the shares sum to it exactly: largest remainder
 * first, the earlier line on a tie. No share exceeds its weight while the amount does not exceed
 * the sum of weights. Weights that are all zero share evenly.
 * @throws RangeError on a negative or broken weight, or an amount with nothing to carry it
 */
export function splitByWeight(amount: Rial, weights: readonly number[]): Rial[] {
  assertWhole(amount)
  for (const weight of weights) assertWhole(weight)
  if (weights.some((weight) => weight < 0)) throw new RangeError('A weight may not be negative')
  if (weights.length === 0 && amount !== 0)
    throw new RangeError('Nothing to spread the amount over')

  const total = sumOf(weights)
  if (total === 0 && weights.length > 0) return splitByWeight(amount, Array(weights.length).fill(1))
  if (amount < 0) return splitByWeight(-amount, weights).map((part) => withoutMinusZero(-part))
  return spread(amount, weights, total)
}

function spread(amount: Rial, weights: readonly number[], total: number): Rial[] {
  const exact = weights.map((weight) => BigInt(amount) * BigInt(weight))
  const shares = exact.map((product) => Number(product / BigInt(total)))
  const rests = exact.map((product) => Number(product % BigInt(total)))

  const neediest = weights.map((_, line) => line).sort((a, b) => rests[b] - rests[a] || a - b)
  const missing = amount - sumOf(shares)
  for (const line of neediest.slice(0, missing)) shares[line] += 1
  return shares
}

function assertWhole(value: number): void {
  if (!Number.isSafeInteger(value)) throw new RangeError(`${value} is not a whole, safe number`)
}

function withoutMinusZero(value: number): number {
  return value === 0 ? 0 : value
}

const UNITS = {
  fa: { toman: 'تومان', rial: 'ریال' },
  en: { toman: 'toman', rial: 'rial' },
} as const

const numbers = {
  fa: new Intl.NumberFormat('fa-IR', { maximumFractionDigits: 1 }),
  en: new Intl.NumberFormat('en-US', { maximumFractionDigits: 1 }),
} as const

/** Rial → the number in Toman without its unit: «۱۲٬۵۰۰»; an odd Rial shows as «۱۲٬۵۰۰٫۵». */
export function formatToman(rial: Rial, locale: Locale): string {
  return numbers[locale].format(withoutMinusZero(rial / RIAL_PER_TOMAN))
}

/** Rial → «۱۲٬۵۰۰ تومان» or `12,500 toman`: how an amount is shown to people. */
export function formatMoney(rial: Rial, locale: Locale): string {
  return `${formatToman(rial, locale)} ${UNITS[locale].toman}`
}

/** Rial → «۱۲۵٬۰۰۰ ریال» or `125,000 rial`: for official papers, which are in Rial. */
export function formatRial(rial: Rial, locale: Locale): string {
  return `${numbers[locale].format(withoutMinusZero(rial))} ${UNITS[locale].rial}`
}

/**
 * Rial → words in Toman: «یک میلیون و دویست هزار تومان», `one million two hundred thousand toman`.
 * Single Rials left over are named after it: «… تومان و پنج ریال».
 */
export function moneyInWords(rial: Rial, locale: Locale): string {
  assertWhole(rial)
  const amount = Math.abs(rial)
  const [toman, rest] = [Math.floor(amount / RIAL_PER_TOMAN), amount % RIAL_PER_TOMAN]
  const { and, minus } = SPELLING[locale]

  const parts = []
  if (toman > 0 || rest === 0) parts.push(`${spell(toman, locale)} ${UNITS[locale].toman}`)
  if (rest > 0) parts.push(`${spell(rest, locale)} ${UNITS[locale].rial}`)
  return (rial < 0 ? `${minus} ` : '') + parts.join(` ${and} `)
}

/** Rial → words in Rial, for official papers: «دوازده میلیون ریال». */
export function rialInWords(rial: Rial, locale: Locale): string {
  assertWhole(rial)
  const sign = rial < 0 ? `${SPELLING[locale].minus} ` : ''
  return `${sign}${spell(Math.abs(rial), locale)} ${UNITS[locale].rial}`
}

/** Words up to nineteen, then tens, hundreds and the names of the powers of a thousand. */
const SPELLING = {
  fa: {
    and: 'و',
    minus: 'منفی',
    between: ' و ',
    small:
      'صفر یک دو سه چهار پنج شش هفت هشت نه ده یازده دوازده سیزده چهارده پانزده شانزده هفده هجده نوزده'.split(
        ' '
      ),
    tens: '- - بیست سی چهل پنجاه شصت هفتاد هشتاد نود'.split(' '),
    tensJoin: ' و ',
    hundreds: '- صد دویست سیصد چهارصد پانصد ششصد هفتصد هشتصد نهصد'.split(' '),
    powers: ['', 'هزار', 'میلیون', 'میلیارد', 'تریلیون', 'کوادریلیون'],
  },
  en: {
    and: 'and',
    minus: 'minus',
    between: ' ',
    small: (
      'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen ' +
      'fifteen sixteen seventeen eighteen nineteen'
    ).split(' '),
    tens: '- - twenty thirty forty fifty sixty seventy eighty ninety'.split(' '),
    tensJoin: '-',
    hundreds: '- one two three four five six seven eight nine'
      .split(' ')
      .map((digit) => `${digit} hundred`),
    powers: ['', 'thousand', 'million', 'billion', 'trillion', 'quadrillion'],
  },
} as const

/** A whole, non-negative number in words; groups of three digits, the largest first. */
function spell(value: number, locale: Locale): string {
  const { between, powers, small } = SPELLING[locale]
  if (value === 0) return small[0]

  const parts: string[] = []
  for (let power = 0, left = value; left > 0; power++, left = Math.floor(left / 1000)) {
    const group = left % 1000
    if (group > 0) parts.unshift(`${spellGroup(group, locale)} ${powers[power]}`.trim())
  }
  return parts.join(between)
}

function spellGroup(group: number, locale: Locale): string {
  const { between, hundreds, small, tens, tensJoin } = SPELLING[locale]
  const [hundred, rest] = [Math.floor(group / 100), group % 100]
  const parts: string[] = []
  if (hundred > 0) parts.push(hundreds[hundred])
  if (rest > 0 && rest < 20) parts.push(small[rest])
  if (rest >= 20) {
    const ten = tens[Math.floor(rest / 10)]
    parts.push(rest % 10 > 0 ? `${ten}${tensJoin}${small[rest % 10]}` : ten)
  }
  return parts.join(between)
}

export const MONEY_PROBLEMS = [
  'empty',
  'not_a_number',
  'odd_grouping',
  'negative',
  'too_large',
  'fraction',
] as const
export type MoneyProblem = (typeof MONEY_PROBLEMS)[number]

/**
 * What a person typed as Toman → Rial, or why it is no amount. Takes Persian and Arabic digits,
 * thousands separated by ٬ , ، or a space, and a trailing «تومان». Groups must be of three, since
 * «۱۲۵٬۰۰» may as well be a slip for 12,500 as for 125,000. One decimal digit is a Rial and exact;
 * more are refused as `fraction`, because `12.500` often means twelve thousand five hundred.
 */
export function parseToman(input: string): Rial | { problem: MoneyProblem } {
  const typed = plainAmount(input)
  if (typed === '') return { problem: 'empty' }
  if (/^[-(].*\d|\d-$/.test(typed)) return { problem: 'negative' }

  const found = /^(\d[\d, ]*)(?:\.(\d+))?$/.exec(typed)
  if (!found) return { problem: 'not_a_number' }
  const [, whole, decimal = ''] = found
  if (!/^(\d+|\d{1,3}(,\d{3})+|\d{1,3}( \d{3})+)$/.test(whole)) return { problem: 'odd_grouping' }
  if (decimal.length > 1) return { problem: 'fraction' }

  const rial = Number(whole.replace(/[, ]/g, '')) * RIAL_PER_TOMAN + Number(decimal)
  return rial > MAX_RIAL ? { problem: 'too_large' } : rial
}

/**
 * What an oddly grouped amount («۱۲۵۰٬۰۰۰») comes to when its separators are passed over, in Rial:
 * a guess that the person is asked about, never taken. Null for any other text.
 */
export function oddAmount(input: string): Rial | null {
  const read = parseToman(input)
  if (typeof read === 'number' || read.problem !== 'odd_grouping') return null
  const guess = parseToman(plainAmount(input).replace(/[, ]/g, ''))
  return typeof guess === 'number' ? guess : null
}

/** One sign for each meaning: comma or space between thousands, point, minus; no unit. */
function plainAmount(input: string): string {
  return latinDigits(input)
    .replace(/\p{Cf}/gu, '')
    .replace(/\s+/g, ' ')
    .replace(/[٬،]/g, ',')
    .replace(/٫/g, '.')
    .replace(/[−–—]/g, '-')
    .trim()
    .replace(/ ?(تومان|تومن|tomans?)$/i, '')
}
