import { Refusal } from '#app/core/refusal'
import type { Rial } from '#app/core/money'
import type { TierTerms } from '#app/club/models/tier'

/**
 * A tier as it is planned; `to` is where its range ends, null: where the next one begins, or never
 * for the highest. Amounts in Rial.
 */
export interface PlannedTier extends Omit<TierTerms, 'position'> {
  /** Null: it begins with the plan. */
  tierId: number | null
  to: Rial | null
}

const at = (index: number, field: string) => `tiers.${index}.${field}`

/**
 * A ladder of purchases without a hole or an overlap: the lowest begins at nothing, each begins
 * where the one below ends and higher than it, the highest has no end; names tell them apart.
 * `field` of a refusal is `tiers.<index>.<name>`.
 * @throws Refusal `tier_name_taken`, `tier_range_start`, `tier_not_rising`, `tier_range_gap` {from},
 * `tier_range_overlap` {from}, `tier_range_end`
 */
export function assertLadder(tiers: readonly PlannedTier[]): void {
  assertNames(tiers)
  if (tiers[0].threshold !== 0) throw new Refusal('tier_range_start', { field: at(0, 'rangeFrom') })
  for (const [index, tier] of tiers.entries()) assertStep(tiers[index - 1], tier, index)
  const last = tiers.length - 1
  if (tiers[last].to !== null) throw new Refusal('tier_range_end', { field: at(last, 'rangeTo') })
}

function assertStep(below: PlannedTier | undefined, tier: PlannedTier, index: number) {
  if (!below) return
  const field = at(index, 'rangeFrom')
  if (tier.threshold <= below.threshold) throw new Refusal('tier_not_rising', { field })
  const end = below.to ?? tier.threshold
  const params = { end: { rial: end } }
  if (tier.threshold > end) throw new Refusal('tier_range_gap', { field, params })
  if (tier.threshold < end) throw new Refusal('tier_range_overlap', { field, params })
}

function assertNames(tiers: readonly PlannedTier[]) {
  for (const name of ['nameFa', 'nameEn'] as const) {
    const seen = new Set<string>()
    for (const [index, tier] of tiers.entries()) {
      if (seen.has(tier[name])) throw new Refusal('tier_name_taken', { field: at(index, name) })
      seen.add(tier[name])
    }
  }
}
