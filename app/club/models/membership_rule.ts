import { belongsTo } from '@adonisjs/lucid/orm'
import type { BelongsTo } from '@adonisjs/lucid/types/relations'
import { MembershipRuleSchema } from '#database/schema'
import type { Client } from '#app/core/sql'
import Staff from '#app/people/models/staff'

export const MEMBERSHIP_KINDS = ['voluntary', 'purchases', 'invitation'] as const
export type MembershipKind = (typeof MEMBERSHIP_KINDS)[number]

/** A way to become a member; several may hold at once. */
export default class MembershipRule extends MembershipRuleSchema {
  static table = 'membership_rules'

  declare kind: MembershipKind

  @belongsTo(() => Staff, { foreignKey: 'createdById' })
  declare createdBy: BelongsTo<typeof Staff>

  @belongsTo(() => Staff, { foreignKey: 'endedById' })
  declare endedBy: BelongsTo<typeof Staff>

  /** Those that hold, the oldest first. */
  static inForce(client?: Client): Promise<MembershipRule[]> {
    return MembershipRule.query({ client }).whereNotNull('live_key').orderBy('id')
  }
}
