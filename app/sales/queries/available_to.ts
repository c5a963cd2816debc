import db from '@adonisjs/lucid/services/db'
import type { Client } from '#app/core/sql'
import { sellable } from '#app/warehouse/stock'

/**
 * Pieces of each variant that a customer may still ask for: what is sellable, and what his own
 * requests hold that nobody has confirmed yet, since those make room for a new one. Without a
 * customer: what is sellable.
 */
export async function availableTo(
  customerId: number | null | undefined,
  variantIds: number[],
  client: Client = db.connection()
): Promise<Map<number, number>> {
  const left = await sellable(variantIds, client)
  if (!customerId || variantIds.length === 0) return left
  const rows = await client
    .from('pre_invoices as p')
    .join('reservations as r', 'r.for_id', 'p.id')
    .where({ 'p.customer_id': customerId, 'p.status': 'issued' })
    .where({ 'r.for_type': 'pre_invoice', 'r.state': 'active' })
    .whereIn('r.variant_id', variantIds)
    .groupBy('r.variant_id')
    .select('r.variant_id as variantId')
    .sum('r.quantity as own')
  for (const { variantId, own } of rows) {
    left.set(Number(variantId), (left.get(Number(variantId)) ?? 0) + Number(own))
  }
  return left
}
