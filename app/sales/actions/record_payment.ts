import type { Actor } from '#app/core/actor'
import { clock } from '#app/core/clock'
import { once } from '#app/core/idempotency'
import type { Rial } from '#app/core/money'
import { Refusal } from '#app/core/refusal'
import type { Trx } from '#app/core/sql'
import { transaction } from '#app/core/transaction'
import { assertInvoiceable } from '#app/people/buyer_details'
import Customer from '#app/people/models/customer'
import { record } from '#app/crm/record'
import { settle } from '#app/sales/actions/settle'
import Payment, { type StaffMethod } from '#app/sales/models/payment'
import PreInvoice from '#app/sales/models/pre_invoice'

export interface ReceivedMoney {
  preInvoiceId: number
  method: StaffMethod
  /** What was received, in Rial; it must be what is left to pay. */
  amount: Rial
  /** Number on the slip of the terminal or of the transfer; cash has none. */
  refId?: string | null
  by: Extract<Actor, { kind: 'staff' }>
  key: string
}

/**
 * Staff received the money themselves; the sale is made.
 * @throws Refusal `not_payable`, `acceptance_missing` (409), `amount_differs` {due}, `reference_missing`, `key_reused`
 */
export function recordPayment(
  money: ReceivedMoney,
  outer?: Trx
): Promise<{ paymentId: number; repeated: boolean }> {
  const { by, key, ...input } = money
  return transaction((trx) => {
    const scope = `record_payment:staff:${by.id}`
    return once({ scope, key, input }, trx, () => receive(money, trx))
  }, outer)
}

async function receive({ preInvoiceId, method, amount, refId, by }: ReceivedMoney, trx: Trx) {
  const preInvoice = await PreInvoice.lock(preInvoiceId, trx)
  preInvoice.assertPayable(by)
  assertInvoiceable(await Customer.findOrFail(preInvoice.customerId, { client: trx }))
  if (amount !== preInvoice.payable) {
    const due = { rial: preInvoice.payable }
    throw new Refusal('amount_differs', { field: 'amount', params: { due } })
  }
  if (method !== 'cash' && !refId) throw new Refusal('reference_missing', { field: 'refId' })

  const { customerId, caseId, branchId, number, ref: about } = preInvoice
  const payment = await Payment.create(
    {
      payableType: about.type,
      payableId: about.id,
      customerId,
      caseId,
      method,
      status: 'paid',
      amount,
      refId: refId || null,
      actorKind: by.kind,
      actorId: by.id,
      paidAt: clock.now(),
      checks: 0,
    },
    { client: trx }
  )
  const params = { number, amount: { rial: amount } }
  const facts = { payment: payment.number, method, refId: refId || null }
  const happening = { customerId, caseId, about, amount, branchId, by, params, facts }
  await record('payment_received', happening, trx)
  await settle(preInvoice, by, trx)
  return { paymentId: payment.id }
}
