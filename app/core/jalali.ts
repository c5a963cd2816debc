import {
  isLeapJalaaliYear,
  isValidJalaaliDate,
  jalaaliMonthLength,
  toGregorian,
  toJalaali,
} from 'jalaali-js'
import { DateTime, FixedOffsetZone, IANAZone } from 'luxon'
import { latinDigits, localDigits, type Locale } from '#app/core/digits'

/** Everything people see is in this zone; everything stored is UTC. */
export const TEHRAN = 'Asia/Tehran'

/** A day of the Jalali calendar; month and day count from 1. */
export interface JalaliDay {
  year: number
  month: number
  day: number
}

const MONTHS = {
  fa: 'فروردین اردیبهشت خرداد تیر مرداد شهریور مهر آبان آذر دی بهمن اسفند'.split(' '),
  en: 'Farvardin Ordibehesht Khordad Tir Mordad Shahrivar Mehr Aban Azar Dey Bahman Esfand'.split(
    ' '
  ),
} as const

const WEEKDAYS = {
  fa: ['شنبه', 'یکشنبه', 'دوشنبه', 'سه‌شنبه', 'چهارشنبه', 'پنجشنبه', 'جمعه'],
  en: 'Saturday Sunday Monday Tuesday Wednesday Thursday Friday'.split(' '),
} as const

/** Building an Intl formatter costs more than a thousand uses of it, so each is made once. */
const longDates = {
  fa: new Intl.DateTimeFormat('fa-IR-u-ca-persian', { dateStyle: 'long', timeZone: TEHRAN }),
  en: new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeZone: TEHRAN }),
} as const
const times = new Intl.DateTimeFormat('en-GB', {
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
  timeZone: TEHRAN,
})
const spans = {
  fa: new Intl.RelativeTimeFormat('fa', { numeric: 'always' }),
  en: new Intl.RelativeTimeFormat('en', { numeric: 'always' }),
} as const

/** «۳۰ آبان ۱۴۰۵» or `21 Nov 2026`, the day in Tehran. */
export function formatDate(at: DateTime, locale: Locale): string {
  return longDates[locale].format(at.toMillis())
}

/** «۱۴۰۵/۰۸/۳۰» or `2026-11-21`, the day in Tehran: for tables and forms. */
export function formatShortDate(at: DateTime, locale: Locale): string {
  return locale === 'fa' ? formatJalaliDay(jalaliParts(at), 'fa') : tehranDate(at)
}

/** {1405, 8, 30} → «۱۴۰۵/۰۸/۳۰» or `1405/08/30`. */
export function formatJalaliDay({ year, month, day }: JalaliDay, locale: Locale): string {
  return localDigits(`${pad(year, 4)}/${pad(month)}/${pad(day)}`, locale)
}

function pad(value: number, length = 2): string {
  return String(value).padStart(length, '0')
}

/** «۱۴:۰۵» or `14:05`, the time in Tehran. */
export function formatTime(at: DateTime, locale: Locale): string {
  return localDigits(times.format(at.toMillis()), locale)
}

/** «۳۰ آبان ۱۴۰۵، ساعت ۱۴:۰۵» or `21 Nov 2026, 14:05`. */
export function formatDateTime(at: DateTime, locale: Locale): string {
  const between = locale === 'fa' ? '، ساعت ' : ', '
  return formatDate(at, locale) + between + formatTime(at, locale)
}

/** From the longest to the shortest, in seconds. Months and years are rounded ones. */
const SPANS = [
  ['year', 365 * 86_400],
  ['month', 30 * 86_400],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
] as const

/** «۳ دقیقه پیش», `in 2 days`; less than a minute either way is «همین حالا». */
export function formatRelative(at: DateTime, now: DateTime, locale: Locale): string {
  const seconds = (at.toMillis() - now.toMillis()) / 1000
  const fitting = SPANS.find(([, length]) => Math.abs(seconds) >= length)
  if (!fitting) return locale === 'fa' ? 'همین حالا' : 'just now'
  return spans[locale].format(Math.trunc(seconds / fitting[1]), fitting[0])
}

const DAY_MS = 86_400_000
/** Offsets change at a full or half hour, so each half hour has one. */
const HALF_HOUR_MS = 1_800_000
const MOST_KEPT = 20_000
const tehran = IANAZone.create(TEHRAN)
const offsets = new Map<number, number>()
const days = new Map<number, JalaliDay>()

function remember<V>(kept: Map<number, V>, key: number, value: V): V {
  if (kept.size >= MOST_KEPT) kept.clear()
  kept.set(key, value)
  return value
}

/** What Tehran is ahead of UTC at that moment, in ms. Asking the zone costs more than all the rest. */
function tehranAhead(millis: number): number {
  const key = Math.floor(millis / HALF_HOUR_MS)
  return offsets.get(key) ?? remember(offsets, key, tehran.offset(millis) * 60_000)
}

/** Tehran's days counted from 1 January 1970. */
function tehranDay(at: DateTime): number {
  const millis = at.toMillis()
  return Math.floor((millis + tehranAhead(millis)) / DAY_MS)
}

/** The day that it is in Tehran at that moment: `2026-11-21`. */
export function tehranDate(at: DateTime): string {
  return new Date(tehranDay(at) * DAY_MS).toISOString().slice(0, 10)
}

/** The Jalali day that it is in Tehran at that moment. */
export function jalaliParts(at: DateTime): JalaliDay {
  const count = tehranDay(at)
  return { ...(days.get(count) ?? remember(days, count, jalaliOf(new Date(count * DAY_MS)))) }
}

function jalaliOf(day: Date): JalaliDay {
  const { jy, jm, jd } = toJalaali(day.getUTCFullYear(), day.getUTCMonth() + 1, day.getUTCDate())
  return { year: jy, month: jm, day: jd }
}

/**
 * The moment (UTC) of a Jalali day and time in Tehran. An hour that the old summer time skipped
 * gives the hour after it.
 * @throws RangeError when there is no such day
 */
export function fromJalali(
  year: number,
  month: number,
  day: number,
  hour = 0,
  minute = 0
): DateTime {
  if (!isJalaliDay({ year, month, day })) throw new RangeError(`No day ${year}/${month}/${day}`)
  const { gy, gm, gd } = toGregorian(year, month, day)
  const local = { year: gy, month: gm, day: gd, hour, minute }
  return DateTime.fromObject(local, { zone: TEHRAN }).toUTC()
}

export function isJalaliDay({ year, month, day }: JalaliDay): boolean {
  return [year, month, day].every(Number.isInteger) && isValidJalaaliDate(year, month, day)
}

/** A leap year has 30 days in Esfand. */
export function isJalaliLeap(year: number): boolean {
  return isLeapJalaaliYear(year)
}

/** 31 days in the first six months, 30 in the next five, 29 or 30 in Esfand. */
export function jalaliMonthLength(year: number, month: number): number {
  return jalaaliMonthLength(year, month)
}

const TYPED_DAY = /^(1[2-5]\d{2})([/.-])(\d{1,2})\2(\d{1,2})$/

/**
 * «۱۴۰۵/۸/۳۰», `1405-08-30`, `1405.8.30` → its parts; null for anything else and for days that do
 * not exist. The year needs its four digits, so that nobody's birthday lands in another century.
 */
export function parseJalaliDate(text: string): JalaliDay | null {
  const found = TYPED_DAY.exec(latinDigits(text).replace(/[\s\p{Cf}]/gu, ''))
  if (!found) return null
  const day = { year: Number(found[1]), month: Number(found[3]), day: Number(found[4]) }
  return isJalaliDay(day) ? day : null
}

/** The month in Tehran as moments in UTC: from `start` until before `end`. */
export function jalaliMonthRange(year: number, month: number): { start: DateTime; end: DateTime } {
  const next = shiftMonth(year, month, 1)
  return { start: fromJalali(year, month, 1), end: fromJalali(next.year, next.month, 1) }
}

/** The year in Tehran as moments in UTC: from `start` until before `end`. */
export function jalaliYearRange(year: number): { start: DateTime; end: DateTime } {
  return { start: fromJalali(year, 1, 1), end: fromJalali(year + 1, 1, 1) }
}

function shiftMonth(year: number, month: number, by: number): { year: number; month: number } {
  const months = year * 12 + (month - 1) + by
  return { year: Math.floor(months / 12), month: (months % 12) + 1 }
}

/** 1 → «فروردین» or `Farvardin`. */
export function jalaliMonthName(month: number, locale: Locale): string {
  const name = MONTHS[locale][month - 1]
  if (!name) throw new RangeError(`No Jalali month ${month}`)
  return name
}

/** The moment (UTC) at which the Tehran day of that moment began. */
export function startOfTehranDay(at: DateTime): DateTime {
  const start = tehranDay(at) * DAY_MS
  const millis = start - tehranAhead(at.toMillis())
  if (tehranAhead(millis) !== start - millis) return at.setZone(TEHRAN).startOf('day').toUTC()
  return DateTime.fromMillis(millis, { zone: FixedOffsetZone.utcInstance })
}

/** 1 January 1970 was one. */
const THURSDAY = 5

/** The day of the week in Tehran: 0 is Saturday, the first, and 6 is Friday, the day off. */
export function weekdayOf(at: DateTime): number {
  return (((tehranDay(at) + THURSDAY) % 7) + 7) % 7
}

/** 0 → «شنبه» or `Saturday`. */
export function weekdayName(weekday: number, locale: Locale): string {
  const name = WEEKDAYS[locale][weekday]
  if (!name) throw new RangeError(`No weekday ${weekday}`)
  return name
}

/**
 * The same day and Tehran time some Jalali months later (or earlier, when negative). A day that
 * the month does not have becomes its last one: 31 Shahrivar + 1 is 30 Mehr.
 */
export function addJalaliMonths(at: DateTime, months: number): DateTime {
  const from = jalaliParts(at)
  const to = shiftMonth(from.year, from.month, months)
  const day = Math.min(from.day, jalaliMonthLength(to.year, to.month))
  const { hour, minute, second, millisecond } = at.setZone(TEHRAN)
  const { gy, gm, gd } = toGregorian(to.year, to.month, day)
  const local = { year: gy, month: gm, day: gd, hour, minute, second, millisecond }
  return DateTime.fromObject(local, { zone: TEHRAN }).toUTC()
}
