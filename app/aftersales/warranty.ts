import type { DateTime } from 'luxon'
import { addJalaliMonths, startOfTehranDay } from '#app/core/jalali'

/**
 * Whole days of warranty left, 0 on its last day; null when the item has none or it has run out.
 * Months are Jalali ones, counted from the day of the sale in Tehran.
 */
export function warrantyDaysLeft(soldAt: DateTime, months: number, now: DateTime): number | null {
  if (months <= 0) return null
  const lastDay = startOfTehranDay(addJalaliMonths(soldAt, months))
  const left = Math.round(lastDay.diff(startOfTehranDay(now), 'days').days)
  return left < 0 ? null : left
}
