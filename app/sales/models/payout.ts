import { belongsTo } from '@adonisjs/lucid/orm'
import type { BelongsTo } from '@adonisjs/lucid/types/relations'
import { PayoutSchema } from '#database/schema'
import type { DocumentRef } from '#app/core/actor'
import { clock } from '#app/core/clock'
import type { Rial } from '#app/core/money'
import { fold } from '#app/core/fold'
import { found, Refusal } from '#app/core/refusal'
import { sealed } from '#app/core/sealed'
import { changed, type Client, sqlTime, type Trx } from '#app/core/sql'
import Customer from '#app/people/models/customer'
import Staff from '#app/people/models/staff'

export const PAYOUT_STATUSES = ['requested', 'approved', 'paid', 'rejected', 'withdrawn'] as const
export type PayoutStatus = (typeof PAYOUT_STATUSES)[number]

/** From which status a payout may go where; what is closed stays closed. */
export const PAYOUT_MOVES: Record<PayoutStatus, readonly PayoutStatus[]> = {
  requested: ['approved', 'paid', 'rejected', 'withdrawn'],
  approved: ['paid', 'rejected'],
  paid: [],
  rejected: [],
  withdrawn: [],
}

const FIRST_NUMBER = 10_000

/** Real money (Rial) that a member wants back from the wallet to an account of his bank. */
export default class Payout extends PayoutSchema {
  static table = 'payouts'

  declare status: PayoutStatus

  @sealed('sheba')
  declare sheba: string

  @belongsTo(() => Customer)
  declare customer: BelongsTo<typeof Customer>

  @belongsTo(() => Staff, { foreignKey: 'approvedById' })
  declare approvedBy: BelongsTo<typeof Staff>

  @belongsTo(() => Staff, { foreignKey: 'closedById' })
  declare closedBy: BelongsTo<typeof Staff>

  /** The row, locked until the transaction ends. @throws NotFound */
  static async lock(id: number, trx: Trx): Promise<Payout> {
    return found(await this.query({ client: trx }).where('id', id).forUpdate().first())
  }

  /** What people call it: `PO-10042`. */
  get number(): string {
    return `PO-${FIRST_NUMBER + this.id}`
  }

  get ref(): DocumentRef {
    return { type: 'payout', id: this.id }
  }

  /** The account is in the member's own name, however its letters are written. */
  get isToOwnName(): boolean {
    return fold(this.holder) === fold(this.customer.fullName())
  }

  get isOpen(): boolean {
    return this.status === 'requested' || this.status === 'approved'
  }

  /**
   * The amount (Rial), with what the customer was paid by one person alone in the last 24 hours: a
   * large sum in small pieces is a large sum.
   */
  async withPaidAlone(client: Client): Promise<Rial> {
    const row = await client
      .from('payouts')
      .where({ customer_id: this.customerId, status: 'paid' })
      .where('closed_at', '>', sqlTime(clock.now().minus({ hours: 24 })))
      .whereNull('approved_by_id')
      .sum('amount as total')
      .first()
    return this.amount + Number(row?.total ?? 0)
  }

  allows(to: PayoutStatus): boolean {
    return PAYOUT_MOVES[this.status].includes(to)
  }

  /** Guarded, so that two never move it from the same status. @throws Refusal `illegal_move` (409) */
  async move(to: PayoutStatus, facts: Record<string, unknown>, trx: Trx): Promise<void> {
    const allowed = PAYOUT_MOVES[this.status]
    const mine = trx.from('payouts').where({ id: this.id, status: this.status })
    if (!this.allows(to) || (await changed(mine.update({ status: to, ...facts }))) === 0) {
      throw new Refusal('illegal_move', { status: 409, allowed })
    }
    this.status = to
  }
}
