import { belongsTo } from '@adonisjs/lucid/orm'
import type { BelongsTo } from '@adonisjs/lucid/types/relations'
import { ManualTierSchema } from '#database/schema'
import type { Client } from '#app/core/sql'
import Tier from '#app/club/models/tier'
import Staff from '#app/people/models/staff'

/** A tier given by hand until a day, with the reason. */
export default class ManualTier extends ManualTierSchema {
  static table = 'manual_tiers'

  @belongsTo(() => Tier)
  declare tier: BelongsTo<typeof Tier>

  @belongsTo(() => Staff)
  declare staff: BelongsTo<typeof Staff>

  /** The one that holds for a member. */
  static of(memberId: number, client?: Client): Promise<ManualTier | null> {
    return ManualTier.query({ client }).where('active_key', memberId).first()
  }
}
