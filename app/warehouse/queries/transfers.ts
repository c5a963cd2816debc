import db from '@adonisjs/lucid/services/db'
import { found } from '#app/core/refusal'
import type { TransferStatus } from '#app/warehouse/words'

const PAGE = 30

/** Transfers that leave or reach one of these warehouses. */
function ofWarehouses(warehouseIds: number[]) {
  return db
    .from('stock_transfers as t')
    .join('warehouses as f', 'f.id', 't.from_warehouse_id')
    .join('warehouses as w', 'w.id', 't.to_warehouse_id')
    .where((either) =>
      either
        .whereIn('t.from_warehouse_id', warehouseIds)
        .orWhereIn('t.to_warehouse_id', warehouseIds)
    )
    .select('t.*', 'f.branch_id as from_branch_id', 'w.branch_id as to_branch_id')
    .select('f.name_fa as from_fa', 'f.name_en as from_en', 'w.name_fa as to_fa')
    .select('w.name_en as to_en')
}

/** The list of a status, newest first. */
export async function transfers(filter: {
  warehouseIds: number[]
  status: TransferStatus
  after: number | null
}) {
  const query = ofWarehouses(filter.warehouseIds)
    .where('t.status', filter.status)
    .orderBy('t.id', 'desc')
    .limit(PAGE + 1)
    .select(
      db
        .from('stock_transfer_lines')
        .whereColumn('transfer_id', 't.id')
        .sum('quantity')
        .as('pieces')
    )
  if (filter.after) query.where('t.id', '<', filter.after)
  const rows = await query
  const shown = rows.slice(0, PAGE)
  return { rows: shown, next: rows.length > PAGE ? Number(shown.at(-1).id) : null }
}

/** A transfer with its lines and who sent and received it. @throws NotFound */
export async function transferPage(id: number, warehouseIds: number[]) {
  const transfer = found(
    await ofWarehouses(warehouseIds)
      .where('t.id', id)
      .leftJoin('staff as s', 's.id', 't.sent_by_id')
      .leftJoin('staff as r', 'r.id', 't.received_by_id')
      .select('s.first_name as sender_first', 's.last_name as sender_last')
      .select('r.first_name as receiver_first', 'r.last_name as receiver_last')
      .first()
  )
  const lines = await db
    .from('stock_transfer_lines as l')
    .join('variants as v', 'v.id', 'l.variant_id')
    .join('products as p', 'p.id', 'v.product_id')
    .leftJoin('stock_adjustments as a', 'a.id', 'l.adjustment_id')
    .leftJoin('stock_levels as s', (on) =>
      on.on('s.variant_id', 'l.variant_id').andOnVal('s.warehouse_id', transfer.from_warehouse_id)
    )
    .where('l.transfer_id', id)
    .orderBy('l.id')
    .select('l.id', 'l.variant_id', 'l.quantity', 'l.received_quantity', 'v.sku', 'p.picture')
    .select('v.name_fa as variant_fa', 'v.name_en as variant_en', 'p.name_fa', 'p.name_en')
    .select('a.cause', 'a.note', 's.sellable')
  return { transfer, lines }
}

/** Pieces of a variant that left some warehouse for one of these and have not arrived. */
export async function inTransit(variantId: number, warehouseIds: number[]): Promise<number> {
  const row = await db
    .from('stock_transfer_lines as l')
    .join('stock_transfers as t', 't.id', 'l.transfer_id')
    .where('l.variant_id', variantId)
    .where('t.status', 'sent')
    .whereIn('t.to_warehouse_id', warehouseIds)
    .sum('l.quantity as pieces')
    .firstOrFail()
  return Number(row.pieces ?? 0)
}
