import { clock } from '#app/core/clock'
import type { Rial } from '#app/core/money'
import { Refusal } from '#app/core/refusal'
import type { Client, Trx } from '#app/core/sql'
import { settings } from '#app/people/models/setting'
import Staff from '#app/people/models/staff'
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

/**
 * Money for goods that nobody brought is the oldest trick of a till: large returns, and those of
 * old sales, are for heads of a branch.
 * @throws Refusal `return_needs_manager` {limit, days} (403)
 */
export async function assertMayTakeBack(
  { invoice, worth, staffId }: { invoice: Invoice; worth: Rial; staffId: number },
  trx: Trx
): Promise<void> {
  const { amount, days } = await settings.get('returnAlone', trx)
  if (worth <= amount && clock.now() <= invoice.createdAt.plus({ days })) return
  const staff = await Staff.query({ client: trx }).where('id', staffId).preload('roles').first()
  if (staff?.can('returns.large', invoice.branchId)) return
  throw new Refusal('return_needs_manager', {
    params: { limit: { rial: amount }, days },
    status: 403,
  })
}
