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
 * A level of membership as it is now: its percent, its thresholds (Rial) and how far credit may
 * pay. What it will be and was are versions of plans.
 */
export default class Tier extends TierSchema {
  static table = 'tiers'

  /** All tiers, the lowest first. */
  static ladder(client?: Client): Promise<Tier[]> {
    return Tier.query({ client }).orderBy('position')
  }

  /** Where a new member begins. */
  static lowest(client?: Client): Promise<Tier> {
    return Tier.query({ client }).orderBy('position').firstOrFail()
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
