import type { DateTime } from 'luxon'
import {
  addJalaliMonths,
  fromJalali,
  type JalaliDay,
  jalaliMonthLength,
  jalaliParts,
} from '#app/core/jalali'

/** How long credit holds: some months each, to the end of the next season, or all to one day. */
export const VALIDITIES = ['rolling', 'season', 'date'] as const
export type Validity = (typeof VALIDITIES)[number]

export interface ValidityRule {
  way: Validity
  months: number
  /** The last day of `date`; null for the other ways. */
  day: JalaliDay | null
}

const MONTHS_OF_SEASON = 3

/** The last second of a Jalali day in Tehran. */
export function endOfDay({ year, month, day }: JalaliDay): DateTime {
  return fromJalali(year, month, day).plus({ days: 1 }).minus({ seconds: 1 })
}

/** The end of the Jalali season after the one of that moment. */
export function endOfNextSeason(from: DateTime): DateTime {
  const { year, month } = jalaliParts(from)
  const last = (Math.ceil(month / MONTHS_OF_SEASON) + 1) * MONTHS_OF_SEASON
  const of = last > 12 ? { year: year + 1, month: last - 12 } : { year, month: last }
  return endOfDay({ ...of, day: jalaliMonthLength(of.year, of.month) })
}

/** When credit that may be spent from a moment on ends; a fixed day that is over gives way to months. */
export function endOfCredit(from: DateTime, rule: ValidityRule): DateTime {
  if (rule.way === 'season') return endOfNextSeason(from)
  const fixed = rule.way === 'date' && rule.day ? endOfDay(rule.day) : null
  return fixed && fixed > from ? fixed : lastSecondOf(addJalaliMonths(from, rule.months))
}

/** Whoever reads «تا ۲۰ بهمن» may spend it all of that day. */
function lastSecondOf(day: DateTime): DateTime {
  return endOfDay(jalaliParts(day))
}
