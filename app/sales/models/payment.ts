import { PaymentSchema } from '#database/schema'
import type { Actor, DocumentRef } from '#app/core/actor'
import { clock } from '#app/core/clock'
import { changed, sqlTime, type Client, type Trx } from '#app/core/sql'

export const PAYMENT_METHODS = ['online', 'cash', 'card_terminal', 'bank_transfer'] as const
export type PaymentMethod = (typeof PAYMENT_METHODS)[number]

/** Methods that staff write down themselves. */
export const STAFF_METHODS = ['cash', 'card_terminal', 'bank_transfer'] as const
export type StaffMethod = (typeof STAFF_METHODS)[number]

export const PAYMENT_STATUSES = [
  'started',
  'paid',
  'failed',
  'mismatched',
  'refund_due',
  'refunded',
] as const
export type PaymentStatus = (typeof PAYMENT_STATUSES)[number]

/**
 * From which status a payment may go where. A failed one may still be paid: the gateway's word on
 * money that arrived stands above what it said before.
 */
export const PAYMENT_MOVES: Record<PaymentStatus, readonly PaymentStatus[]> = {
  started: ['paid', 'failed', 'mismatched', 'refund_due'],
  failed: ['paid', 'mismatched', 'refund_due'],
  paid: ['refund_due'],
  mismatched: [],
  refund_due: ['refunded'],
  refunded: [],
}

/** Statuses in which the gateway may still say that money is there. */
export const UNPAID = ['started', 'failed'] as const satisfies readonly PaymentStatus[]

/** The bank takes unverified money back after half an hour; until then a payment may be under way. */
export const IN_FLIGHT_MINUTES = 30

export interface Outcome {
  refId?: string | null
  cardPan?: string | null
  problem?: string | null
}

/** A payment begun after this moment may still be under way; as the text of a time column. */
export const inFlightSince = () => sqlTime(clock.now().minus({ minutes: IN_FLIGHT_MINUTES }))

/** Money for a document, in Rial: begun at a gateway or written down by staff. */
export default class Payment extends PaymentSchema {
  static table = 'payments'

  declare status: PaymentStatus
  declare method: PaymentMethod
  declare payableType: string
  declare payableId: number

  static byReference(gateway: string, reference: string): Promise<Payment | null> {
    return this.query().where({ gateway, reference }).first()
  }

  /** Whether somebody may be paying for the document at this moment. */
  static async isInFlight(payable: DocumentRef, client: Client): Promise<boolean> {
    const row = await client
      .from('payments')
      .where({ payable_type: payable.type, payable_id: payable.id, status: 'started' })
      .where('created_at', '>', inFlightSince())
      .first()
    return Boolean(row)
  }

  get number(): string {
    return `PY-${10_000 + this.id}`
  }

  get ref(): DocumentRef {
    return { type: 'payment', id: this.id }
  }

  get payable(): DocumentRef {
    return { type: this.payableType, id: this.payableId }
  }

  get isUnpaid(): boolean {
    return (UNPAID as readonly PaymentStatus[]).includes(this.status)
  }

  get by(): Actor {
    return { kind: this.actorKind, id: this.actorId } as Actor
  }

  /**
   * Takes the payment to another status, if it is still in one of those it may come from. The
   * UPDATE is the guard: of a callback and the rescue job that come at once, one gets `true`.
   */
  async become(
    status: PaymentStatus,
    from: readonly PaymentStatus[],
    outcome: Outcome,
    trx: Trx
  ): Promise<boolean> {
    const legal = from.filter((known) => PAYMENT_MOVES[known].includes(status))
    const isMoney = !this.paidAt && (status === 'paid' || status === 'refund_due')
    const update = trx
      .from('payments')
      .where('id', this.id)
      .whereIn('status', legal)
      .update({
        status,
        ref_id: outcome.refId ?? this.refId,
        card_pan: outcome.cardPan ?? this.cardPan,
        problem: outcome.problem ?? null,
        ...(isMoney && { paid_at: sqlTime(clock.now()) }),
      })
    const isMine = (await changed(update)) === 1
    if (isMine) this.status = status
    return isMine
  }
}
