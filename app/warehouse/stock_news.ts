import type { Client, Trx } from '#app/core/sql'
import { marks, rowsOf } from '#app/core/statement'
import { announce } from '#app/messaging/live'

/** Pieces of each variant that active warehouses which sell online can promise; 0 where none lie. */
export async function onlineStock(
  variantIds: number[],
  client: Client
): Promise<Map<number, number>> {
  const stock = new Map(variantIds.map((id) => [id, 0]))
  if (stock.size === 0) return stock
  const rows = await rowsOf(
    `SELECT s.variant_id, SUM(s.sellable) AS sellable
     FROM stock_levels s JOIN warehouses w ON w.id = s.warehouse_id
     WHERE s.variant_id IN (${marks(stock.size)}) AND w.active = 1 AND w.sells_online = 1
     GROUP BY s.variant_id`,
    [...stock.keys()],
    client
  )
  for (const row of rows) stock.set(Number(row.variant_id), Number(row.sellable))
  return stock
}

/** Tells the shop's open pages, after the commit, which products ran out or came back. */
export async function announceCrossings(before: Map<number, number>, trx: Trx) {
  const now = await onlineStock([...before.keys()], trx)
  const crossed = [...now].filter(([id, left]) => (left === 0) !== (before.get(id) === 0))
  if (crossed.length === 0) return
  const variants = await trx
    .from('variants')
    .whereIn(
      'id',
      crossed.map(([id]) => id)
    )
    .select('id', 'product_id')
  for (const { id, product_id: productId } of variants) {
    const what = now.get(Number(id)) === 0 ? 'sold_out' : 'back_in_stock'
    announce(trx, 'stock', { what, id: Number(productId) })
  }
}
