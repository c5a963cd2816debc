import { SYSTEM } from '#app/core/actor'
import type { Trx } from '#app/core/sql'
import { transaction } from '#app/core/transaction'
import { record } from '#app/crm/record'
import Payment from '#app/sales/models/payment'

/**
 * A payment came to nothing: not begun, given up, or taken back by the bank. One that somebody
 * else has brought to an end meanwhile stays as it is.
 * @returns whether it was this call that ended it
 */
export function failPayment(paymentId: number, problem: string, outer?: Trx): Promise<boolean> {
  return transaction(async (trx) => {
    const payment = await Payment.findOrFail(paymentId, { client: trx })
    if (payment.status !== 'started') return false
    if (!(await payment.become('failed', ['started'], { problem }, trx))) return false
    const { customerId, caseId, payable: about, amount } = payment
    const facts = { problem, payment: payment.number }
    await record('payment_failed', { customerId, caseId, about, amount, by: SYSTEM, facts }, trx)
    return true
  }, outer)
}
