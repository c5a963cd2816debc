import type { DateTime } from 'luxon'
import { clock } from '#app/core/clock'
import {
  addJalaliMonths,
  fromJalali,
  jalaliParts,
  type JalaliDay,
  jalaliYearRange,
  startOfTehranDay,
} from '#app/core/jalali'
import type { Settings } from '#app/people/models/setting'

export const TIER_WINDOWS = ['year', 'months'] as const
export type TierWindow = (typeof TIER_WINDOWS)[number]
export const WAYS_DOWN = ['level', 'step'] as const
export type WayDown = (typeof WAYS_DOWN)[number]

type Review = Settings['tierReview']

/** The purchases that a tier is judged by: from `start` until before `end`. */
export interface Span {
  start: DateTime
  end: DateTime
}

/**
 * The window that a re-evaluation up to (and with) a day judges: the Jalali year of that day, or so
 * many Jalali months before its end.
 */
export function windowUntil(last: JalaliDay, { window, months }: Review): Span {
  if (window === 'year') return jalaliYearRange(last.year)
  const end = fromJalali(last.year, last.month, last.day).plus({ days: 1 })
  return { start: addJalaliMonths(end, -months), end }
}

/** The last day of the window that is usually judged now: the year's last day, or yesterday. */
export function usualLastDay({ window }: Review): JalaliDay {
  const today = jalaliParts(clock.now())
  if (window === 'months') return jalaliParts(clock.now().minus({ days: 1 }))
  /* In spring it is the year before that is judged. */
  const year = today.month <= 3 ? today.year - 1 : today.year
  return jalaliParts(jalaliYearRange(year).end.minus({ seconds: 1 }))
}

/** The window by which a member rises at once: this Jalali year, or the last so many Jalali months. */
export function risingWindow({ window, months }: Review, now: DateTime = clock.now()): Span {
  if (window === 'year') return jalaliYearRange(jalaliParts(now).year)
  const today = startOfTehranDay(now)
  return { start: addJalaliMonths(today, -months), end: now.plus({ days: 1 }) }
}
