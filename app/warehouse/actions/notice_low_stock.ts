import { clock } from '#app/core/clock'
import { tehranDate } from '#app/core/jalali'
import { insertedId, isDuplicate, sqlTime, type Trx } from '#app/core/sql'
import { transaction } from '#app/core/transaction'
import { settings } from '#app/people/models/setting'

/** The emptiest shelves of a warehouse that one notice lists. */
const MOST_LINES = 200

/**
 * Tells each warehouse once a day what ran low there. A second run of the day finds the notice.
 * @returns notices written
 */
export async function noticeLowStock(outer?: Trx): Promise<number> {
  const warehouses = await transaction(
    (trx) =>
      trx
        .from('warehouses')
        .where('active', 1)
        .whereNull('damaged_of_id')
        .orderBy('id')
        .select('id'),
    outer
  )
  let written = 0
  for (const { id } of warehouses) written += await noticeOf(Number(id), outer)
  return written
}

async function noticeOf(warehouseId: number, outer?: Trx): Promise<number> {
  try {
    return await transaction((trx) => write(warehouseId, trx), outer)
  } catch (error) {
    if (isDuplicate(error)) return 0
    throw error
  }
}

async function write(warehouseId: number, trx: Trx): Promise<number> {
  const place = { warehouse_id: warehouseId, day: tehranDate(clock.now()) }
  if (await trx.from('low_stock_notices').where(place).select('id').first()) return 0
  const rows = await lowIn(warehouseId, trx)
  if (rows.length === 0) return 0
  const notice = { ...place, items: rows.length, created_at: sqlTime(clock.now()) }
  const noticeId = await insertedId(trx.table('low_stock_notices').insert(notice))
  const lines = rows.map((row) => ({ ...row, notice_id: noticeId }))
  await trx.table('low_stock_lines').multiInsert(lines)
  return 1
}

/** Variants on sale whose sellable pieces reached their threshold, the emptiest first. */
async function lowIn(warehouseId: number, trx: Trx) {
  const standard = await settings.get('lowStockPieces', trx)
  return trx
    .from('stock_levels as s')
    .join('variants as v', 'v.id', 's.variant_id')
    .leftJoin('stock_thresholds as t', 't.variant_id', 's.variant_id')
    .where('s.warehouse_id', warehouseId)
    .where('v.active', 1)
    .whereRaw('s.sellable <= COALESCE(t.pieces, ?)', [standard])
    .orderBy('s.sellable')
    .orderBy('s.id')
    .limit(MOST_LINES)
    .select('s.variant_id', 's.sellable')
    .select(trx.raw('COALESCE(t.pieces, ?) AS threshold', [standard]))
}
