import type { Actor } from '#app/core/actor'
import { once } from '#app/core/idempotency'
import { found, Refusal } from '#app/core/refusal'
import type { Trx } from '#app/core/sql'
import { transaction } from '#app/core/transaction'
import { record } from '#app/crm/record'
import Payment from '#app/sales/models/payment'

export interface Refund {
  paymentId: number
  /** Number of the transfer by which the money went back. */
  refId: string
  by: Extract<Actor, { kind: 'staff' }>
  key: string
}

/**
 * The money of a payment that was due back has gone back to the customer.
 * @throws Refusal `illegal_move` (409) when it was not due, `key_reused`
 */
export function recordRefund(
  { paymentId, refId, by, key }: Refund,
  outer?: Trx
): Promise<{ paymentId: number; repeated: boolean }> {
  return transaction((trx) => {
    const scope = `record_refund:staff:${by.id}`
    return once({ scope, key, input: { paymentId, refId } }, trx, async () => {
      const payment = found(await Payment.find(paymentId, { client: trx }))
      if (!(await payment.become('refunded', ['refund_due'], payment, trx))) {
        throw new Refusal('illegal_move', { status: 409, allowed: [] })
      }
      await trx.from('payments').where('id', paymentId).update({ refund_ref_id: refId })
      const { customerId, caseId, payable: about, amount, number } = payment
      const facts = { payment: number, refId }
      await record('refund_done', { customerId, caseId, about, amount, by, facts }, trx)
      return { paymentId }
    })
  }, outer)
}
