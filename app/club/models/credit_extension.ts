import { belongsTo } from '@adonisjs/lucid/orm'
import type { BelongsTo } from '@adonisjs/lucid/types/relations'
import { CreditExtensionSchema } from '#database/schema'
import type { DocumentRef } from '#app/core/actor'
import Branch from '#app/people/models/branch'
import Staff from '#app/people/models/staff'
import Tier from '#app/club/models/tier'

export const EXTENSION_STATES = ['running', 'done'] as const
export type ExtensionState = (typeof EXTENSION_STATES)[number]

/** A campaign that gives credit a later end, lot by lot; amounts in Rial. */
export default class CreditExtension extends CreditExtensionSchema {
  static table = 'credit_extensions'

  declare state: ExtensionState

  @belongsTo(() => Staff, { foreignKey: 'startedById' })
  declare startedBy: BelongsTo<typeof Staff>

  @belongsTo(() => Tier)
  declare tier: BelongsTo<typeof Tier>

  @belongsTo(() => Branch)
  declare branch: BelongsTo<typeof Branch>

  get ref(): DocumentRef {
    return { type: 'credit_extension', id: this.id }
  }

  /** How far it is, in percent; lots that were spent meanwhile leave it below until it is done. */
  get percent(): number {
    if (this.state === 'done') return 100
    return Math.min(99, Math.floor((this.lotsDone * 100) / Math.max(1, this.lotsFound)))
  }
}
