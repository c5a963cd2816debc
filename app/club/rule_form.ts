import { DateTime } from 'luxon'
import type { Infer } from '@vinejs/vine/types'
import { latinDigits } from '#app/core/digits'
import {
  formatJalaliDay,
  fromJalali,
  type JalaliDay,
  jalaliParts,
  TEHRAN,
  tehranDate,
} from '#app/core/jalali'
import type { Language } from '#app/core/language'
import type EarnRule from '#app/club/models/earn_rule'
import type { EarnTerms } from '#app/club/models/earn_rule'
import type { earnRuleValidator } from '#app/club/validators'

type Form = Omit<Infer<typeof earnRuleValidator>, 'key'>

/** Percent as it is typed, «۲٫۵», → percent × 100; what is none of it gives −1, which no rule can have. */
export function basisPointsOf(text: string | undefined): number {
  const typed = latinDigits(text ?? '')
    .replace(/[٫,]/g, '.')
    .replace(/[\s%٪\p{Cf}]/gu, '')
  if (!/^\d{1,3}(\.\d{1,2})?$/.test(typed)) return -1
  return Math.round(Number(typed) * 100)
}

/** The Gregorian day of a Jalali one, as columns keep it. */
export const dayOf = (day: JalaliDay | undefined) =>
  day ? tehranDate(fromJalali(day.year, day.month, day.day)) : null

/** What was filled in, as a rule keeps it. */
export function termsOfForm(form: Form): EarnTerms {
  return {
    kind: form.kind,
    extra: form.extra ?? false,
    title: form.title ?? null,
    basisPoints: basisPointsOf(form.percent),
    every: form.every ?? 0,
    amount: form.amount ?? 0,
    action: form.action ?? null,
    startsOn: dayOf(form.starts_on),
    endsOn: dayOf(form.ends_on),
    channel: form.channel ?? null,
    conditions: {
      branchIds: form.branches ?? [],
      categoryIds: form.categories ?? [],
      tierIds: form.tiers ?? [],
      weekdays: form.weekdays ?? [],
    },
    fromHour: form.from_hour ?? null,
    untilHour: form.until_hour ?? null,
    minBill: form.min_bill ?? 0,
    capPerBill: form.cap_per_bill ?? null,
    capPerDay: form.cap_per_day ?? null,
  }
}

/** A day of a column as its field shows it. */
export const typedDay = (date: string | null, { locale }: Language) =>
  date ? formatJalaliDay(jalaliParts(DateTime.fromISO(date, { zone: TEHRAN })), locale) : ''

/** A rule as its form shows it; an empty form for none. */
export function formOfRule(rule: EarnRule | null, language: Language) {
  return {
    kind: rule?.kind ?? 'percent',
    extra: rule?.extra ?? false,
    title: rule?.title ?? '',
    percent: rule?.basisPoints ? language.digits(rule.basisPoints / 100) : '',
    every: rule?.every || undefined,
    amount: rule?.amount || undefined,
    action: rule?.action ?? '',
    startsOn: typedDay(rule?.startsOn ?? null, language),
    endsOn: typedDay(rule?.endsOn ?? null, language),
    channel: rule?.channel ?? '',
    branches: rule?.conditions.branchIds ?? [],
    categories: rule?.conditions.categoryIds ?? [],
    tiers: rule?.conditions.tierIds ?? [],
    weekdays: rule?.conditions.weekdays ?? [],
    fromHour: rule?.fromHour ?? '',
    untilHour: rule?.untilHour ?? '',
    minBill: rule?.minBill || undefined,
    capPerBill: rule?.capPerBill ?? undefined,
    capPerDay: rule?.capPerDay ?? undefined,
  }
}
