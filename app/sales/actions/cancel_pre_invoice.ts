import type { Actor } from '#app/core/actor'
import { clock } from '#app/core/clock'
import { once } from '#app/core/idempotency'
import { found, Refusal } from '#app/core/refusal'
import { sqlTime, type Trx } from '#app/core/sql'
import { transaction } from '#app/core/transaction'
import { takeBackPurchase } from '#app/crm/models/customer_stat'
import { record } from '#app/crm/record'
import { lockBuyer, takeBackUnearned } from '#app/club/unearned'
import Remittance from '#app/warehouse/models/remittance'
import { callOff, writeCancellation } from '#app/sales/actions/call_off'
import { returnSpentCredit } from '#app/sales/actions/return_spent_credit'
import Invoice from '#app/sales/models/invoice'
import Payment from '#app/sales/models/payment'
import PreInvoice from '#app/sales/models/pre_invoice'

export interface CancellationOrder {
  preInvoiceId: number
  by: Actor
  reason: string | null
  key: string
}

/**
 * Calls a pre-invoice off. While it is open, by the customer or staff: stock and credit are given
 * back. After its invoice, by staff and as long as no remittance is picked: goods stay, spent
 * credit comes back, money is due back, the invoice counts no more.
 * @throws Refusal `illegal_move` (409), `already_picked` (409), `key_reused`
 */
export function cancelPreInvoice(
  { preInvoiceId, by, reason, key }: CancellationOrder,
  outer?: Trx
): Promise<{ preInvoiceId: number; repeated: boolean }> {
  return transaction((trx) => {
    const scope = `cancel_pre_invoice:${by.kind}:${by.id ?? 0}`
    return once({ scope, key, input: { preInvoiceId, reason } }, trx, async () => {
      const preInvoice = await PreInvoice.lock(preInvoiceId, trx)
      preInvoice.assertAllows('cancelled', by)
      if (preInvoice.isOpen) await callOff({ preInvoice, by, reason }, trx)
      else await undoSale(preInvoice, by, reason, trx)
      return { preInvoiceId }
    })
  }, outer)
}

async function undoSale(preInvoice: PreInvoice, by: Actor, reason: string | null, trx: Trx) {
  const { branchId, caseId, customerId, number, ref: about } = preInvoice
  await lockBuyer(customerId, trx)
  await preInvoice.move('cancelled', by, trx)
  await cancelRemittances(preInvoice, by, trx)
  const invoice = found(await Invoice.ofSource(preInvoice.ref, trx))
  await trx
    .insertQuery()
    .table('invoice_cancellations')
    .insert({
      invoice_id: invoice.id,
      actor_kind: by.kind,
      actor_id: by.id,
      reason,
      created_at: sqlTime(clock.now()),
    })
  await owePayments(preInvoice, by, trx)
  await returnSpentCredit(preInvoice, by, trx)
  await takeBackPurchase({ customerId, invoiceId: invoice.id, amount: invoice.net }, trx)
  await takeBackUnearned(customerId, { about, number, caseId, branchId, by }, trx)
  await writeCancellation({ preInvoice, by, reason }, trx)
}

async function cancelRemittances(preInvoice: PreInvoice, by: Actor, trx: Trx) {
  const { type, id } = preInvoice.ref
  const remittances = await Remittance.query({ client: trx })
    .where({ aboutType: type, aboutId: id })
    .whereNot('status', 'cancelled')
    .orderBy('id')
    .forUpdate()
  if (remittances.some((remittance) => remittance.status !== 'waiting')) {
    throw new Refusal('already_picked', { status: 409 })
  }
  for (const remittance of remittances) await remittance.cancel(by, trx)
}

/** What was paid is due back; a task for the manager of the branch says so. */
async function owePayments(preInvoice: PreInvoice, by: Actor, trx: Trx) {
  const { ref: about, customerId, caseId, branchId } = preInvoice
  const paid = await Payment.query({ client: trx })
    .where({ payableType: about.type, payableId: about.id, status: 'paid' })
    .orderBy('id')
  const problem = 'sale_cancelled'
  for (const payment of paid) {
    if (!(await payment.become('refund_due', ['paid'], { problem }, trx))) continue
    const facts = { payment: payment.number }
    const { amount } = payment
    await record('refund_due', { customerId, caseId, about, amount, branchId, by, facts }, trx)
  }
}
