import { percentOf, RIAL_PER_TOMAN, type Rial } from '#app/core/money'
import type Tier from '#app/club/models/tier'

/** The one rule of the club so far: the tier's percent of what the bill earns on. */
export const TIER_PERCENT = 'tier_percent'

type Percent = Pick<Tier, 'earnBasisPoints'>
type SpendRules = Pick<Tier, 'spendThreshold' | 'maxShareBasisPoints'> & {
  /** Least that may be spent at one time (Rial); none when left out. */
  minSpend?: Rial
}

/** Credit (Rial) that a base earns: the tier's percent, rounded down to the whole Toman. */
export function creditFor({ tier, base }: { tier: Percent; base: Rial }): Rial {
  return wholeToman(percentOf(Math.max(0, base), tier.earnBasisPoints))
}

/** Rial rounded down to what can be paid: nobody has a coin below the Toman. */
function wholeToman(amount: Rial): Rial {
  return amount - (amount % RIAL_PER_TOMAN)
}

/**
 * The most credit (Rial) that may pay a bill: nothing below the tier's threshold (حد نصاب) or when
 * it would be less than the tier's least for one time, else what is there, up to the tier's share of
 * the bill.
 */
export function largestSpend(of: { tier: SpendRules; available: Rial; bill: Rial }): Rial {
  const { tier, available, bill } = of
  if (available < neededToSpend(tier)) return 0
  const most = Math.min(available, percentOf(Math.max(0, bill), tier.maxShareBasisPoints))
  return most < (tier.minSpend ?? 0) ? 0 : Math.max(0, most)
}

/** Balance (Rial) from which any credit may be spent: who has less than one spend may not either. */
export function neededToSpend(tier: Pick<SpendRules, 'spendThreshold' | 'minSpend'>): Rial {
  return Math.max(tier.spendThreshold, tier.minSpend ?? 0)
}

/** What is missing (Rial) until any credit may be spent; 0 when the threshold is reached. */
export function missingForSpend(of: { tier: SpendRules; available: Rial }): Rial {
  return Math.max(0, neededToSpend(of.tier) - of.available)
}

/** The parts of a bill (Rial) that earn nothing. */
export interface Excluded {
  vat: Rial
  freight: Rial
  credit: Rial
}

/** Kept on the lot as it was when it was earned: tiers and names may change later. */
export interface Why {
  base: Rial
  basisPoints: number
  tier: { code: string; nameFa: string; nameEn: string }
  excluded: Excluded
  /** Number of the document as people know it. */
  document: string
}

/** What «چرا این عدد؟» says of credit earned by a tier's percent. Amounts in Rial. */
export function whyOf(of: {
  tier: Pick<Tier, 'code' | 'nameFa' | 'nameEn' | 'earnBasisPoints'>
  base: Rial
  excluded?: Partial<Excluded>
  document: string
}): Why & Record<string, unknown> {
  const { code, nameFa, nameEn, earnBasisPoints } = of.tier
  return {
    base: of.base,
    basisPoints: earnBasisPoints,
    tier: { code, nameFa, nameEn },
    excluded: { vat: 0, freight: 0, credit: 0, ...of.excluded },
    document: of.document,
  }
}
