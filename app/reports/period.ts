import type { DateTime } from 'luxon'
import { sqlTime } from '#app/core/sql'
import { fromJalali, jalaliParts, jalaliMonthRange, startOfTehranDay } from '#app/core/jalali'

export const PERIODS = ['this_month', 'last_month', 'last_30_days', 'this_year'] as const
export type PeriodName = (typeof PERIODS)[number]

/** Whole Tehran days, as moments in UTC: from `from` until before `to`. */
export interface Period {
  name: PeriodName
  from: DateTime
  to: DateTime
  /** What one bar of a chart stands for. */
  bucket: 'day' | 'month'
}

/**
 * The period of that name as it is now; an unknown name means the last thirty days,
 * which say something on the first day of a month too.
 */
export function periodOf(asked: unknown, now: DateTime): Period {
  const name = PERIODS.find((known) => known === asked) ?? 'last_30_days'
  const tomorrow = startOfTehranDay(now.plus({ days: 1 }))
  const { year, month } = jalaliParts(now)
  const thisMonth = fromJalali(year, month, 1)
  switch (name) {
    case 'this_month':
      return { name, from: thisMonth, to: tomorrow, bucket: 'day' }
    case 'last_month': {
      const before = jalaliParts(thisMonth.minus({ days: 1 }))
      const { start, end } = jalaliMonthRange(before.year, before.month)
      return { name, from: start, to: end, bucket: 'day' }
    }
    case 'last_30_days':
      return { name, from: tomorrow.minus({ days: 30 }), to: tomorrow, bucket: 'day' }
    case 'this_year':
      return { name, from: fromJalali(year, 1, 1), to: tomorrow, bucket: 'month' }
  }
}

/** The bounds as a WHERE takes them: `>= first`, `< last`. */
export function boundsOf({ from, to }: Pick<Period, 'from' | 'to'>): [first: string, last: string] {
  return [sqlTime(from), sqlTime(to)]
}

/** First moments of the days (or Jalali months) of a period, in order. */
export function bucketsOf({ from, to, bucket }: Period): DateTime[] {
  const starts: DateTime[] = []
  for (let start = from; start < to; start = nextOf(start, bucket)) starts.push(start)
  return starts
}

function nextOf(start: DateTime, bucket: Period['bucket']): DateTime {
  if (bucket === 'day') return start.plus({ days: 1 })
  const { year, month } = jalaliParts(start)
  return jalaliMonthRange(year, month).end
}
