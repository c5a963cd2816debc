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
  const idsOf = (rows: [number, number][]) => rows.map(([id]) => id)
  const gone = idsOf(crossed.filter(([, left]) => left === 0))
  const back = idsOf(crossed.filter(([, left]) => left !== 0))
  await announceSoldOut(gone, trx)
  await announceVariants('back_in_stock', back, trx)
}

/** The same where the caller knows that the last pieces of these variants went. */
export function announceSoldOut(variantIds: number[], trx: Trx) {
  return announceVariants('sold_out', variantIds, trx)
}

async function announceVariants(what: string, variantIds: number[], trx: Trx) {
  if (variantIds.length === 0) return
  const products = await trx.from('variants').whereIn('id', variantIds).select('product_id')
  for (const { product_id: id } of products) announce(trx, 'stock', { what, id: Number(id) })
}
