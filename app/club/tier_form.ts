import { Refusal } from '#app/core/refusal'
import type { Infer } from '@vinejs/vine/types'
import type Tier from '#app/club/models/tier'
import type { PlannedTier } from '#app/club/tier_rules'
import type { tierPlanValidator } from '#app/club/tier_validators'

type Form = Pick<Infer<typeof tierPlanValidator>, 'tiers' | 'above'>
type Row = Form['tiers'][string]

export interface AskedLadder {
  tiers: PlannedTier[]
  /** Tiers that end with the plan. */
  leaving: number[]
}

/**
 * The ladder that a form asks for: the tiers as they are with what was typed over them, the new one
 * in its place, without those that leave. @throws Refusal `tier_new_incomplete` when a new tier lacks
 * what no tier can lack
 */
export function ladderOf({ tiers, above }: Form, ladder: readonly Tier[]): AskedLadder {
  const planned = ladder.map((tier) => over(tier, tiers[tier.code] ?? {}))
  const leaving = ladder.filter(({ code }) => tiers[code]?.leaves).map(({ id }) => id)
  closeGaps(planned, leaving)
  const isLeaving = ({ tierId }: PlannedTier) => tierId !== null && leaving.includes(tierId)
  const below = ladder.findIndex(({ code }) => code === above)
  const place = below < 0 ? planned.length : below + 1
  const all = tiers.new?.nameFa ? planned.toSpliced(place, 0, fresh(tiers.new)) : planned
  return { tiers: all.filter((tier) => !isLeaving(tier)), leaving }
}

/** A range that ended where a leaving one begins reaches to the next that stays. */
function closeGaps(planned: PlannedTier[], leaving: readonly number[]) {
  for (const [at, tier] of planned.entries()) {
    const next = planned[at + 1]
    if (next && leaving.includes(next.tierId!) && tier.to === next.threshold) tier.to = null
  }
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
