import { belongsTo } from '@adonisjs/lucid/orm'
import type { BelongsTo } from '@adonisjs/lucid/types/relations'
import type { DocumentRef } from '#app/core/actor'
import { clock } from '#app/core/clock'
import { found, Refusal } from '#app/core/refusal'
import { changed, sqlTime, type Trx } from '#app/core/sql'
import Customer from '#app/people/models/customer'
import Staff from '#app/people/models/staff'
import { CreditAdjustmentSchema } from '#database/schema'

export const ADJUSTMENT_STATUSES = ['waiting', 'done', 'rejected'] as const
export type AdjustmentStatus = (typeof ADJUSTMENT_STATUSES)[number]

/** What a change by hand may be for; the member reads it in the wallet. */
export const ADJUSTMENT_REASONS = [
  'missing_credit',
  'wrong_credit',
  'till_mistake',
  'goodwill',
  'moved',
  'uncollectable',
  'other',
] as const
export type AdjustmentReason = (typeof ADJUSTMENT_REASONS)[number]

/** What a change by hand changes: credit that may be spent, or what is owed. */
export const ADJUSTMENT_KINDS = ['credit', 'debt'] as const
export type AdjustmentKind = (typeof ADJUSTMENT_KINDS)[number]

/** Why a debt is forgiven. */
export const WRITE_OFF_REASONS = [
  'uncollectable',
  'goodwill',
  'till_mistake',
  'other',
] as const satisfies readonly AdjustmentReason[]

/** How other steps name one. */
export const ADJUSTMENT = 'credit_adjustment'

export interface Decision {
  staffId: number
  status: 'done' | 'rejected'
  note: string | null
}

/**
 * A change of a member's credit by hand (Rial, signed), or a debt forgiven: who asked for it, why,
 * who agreed.
 */
export default class Adjustment extends CreditAdjustmentSchema {
  static table = 'credit_adjustments'

  declare status: AdjustmentStatus
  declare reason: AdjustmentReason
  declare kind: AdjustmentKind

  @belongsTo(() => Customer)
  declare customer: BelongsTo<typeof Customer>

  @belongsTo(() => Staff, { foreignKey: 'proposedById' })
  declare proposedBy: BelongsTo<typeof Staff>

  @belongsTo(() => Staff, { foreignKey: 'decidedById' })
  declare decidedBy: BelongsTo<typeof Staff>

  get ref(): DocumentRef {
    return { type: ADJUSTMENT, id: this.id }
  }

  get isWaiting() {
    return this.status === 'waiting'
  }

  /**
   * A second person decides, once: the UPDATE is the guard, whoever comes second changes nothing.
   * @throws Refusal `own_adjustment` for who asked for it, `adjustment_decided` (409)
   */
  static async decide(id: number, decision: Decision, trx: Trx): Promise<Adjustment> {
    const rows = await changed(
      trx
        .from('credit_adjustments')
        .where({ id, status: 'waiting' })
        .whereNot('proposed_by_id', decision.staffId)
        .update({
          status: decision.status,
          decided_by_id: decision.staffId,
          decision_note: decision.note,
          decided_at: sqlTime(clock.now()),
        })
    )
    const adjustment = found(await Adjustment.find(id, { client: trx }))
    if (rows === 1) return adjustment
    if (adjustment.isWaiting) throw new Refusal('own_adjustment')
    throw new Refusal('adjustment_decided', { status: 409 })
  }
}
