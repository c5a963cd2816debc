import { Refusal } from '#app/core/refusal'
import type { Infer } from '@vinejs/vine/types'
import type Tier from '#app/club/models/tier'
import type { PlannedTier } from '#app/club/tier_rules'
import type { tierPlanValidator } from '#app/club/tier_validators'

type Form = Pick<Infer<typeof tierPlanValidator>, 'tiers' | 'above'>
type Row = Form['tiers'][string]

/**
 * The ladder that a form asks for: the tiers as they are with what was typed over them, the new one
 * in its place. @throws Refusal `tier_new_incomplete` when a new tier lacks what no tier can lack
 */
export function ladderOf({ tiers, above }: Form, ladder: readonly Tier[]): PlannedTier[] {
  const planned = ladder.map((tier) => over(tier, tiers[tier.code] ?? {}))
  if (!tiers.new?.nameFa) return planned
  const below = ladder.findIndex(({ code }) => code === above)
  const place = below < 0 ? planned.length : below + 1
  return planned.toSpliced(place, 0, fresh(tiers.new))
}

/** The code under which the form names the tier of a place in the planned ladder. */
export function codeAt(index: number, planned: readonly PlannedTier[], ladder: readonly Tier[]) {
  const { tierId } = planned[index]
  return ladder.find(({ id }) => id === tierId)?.code ?? 'new'
}

function over(tier: Tier, typed: Row): PlannedTier {
  return {
    tierId: tier.id,
    nameFa: typed.nameFa ?? tier.nameFa,
    nameEn: typed.nameEn ?? tier.nameEn,
    colour: typed.colour ?? tier.colour,
    threshold: typed.rangeFrom ?? tier.threshold,
    to: typed.rangeTo ?? null,
    earnBasisPoints: typed.earn ?? tier.earnBasisPoints,
    referralBasisPoints: typed.referral ?? tier.referralBasisPoints,
    spendThreshold: typed.spendThreshold ?? tier.spendThreshold,
    minSpend: typed.minSpend ?? tier.minSpend,
    maxShareBasisPoints: typed.maxShare ?? tier.maxShareBasisPoints,
  }
}

function fresh(typed: Row): PlannedTier {
  const needed = ['nameEn', 'rangeFrom', 'earn'] as const
  const lacking = needed.find((name) => typed[name] === undefined)
  if (lacking) throw new Refusal('tier_new_incomplete', { field: `tiers.new.${lacking}` })
  return {
    tierId: null,
    nameFa: typed.nameFa!,
    nameEn: typed.nameEn!,
    colour: typed.colour ?? '#7a6ff0',
    threshold: typed.rangeFrom!,
    to: typed.rangeTo ?? null,
    earnBasisPoints: typed.earn!,
    referralBasisPoints: typed.referral ?? 0,
    spendThreshold: typed.spendThreshold ?? 0,
    minSpend: typed.minSpend ?? 0,
    maxShareBasisPoints: typed.maxShare ?? 10_000,
  }
}
