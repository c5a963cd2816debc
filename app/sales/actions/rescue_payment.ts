import { clock } from '#app/core/clock'
import { changed, sqlTime } from '#app/core/sql'
import { completePayment } from '#app/sales/actions/complete_payment'
import { failPayment } from '#app/sales/actions/fail_payment'
import { nextCheck } from '#app/sales/actions/start_payment'
import { gatewayNamed } from '#app/sales/gateways/current'
import Payment, { IN_FLIGHT_MINUTES } from '#app/sales/models/payment'

/** A payer who has not paid after so long has left: gateways close the page much earlier. */
const ABANDONED_MINUTES = 2 * IN_FLIGHT_MINUTES

/**
 * Looks after a payment whose payer did not come back: asks the gateway, and completes or fails it.
 * Several nodes may try at once; the guarded UPDATE of its next check lets one through.
 * @returns whether it was this call that asked
 */
export async function rescuePayment(paymentId: number): Promise<boolean> {
  const payment = await Payment.find(paymentId)
  if (!payment || !(await claim(payment))) return false
  const { gateway, reference } = payment
  const minutes = clock.now().diff(payment.createdAt, 'minutes').minutes
  if (!gateway || !reference) {
    if (minutes > IN_FLIGHT_MINUTES) await failPayment(payment.id, 'not_begun')
    return true
  }
  const { state } = await gatewayNamed(gateway).inquire(reference)
  if (state === 'paid_unverified' || state === 'verified') {
    await completePayment({ gateway, reference })
  } else if (state === 'failed') {
    await failPayment(payment.id, 'not_paid')
  } else if (state === 'pending' && minutes > ABANDONED_MINUTES) {
    await failPayment(payment.id, 'abandoned')
  }
  return true
}

/** Ids of started payments that are to be asked about now, the longest waiting first. */
export async function lostPayments(limit: number): Promise<number[]> {
  const rows = await Payment.query()
    .where('status', 'started')
    .where('next_check_at', '<=', sqlTime(clock.now()))
    .orderBy('next_check_at')
    .limit(limit)
    .select('id')
  return rows.map((row) => row.id)
}

/** The next time is set before asking, so that one that cannot be answered does not block the rest. */
async function claim(payment: Payment): Promise<boolean> {
  const checks = payment.checks + 1
  const update = Payment.query()
    .where({ id: payment.id, status: 'started', checks: payment.checks })
    .where('next_check_at', '<=', sqlTime(clock.now()))
    .update({ checks, next_check_at: nextCheck(checks) })
  return (await changed(update)) === 1
}
