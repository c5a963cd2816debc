import { SYSTEM } from '#app/core/actor'
import { clock } from '#app/core/clock'
import { sqlTime, type Trx } from '#app/core/sql'
import { transaction } from '#app/core/transaction'
import { record } from '#app/crm/record'
import { giveBack } from '#app/sales/actions/call_off'
import Payment, { inFlightSince } from '#app/sales/models/payment'
import PreInvoice from '#app/sales/models/pre_invoice'
import { OPEN_STATUSES } from '#app/sales/models/pre_invoice_moves'

/**
 * The validity of a pre-invoice ran out: stock and credit are given back. One for which somebody
 * may be paying at this moment waits until that is known.
 * @returns whether it expired by this call
 */
export function expirePreInvoice(id: number, outer?: Trx): Promise<boolean> {
  return transaction(async (trx) => {
    const preInvoice = await PreInvoice.lock(id, trx)
    if (!preInvoice.isOpen || !preInvoice.isPastValidity) return false
    if (await Payment.isInFlight(preInvoice.ref, trx)) return false

    await preInvoice.move('expired', SYSTEM, trx)
    await giveBack(preInvoice, SYSTEM, trx)
    const { customerId, caseId, branchId, ref: about, total: amount, number } = preInvoice
    await record(
      'pre_invoice_expired',
      { customerId, caseId, about, amount, branchId, by: SYSTEM, params: { number } },
      trx
    )
    return true
  }, outer)
}

/**
 * Ids of open pre-invoices past their validity, the longest first. Those with a payment under way
 * are left out here too, so that they do not fill a batch.
 */
export async function overduePreInvoices(limit: number): Promise<number[]> {
  const rows = await PreInvoice.query()
    .whereIn('status', [...OPEN_STATUSES])
    .where('valid_until', '<=', sqlTime(clock.now()))
    .whereNotExists((query) =>
      query
        .from('payments')
        .where({ payable_type: 'pre_invoice', status: 'started' })
        .whereColumn('payable_id', 'pre_invoices.id')
        .where('created_at', '>', inFlightSince())
    )
    .orderBy('valid_until')
    .limit(limit)
    .select('id')
  return rows.map((row) => row.id)
}
