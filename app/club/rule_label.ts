import { type Locale, localDigits } from '#app/core/digits'

/** A rule as its list numbers it, with its title where it has one. */
export function ruleLabel(
  { ruleId, title }: { ruleId: number; title: string | null },
  locale: Locale
): string {
  const number = localDigits(ruleId, locale)
  return title ? `${number} (${title})` : number
}
