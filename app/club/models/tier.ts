import type { DateTime } from 'luxon'
import { TierSchema } from '#database/schema'
import { type Client, sqlTime } from '#app/core/sql'
import { TierVersion } from '#app/club/models/tier_plan'

/** What a plan says of a tier. */
const TERMS = [
  'position',
  'nameFa',
  'nameEn',
  'colour',
  'earnBasisPoints',
  'referralBasisPoints',
  'threshold',
  'spendThreshold',
  'minSpend',
  'maxShareBasisPoints',
] as const
export type TierTerms = Pick<TierVersion, (typeof TERMS)[number]>

/** The part of a tier or of its version that a plan decides. */
export function termsOf(tier: TierTerms): TierTerms {
  return Object.fromEntries(TERMS.map((name) => [name, tier[name]])) as unknown as TierTerms
}

/**
 * Joins to `m` (members) the tier `t` that holds for each: a plan ends a tier at one moment, its members
 * are moved after that in batches, and until then the one in its place holds for them.
 */
export const TIER_OF_MEMBER =
  'JOIN tiers o ON o.id = m.tier_id JOIN tiers t ON t.id = COALESCE(o.successor_id, o.id)'

/**
 * A level of membership as it is now: its percent, its thresholds (Rial) and how far credit may
 * pay. What it will be and was are versions of plans.
 */
export default class Tier extends TierSchema {
  static table = 'tiers'

  /** All tiers that there are, the lowest first; those that were ended are none of them. */
  static ladder(client?: Client): Promise<Tier[]> {
    return Tier.query({ client }).whereNull('ended_at').orderBy('position')
  }

  /** Where a new member begins. */
  static lowest(client?: Client): Promise<Tier> {
    return Tier.query({ client }).whereNull('ended_at').orderBy('position').firstOrFail()
  }

  /** By the id of each tier that ever was: itself, or for one that was ended the one in its place. */
  static async standing(client?: Client): Promise<ReadonlyMap<number, Tier>> {
    const all = await Tier.query({ client })
    const known = new Map(all.map((tier) => [tier.id, tier]))
    return new Map(all.map((tier) => [tier.id, known.get(tier.successorId ?? tier.id)!]))
  }

  /** The tier on the terms that held at a moment: what was earned then keeps its percent. */
  static async asOf(id: number, moment: DateTime, client?: Client): Promise<Tier> {
    const tier = await Tier.findOrFail(id, { client })
    const held = await TierVersion.query({ client })
      .join('tier_plans as p', 'p.id', 'tier_versions.plan_id')
      .where('tier_versions.tier_id', id)
      .where('p.applied_at', '<=', sqlTime(moment))
      .orderBy('p.applied_at', 'desc')
      .orderBy('p.id', 'desc')
      .select('tier_versions.*')
      .first()
    return held ? tier.merge(termsOf(held)) : tier
  }
}
