import { DateTime } from 'luxon'
import { addJalaliMonths, jalaliParts } from '#app/core/jalali'
import type { Random } from '#database/demo/random'

/*
 * The history counts in Unix seconds and Tehran days: hundreds of thousands of DateTimes would take
 * longer than the writing of the rows.
 */

export const MINUTE = 60
export const HOUR = 3600
export const DAY = 86_400
/** +03:30, without summer time since 2022; the demo never reaches further back. */
const TEHRAN_OFFSET = 12_600
const THURSDAY = 5
const FRIDAY = 6

/** Unix seconds as both databases keep a moment. */
export function stamp(at: number): string {
  return new Date(at * 1000).toISOString().slice(0, 19).replace('T', ' ')
}

/** Number of the Tehran day, counted from 1970-01-01. */
export const tehranDay = (at: number) => Math.floor((at + TEHRAN_OFFSET) / DAY)
const startOf = (day: number) => day * DAY - TEHRAN_OFFSET

/** When the Tehran day of that moment began. */
export const startOfDay = (at: number) => startOf(tehranDay(at))

/** The Tehran day as `yyyy-MM-dd`. */
export const dayText = (day: number) => new Date(day * DAY * 1000).toISOString().slice(0, 10)

/** 0 is Saturday. */
const weekday = (day: number) => (day + THURSDAY) % 7

const years = new Map<number, number>()

/** Jalali year of a moment in Tehran. */
export function jalaliYear(at: number): number {
  const day = tehranDay(at)
  let year = years.get(day)
  if (year === undefined) years.set(day, (year = jalaliParts(DateTime.fromSeconds(at)).year))
  return year
}

const validities = new Map<string, number>()

/** The last second of the day so many Jalali months later: until then credit may be spent. */
export function endMonthsLater(at: number, months: number): number {
  const key = `${tehranDay(at)}+${months}`
  let days = validities.get(key)
  if (days === undefined) {
    const end = addJalaliMonths(DateTime.fromSeconds(at, { zone: 'utc' }), months)
    validities.set(key, (days = tehranDay(end.toUnixInteger()) - tehranDay(at)))
  }
  return startOf(tehranDay(at) + days + 1) - 1
}

/** When the staff of the demo are at their desks: nine to one and five to nine, Thursday mornings. */
export class OfficeHours {
  readonly #holidays: ReadonlySet<string>

  constructor(holidays: readonly { day: string }[]) {
    this.#holidays = new Set(holidays.map(({ day }) => day))
  }

  /** The moment after so many working minutes. */
  add(from: number, minutes: number): number {
    let left = minutes * MINUTE
    for (let day = tehranDay(from); ; day++) {
      for (const [starts, ends] of this.#spans(day)) {
        const begins = Math.max(from, startOf(day) + starts * HOUR)
        const available = startOf(day) + ends * HOUR - begins
        if (available <= 0) continue
        if (left <= available) return begins + left
        left -= available
      }
    }
  }

  /** Some moment of work, between so many working minutes from now. */
  soon(from: number, [least, most]: readonly [number, number], random: Random): number {
    return this.add(from, random.int(least, most)) + random.int(0, 59)
  }

  /** The last second of the n-th working day after the day of that moment. */
  endOfWorkingDay(from: number, count: number): number {
    let day = tehranDay(from)
    for (let left = count; left > 0;) if (!this.#isFree(++day)) left--
    return startOf(day + 1) - 1
  }

  #isFree(day: number) {
    return weekday(day) === FRIDAY || this.#holidays.has(dayText(day))
  }

  #spans(day: number): readonly (readonly [number, number])[] {
    if (this.#isFree(day)) return []
    return weekday(day) === THURSDAY ? [[9, 13]] : [[9, 13], [17, 21]] // prettier-ignore
  }
}
