import db from '@adonisjs/lucid/services/db'
import { found } from '#app/core/refusal'

const PAGE = 30
/** So many of the lines counted last are shown while counting. */
const LATEST = 20

function sheets(warehouseIds: number[]) {
  return db
    .from('stock_counts as c')
    .join('warehouses as w', 'w.id', 'c.warehouse_id')
    .leftJoin('categories as g', 'g.id', 'c.category_id')
    .leftJoin('staff as s', (on) => on.on('s.id', 'c.actor_id').andOnVal('c.actor_kind', 'staff'))
    .whereIn('c.warehouse_id', warehouseIds)
    .select('c.*', 'w.name_fa', 'w.name_en', 'w.branch_id', 's.first_name', 's.last_name')
    .select('g.name_fa as category_fa', 'g.name_en as category_en')
}

/** Count sheets of some warehouses, newest first. */
export async function counts(warehouseIds: number[], after: number | null) {
  const query = sheets(warehouseIds)
    .orderBy('c.id', 'desc')
    .limit(PAGE + 1)
    .select(
      db.from('stock_count_lines').whereColumn('count_id', 'c.id').count('*').as('lines'),
      db
        .from('stock_count_lines')
        .whereColumn('count_id', 'c.id')
        .whereColumn('counted', '<>', 'expected')
        .count('*')
        .as('differences')
    )
  if (after) query.where('c.id', '<', after)
  const rows = await query
  const shown = rows.slice(0, PAGE)
  return { rows: shown, next: rows.length > PAGE ? Number(shown.at(-1).id) : null }
}

/**
 * A sheet with what was counted last while it is open, and with what differs afterwards. What the
 * books say is not even read while staff count.
 * @throws NotFound
 */
export async function countPage(id: number, warehouseIds: number[]) {
  const count = found(await sheets(warehouseIds).where('c.id', id).first())
  const open = count.status === 'open'
  const query = db
    .from('stock_count_lines as l')
    .join('variants as v', 'v.id', 'l.variant_id')
    .join('products as p', 'p.id', 'v.product_id')
    .leftJoin('staff as s', (on) => on.on('s.id', 'l.actor_id').andOnVal('l.actor_kind', 'staff'))
    .where('l.count_id', id)
    .select('l.id', 'l.variant_id', 'l.counted', 'l.counted_at', 'l.cause', 'v.sku', 'p.picture')
    .select('v.name_fa as variant_fa', 'v.name_en as variant_en', 'p.name_fa', 'p.name_en')
    .select('s.first_name', 's.last_name')
  if (open) query.orderBy('l.counted_at', 'desc').orderBy('l.id', 'desc').limit(LATEST)
  else query.select('l.expected').whereColumn('l.counted', '<>', 'l.expected').orderBy('l.id')
  const lines = await query
  const total = await db
    .from('stock_count_lines')
    .where('count_id', id)
    .count('* as n')
    .firstOrFail()
  return { count, lines, counted: Number(total.n) }
}

/** What a member of staff scanned last on an open sheet and did not take back, with its tally. */
export function lastScan(countId: number, staffId: number) {
  return db
    .from('stock_count_scans as a')
    .join('stock_count_lines as l', (on) =>
      on.on('l.count_id', 'a.count_id').on('l.variant_id', 'a.variant_id')
    )
    .join('variants as v', 'v.id', 'a.variant_id')
    .join('products as p', 'p.id', 'v.product_id')
    .where({ 'a.count_id': countId, 'a.actor_kind': 'staff', 'a.actor_id': staffId })
    .whereNull('a.undone_at')
    .orderBy('a.id', 'desc')
    .select('a.quantity', 'l.counted', 'v.sku', 'p.picture')
    .select('v.name_fa as variant_fa', 'v.name_en as variant_en', 'p.name_fa', 'p.name_en')
    .first()
}

/** How many items lie in the warehouse, of these categories when given, that the sheet lacks. */
export async function uncounted(countId: number, warehouseId: number, family: number[] | null) {
  const query = db
    .from('stock_levels as s')
    .leftJoin('stock_count_lines as l', (on) =>
      on.on('l.variant_id', 's.variant_id').andOnVal('l.count_id', countId)
    )
    .where('s.warehouse_id', warehouseId)
    .where('s.on_hand', '>', 0)
    .whereNull('l.id')
    .count('* as n')
  if (family) {
    query
      .join('variants as v', 'v.id', 's.variant_id')
      .join('products as p', 'p.id', 'v.product_id')
      .whereIn('p.category_id', family)
  }
  const { n } = await query.firstOrFail()
  return Number(n)
}
