import db from '@adonisjs/lucid/services/db'
import { found } from '#app/core/refusal'
import { settings } from '#app/people/models/setting'

const PAGE = 20

function notices(warehouseIds: number[]) {
  return db
    .from('low_stock_notices as n')
    .join('warehouses as w', 'w.id', 'n.warehouse_id')
    .leftJoin('staff as s', 's.id', 'n.done_by_id')
    .whereIn('n.warehouse_id', warehouseIds)
    .select('n.*', 'w.name_fa', 'w.name_en', 'w.branch_id', 's.first_name', 's.last_name')
}

/** What ran low in some warehouses, the newest notice first. */
export async function lowStockNotices(warehouseIds: number[], after: number | null) {
  const query = notices(warehouseIds)
    .orderBy('n.id', 'desc')
    .limit(PAGE + 1)
  if (after) query.where('n.id', '<', after)
  const rows = await query
  const shown = rows.slice(0, PAGE)
  return { rows: shown, next: rows.length > PAGE ? Number(shown.at(-1).id) : null }
}

/** A notice with its items, the emptiest first. @throws NotFound */
export async function lowStockPage(id: number, warehouseIds: number[]) {
  const notice = found(await notices(warehouseIds).where('n.id', id).first())
  const lines = await db
    .from('low_stock_lines as l')
    .join('variants as v', 'v.id', 'l.variant_id')
    .join('products as p', 'p.id', 'v.product_id')
    .leftJoin('stock_levels as s', (on) =>
      on.on('s.variant_id', 'l.variant_id').andOnVal('s.warehouse_id', notice.warehouse_id)
    )
    .leftJoin('tasks as k', (on) =>
      on.onVal('k.kind', 'low_stock').andOnVal('k.state', 'open').andOn('k.about_id', 's.id')
    )
    .where('l.notice_id', id)
    .orderBy('l.id')
    .select('l.variant_id', 'l.sellable', 'l.threshold', 's.sellable as now', 'v.sku', 'p.picture')
    .select('k.id as task_id')
    .select('v.name_fa as variant_fa', 'v.name_en as variant_en', 'p.name_fa', 'p.name_en')
  return { notice, lines }
}

/** From how few pieces on this variant is low. */
export async function thresholdOf(variantId: number): Promise<number> {
  const row = await db.from('stock_thresholds').where('variant_id', variantId).first()
  return row ? Number(row.pieces) : settings.get('lowStockPieces')
}
