import { hasMany } from '@adonisjs/lucid/orm'
import type { HasMany } from '@adonisjs/lucid/types/relations'
import { TierPlanSchema, TierVersionSchema } from '#database/schema'
import type { Client } from '#app/core/sql'

/** A tier as a plan has it. Amounts in Rial, percents × 100. */
export class TierVersion extends TierVersionSchema {
  static table = 'tier_versions'
}

/** The ladder of tiers as it holds from a day on: waiting, in force, past or called off. */
export default class TierPlan extends TierPlanSchema {
  static table = 'tier_plans'

  @hasMany(() => TierVersion, { foreignKey: 'planId' })
  declare versions: HasMany<typeof TierVersion>

  /** The one that waits for its day, with its tiers; there is one at most. */
  static waiting(client?: Client): Promise<TierPlan | null> {
    return TierPlan.query({ client })
      .where('waiting_key', 'waiting')
      .preload('versions', (versions) => versions.orderBy('position'))
      .first()
  }

  /** Those that held or hold, the latest first. */
  static past(limit: number): Promise<TierPlan[]> {
    return TierPlan.query()
      .whereNotNull('applied_at')
      .preload('versions', (versions) => versions.orderBy('position'))
      .orderBy('id', 'desc')
      .limit(limit)
  }
}
