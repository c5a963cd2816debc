import { Refusal } from '#app/core/refusal'
import type { Client } from '#app/core/sql'
import type Invoice from '#app/sales/models/invoice'

/**
 * The goods have left the house for good: before that the sale itself is called off.
 * @throws Refusal `invoice_called_off`, `return_before_delivery` (409)
 */
export async function assertReturnable(invoice: Invoice, client: Client): Promise<void> {
  const off = await client.from('invoice_cancellations').where('invoice_id', invoice.id).first()
  if (off) throw new Refusal('invoice_called_off', { status: 409 })
  if (invoice.sourceType !== 'pre_invoice') return
  const sale = await client.from('pre_invoices').where('id', invoice.source.id).first()
  if (sale.status !== 'delivered') throw new Refusal('return_before_delivery', { status: 409 })
}
