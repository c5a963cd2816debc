import i18nManager from '@adonisjs/i18n/services/main'
import type { Locale } from '#app/core/digits'
import { formatJalaliDay } from '#app/core/jalali'
import { languageOf } from '#app/core/language'

/** Fields of the audit log that hold Rial. */
const RIAL = new Set('amount every minBill capPerBill capPerDay min max alone'.split(' '))

/** Where the name of a field's choice is found. */
const NAMES: Readonly<Record<string, readonly string[]>> = {
  kind: ['statuses.earn_kind.', 'statuses.membership_kind.', 'front.buyer.kinds.'],
  action: ['statuses.earn_action.'],
  channel: ['statuses.invoice_channel.'],
  window: ['club.runs.window_'],
  down: ['club.runs.down_'],
  move: ['club.runs.move_'],
  first: ['club.rules_of_wallet.'],
}

const isDay = (value: object): value is { year: number; month: number; day: number } =>
  ['year', 'month', 'day'].every((key) => key in value)

/** The name of a field in the audit log. */
export function auditField(field: string, locale: Locale): string {
  const key = `people.fields.${field}`
  const i18n = i18nManager.locale(locale)
  return i18n.t(i18n.hasMessage(key) ? key : 'people.fields.other')
}

/** A value of the audit log as people say it: Toman, percent, names of choices, yes and no. */
export function auditWords(field: string, value: unknown, locale: Locale): string {
  const { t, money, percent, digits } = languageOf(locale)
  if (value === true || value === false) return t(`people.values.${value ? 'yes' : 'no'}`)
  if (isEmpty(value)) return '—'
  if (typeof value === 'object') return partsOf(field, value as object, locale)
  if (typeof value === 'number' && RIAL.has(field)) return money(value)
  if (typeof value === 'number' && field === 'basisPoints') return percent(value)
  const names = [...(NAMES[field] ?? []), 'people.values.'].map((prefix) => prefix + value)
  const known = names.find((name) => i18nManager.locale(locale).hasMessage(name))
  return known ? t(known) : digits(String(value))
}

/** Nothing, an empty text or list, or an object of such. */
export function isEmpty(value: unknown): boolean {
  if (value === null || value === undefined || value === '') return true
  return typeof value === 'object' && Object.values(value).every(isEmpty)
}

function partsOf(field: string, value: object, locale: Locale): string {
  if (isDay(value)) return formatJalaliDay(value, locale)
  const [comma, and] = locale === 'fa' ? ['، ', '؛ '] : [', ', '; ']
  if (Array.isArray(value)) {
    const items = value.map((item) => auditWords(field, item, locale))
    return items.join(typeof value[0] === 'object' ? and : comma)
  }
  return Object.entries(value)
    .filter(([, part]) => !isEmpty(part))
    .map(([key, part]) => `${auditField(key, locale)} ${auditWords(key, part, locale)}`)
    .join(comma)
}
