import type { DateTime } from 'luxon'
import { startOfTehranDay, tehranDate, weekdayOf } from '#app/core/jalali'
import { Refusal } from '#app/core/refusal'
import type { Client } from '#app/core/sql'
import { rowOf } from '#app/core/statement'
import { ShortCache } from '#app/people/short_cache'

/** From minute to minute of the Tehran day. */
interface Span {
  starts: number
  ends: number
}
/** Spans and holidays of the house and its branches, as they are at a moment. */
export interface Calendar {
  spans: { branchId: number | null; weekday: number; starts: number; ends: number }[]
  holidays: { branchId: number | null; day: string }[]
}

const FRIDAY = 6
const THURSDAY = 5
const MORNING: Span = { starts: 9 * 60, ends: 13 * 60 }
const EVENING: Span = { starts: 16 * 60, ends: 20 * 60 }
/** A span further away than this is a calendar without working hours. */
const MAX_DAYS = 400

/** The calendar as it is stored now, past the cache. */
export async function calendarNow(client: Client): Promise<Calendar> {
  const spans = await client.from('working_spans').select('branch_id', 'weekday', 'starts', 'ends')
  const holidays = await client.from('holidays').select('branch_id', 'day')
  const branch = (id: unknown) => (id === null ? null : Number(id))
  return {
    spans: spans.map(({ branch_id: id, ...span }) => ({ ...span, branchId: branch(id) })),
    holidays: holidays.map(({ branch_id: id, day }) => ({
      day: String(day),
      branchId: branch(id),
    })),
  }
}

/* Good enough for the time by which a task is due; a date of credit asks `heldCalendar`. */
const calendars = new ShortCache(calendarNow, 30)

const VERSION = 'SELECT version FROM calendar_state WHERE id = 1'

/**
 * The calendar of this moment, which nobody changes until the transaction ends: a holiday that comes
 * waits for it, and then finds what it wrote (`settleCalendarChange`). Without that a date by the
 * calendar of half a minute ago could be written behind the back of those that follow.
 */
async function heldCalendar(trx: Client): Promise<Calendar> {
  const isMysql = trx.dialect.name === 'mysql'
  await rowOf(isMysql ? `${VERSION} LOCK IN SHARE MODE` : VERSION, [], trx)
  return calendarNow(trx)
}

/**
 * The moment (UTC) after so many working minutes: spans of the branch, or the house's where the
 * branch has none; without Fridays and holidays. Split shifts count as they are. In a transaction
 * hand over its `trx`.
 */
export async function addWorkingMinutes(
  from: DateTime,
  minutes: number,
  branchId: number | null,
  client?: Client
): Promise<DateTime<true>> {
  return addWorkingMinutesIn(await calendars.get(client), from, minutes, branchId)
}

/** The same in a calendar that is at hand. */
export function addWorkingMinutesIn(
  calendar: Calendar,
  from: DateTime,
  minutes: number,
  branchId: number | null
): DateTime<true> {
  let left = minutes
  let day = startOfTehranDay(from)
  for (let count = 0; count < MAX_DAYS; count++, day = nextDay(day)) {
    for (const span of isFree(calendar, day, branchId) ? [] : spansOf(calendar, day, branchId)) {
      const begins = latest(from, day.plus({ minutes: span.starts }))
      const ends = day.plus({ minutes: span.ends })
      const available = (ends.toMillis() - begins.toMillis()) / 60_000
      if (available <= 0) continue
      if (left <= available) return begins.plus({ minutes: left }).toUTC() as DateTime<true>
      left -= available
    }
  }
  return from.plus({ minutes }).toUTC() as DateTime<true>
}

/**
 * The last second (UTC) of the n-th working day after the day of that moment, in Tehran. A working
 * day is neither a Friday nor a holiday of the branch. In a transaction hand over its `trx`: then no
 * holiday comes until it ends.
 */
export async function addWorkingDays(
  from: DateTime,
  days: number,
  branchId: number | null,
  client?: Client
): Promise<DateTime<true>> {
  const calendar = client?.isTransaction ? await heldCalendar(client) : await calendars.get(client)
  return endOfWorkingDay(calendar, from, days, branchId)
}

/** The same in a calendar that is at hand. */
export function endOfWorkingDay(
  calendar: Calendar,
  from: DateTime,
  days: number,
  branchId: number | null
): DateTime<true> {
  let day = startOfTehranDay(from)
  for (let left = days; left > 0;) {
    day = nextDay(day)
    if (!isFree(calendar, day, branchId)) left--
  }
  return nextDay(day).minus({ seconds: 1 }).toUTC() as DateTime<true>
}

/** How many working days lie after the day of `from`, up to and with the day of `until`. */
export function workingDaysBetween(
  calendar: Calendar,
  from: DateTime,
  until: DateTime,
  branchId: number | null
): number {
  let count = 0
  const last = startOfTehranDay(until)
  for (let day = nextDay(startOfTehranDay(from)); day <= last; day = nextDay(day)) {
    if (!isFree(calendar, day, branchId)) count++
  }
  return count
}

/** Whether nobody works on that day there: a Friday, or a holiday of the branch or of all. */
export function isFree({ holidays }: Calendar, day: DateTime, branchId: number | null): boolean {
  if (weekdayOf(day) === FRIDAY) return true
  const text = tehranDate(day)
  return holidays.some(
    (holiday) =>
      holiday.day === text && (holiday.branchId === null || holiday.branchId === branchId)
  )
}

/** Asked before the preview too: of a day that is free already no date moves. @throws Refusal `holiday_exists` (field `day`) */
export async function assertNewHoliday(
  { day, branchId }: { day: string; branchId: number | null },
  client: Client
): Promise<void> {
  const place = client.from('holidays').where({ day })
  const known =
    branchId === null ? place.whereNull('branch_id') : place.where('branch_id', branchId)
  if (await known.first()) throw new Refusal('holiday_exists', { field: 'day' })
}

/** Holidays or spans have changed. */
export function forgetWorkingCalendar() {
  calendars.forget()
}

/** Some hour of the next day is never an hour of the one after it, summer time or not. */
const nextDay = (day: DateTime) => startOfTehranDay(day.plus({ hours: 30 }))

const latest = (a: DateTime, b: DateTime) => (a > b ? a : b)

/** What the branch says, else what the house says, else nine to one and four to eight. */
function spansOf({ spans }: Calendar, day: DateTime, branchId: number | null): Span[] {
  if (spans.length === 0) return weekdayOf(day) === THURSDAY ? [MORNING] : [MORNING, EVENING]
  const own = spans.filter((span) => span.branchId === branchId)
  const holding = own.length > 0 ? own : spans.filter((span) => span.branchId === null)
  const weekday = weekdayOf(day)
  return holding.filter((span) => span.weekday === weekday).sort((a, b) => a.starts - b.starts)
}
