import { BenefitSchema } from '#database/schema'
import { clock } from '#app/core/clock'
import { jalaliParts, tehranDate } from '#app/core/jalali'

export const BENEFIT_PERIODS = ['always', 'month', 'year'] as const
export type BenefitPeriod = (typeof BENEFIT_PERIODS)[number]

/** What a tier gives that is not money. */
export default class Benefit extends BenefitSchema {
  static table = 'benefits'
  declare period: BenefitPeriod

  /** It is in force today. */
  get isGiven(): boolean {
    return this.active && isToday(this)
  }
}

/** Gregorian days in Tehran, yyyy-MM-dd, both included; null is no end on that side. */
export interface Days {
  startsOn: string | null
  endsOn: string | null
}

/** Whether today lies within them. */
export function isToday({ startsOn, endsOn }: Days): boolean {
  const today = tehranDate(clock.now())
  return (!startsOn || startsOn <= today) && (!endsOn || today <= endsOn)
}

/** The period of now, under which uses are counted: the Jalali year, or its month. */
export function periodKey(period: BenefitPeriod): string {
  const { year, month } = jalaliParts(clock.now())
  if (period === 'always') return 'always'
  return period === 'year' ? String(year) : `${year}-${String(month).padStart(2, '0')}`
}
