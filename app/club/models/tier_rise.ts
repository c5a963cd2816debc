import { belongsTo } from '@adonisjs/lucid/orm'
import type { BelongsTo } from '@adonisjs/lucid/types/relations'
import { TierRiseSchema } from '#database/schema'
import type { Client } from '#app/core/sql'
import Tier from '#app/club/models/tier'

/** A tier that stands on purchases: what it asked for, and what the member held before. */
export default class TierRise extends TierRiseSchema {
  static table = 'tier_rises'

  @belongsTo(() => Tier)
  declare tier: BelongsTo<typeof Tier>

  /** The last rise to a tier on which a member may stand; null when others put him there. */
  static to(tierId: number, memberId: number, client: Client): Promise<TierRise | null> {
    return TierRise.query({ client })
      .where({ memberId, tierId })
      .whereNull('fellAt')
      .orderBy('id', 'desc')
      .first()
  }
}
