import db from '@adonisjs/lucid/services/db'
import type { Client } from '#app/core/sql'
import { marks, rowsOf } from '#app/core/statement'
import { sellable } from '#app/warehouse/stock'

/**
 * Pieces of each variant that a customer may still ask for: what is sellable, and what his own
 * requests hold that nobody has confirmed yet, since those make room for a new one. Without a
 * customer: what is sellable; also while that is more than he has `wanted` of each.
 */
export async function availableTo(
  customerId: number | null | undefined,
  variantIds: number[],
  client: Client = db.connection(),
  wanted?: ReadonlyMap<number, number>
): Promise<Map<number, number>> {
  const left = await sellable(variantIds, client)
  const isPlenty = (id: number) => left.get(id)! > (wanted?.get(id) ?? Infinity)
  if (!customerId || variantIds.every(isPlenty)) return left
  const rows = await rowsOf(
    `SELECT r.variant_id AS variantId, SUM(r.quantity) AS own
     FROM pre_invoices p JOIN reservations r ON r.for_id = p.id
     WHERE p.customer_id = ? AND p.status = 'issued'
       AND r.for_type = 'pre_invoice' AND r.state = 'active'
       AND r.variant_id IN (${marks(variantIds.length)})
     GROUP BY r.variant_id`,
    [customerId, ...variantIds],
    client
  )
  for (const { variantId, own } of rows) {
    left.set(Number(variantId), (left.get(Number(variantId)) ?? 0) + Number(own))
  }
  return left
}
