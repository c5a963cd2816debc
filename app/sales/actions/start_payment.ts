import { clock } from '#app/core/clock'
import { once } from '#app/core/idempotency'
import { found, Refusal } from '#app/core/refusal'
import { sqlTime, type Trx } from '#app/core/sql'
import { transaction } from '#app/core/transaction'
import { assertInvoiceable } from '#app/people/buyer_details'
import Customer from '#app/people/models/customer'
import { beginPayment, FIRST_CHECK_MINUTES, gatewayPage } from '#app/sales/begin_payment'
import PreInvoice from '#app/sales/models/pre_invoice'

export interface PaymentStart {
  preInvoiceId: number
  customerId: number
  key: string
  /** `/en` when the payer comes back to English pages. */
  prefix?: string
}

/**
 * Begins an online payment of what is left to pay. The row is stored first, the gateway is asked
 * outside any transaction, its reference is stored after: whatever dies in between, no money moves
 * that we do not know of. The same key again leads to the same page of the gateway.
 * @throws Refusal `not_payable`, `acceptance_missing` (409), `pre_invoice_past_validity` (409), `key_reused`, and the
 * gateway's own `payment_gateway_unreachable` and `payment_gateway_refused`
 */
export async function startPayment(
  start: PaymentStart
): Promise<{ paymentId: number; redirectUrl: string }> {
  const { preInvoiceId, customerId, key } = start
  const { paymentId } = await transaction((trx) => {
    const scope = `start_payment:customer:${customerId}`
    return once({ scope, key, input: { preInvoiceId } }, trx, () => begin(start, trx))
  })
  return { paymentId, redirectUrl: await gatewayPage(paymentId, start.prefix) }
}

async function begin({ preInvoiceId, customerId }: PaymentStart, trx: Trx) {
  const preInvoice = await PreInvoice.lock(preInvoiceId, trx)
  if (preInvoice.customerId !== customerId) found(null)
  preInvoice.assertPayable({ kind: 'customer', id: customerId })
  assertInvoiceable(await Customer.findOrFail(customerId, { client: trx }))
  if (preInvoice.isPastValidity) throw new Refusal('pre_invoice_past_validity', { status: 409 })
  const { caseId, branchId, payable: amount, ref: about } = preInvoice
  return beginPayment({ about, customerId, caseId, branchId, amount }, trx)
}

/** When a started payment is asked about again, by how often it was asked. */
export function nextCheck(checks: number): string {
  const minutes = Math.min(FIRST_CHECK_MINUTES * 2 ** checks, 60)
  return sqlTime(clock.now().plus({ minutes }))
}
