import db from '@adonisjs/lucid/services/db'
import { SYSTEM } from '#app/core/actor'
import { clock } from '#app/core/clock'
import { languageOf } from '#app/core/language'
import { sqlTime, type Trx } from '#app/core/sql'
import { transaction } from '#app/core/transaction'
import { closeHouseTask, openHouseTask } from '#app/crm/house_task'
import { settings } from '#app/people/models/setting'

/** A working day. */
const WITHIN_MINUTES = 8 * 60
/** Who ended the task by hand, having ordered, is not asked again so soon. */
const PATIENCE_DAYS = 7
const BATCH = 200

interface Shelf {
  id: number
  branch_id: number
  name_fa: string
  name_en: string
  variant_fa: string
  variant_en: string
  place_fa: string
  place_en: string
}

/**
 * For each variant that ran low in a warehouse there is one open task of its branch's keeper, and it
 * ends by itself when enough lies there again. A sweep: run twice, it finds nothing more to do.
 * @returns tasks that it opened or ended
 */
export async function followLowStock(outer?: Trx): Promise<number> {
  const client = outer ?? db.connection()
  const standard = await settings.get('lowStockPieces', client)
  let moved = 0
  for (const id of await recovered(standard, client)) {
    moved += await transaction((trx) => end(id, trx), outer)
  }
  for (const shelf of await unseen(standard, client)) {
    moved += await transaction((trx) => begin(shelf, trx), outer)
  }
  return moved
}

const about = (id: number) => ({ type: 'stock_level', id })

async function begin(shelf: Shelf, trx: Trx): Promise<number> {
  const named = (...words: string[]) => words.filter(Boolean).join(' · ').slice(0, 255)
  const subject = {
    fa: named(shelf.name_fa, shelf.variant_fa, shelf.place_fa),
    en: named(shelf.name_en, shelf.variant_en, shelf.place_en),
  }
  const task = { branchId: shelf.branch_id, about: about(shelf.id), subject }
  const { isNew } = await openHouseTask('low_stock', { ...task, within: WITHIN_MINUTES }, trx)
  return isNew ? 1 : 0
}

async function end(levelId: number, trx: Trx): Promise<number> {
  const note = languageOf('fa').t('warehouse.low.enough_again')
  const ended = await closeHouseTask('low_stock', { by: SYSTEM, note, about: about(levelId) }, trx)
  return ended ? 1 : 0
}

type Client = Trx | ReturnType<typeof db.connection>

/** Shelves that are low and have no open task, the emptiest first. */
function unseen(standard: number, client: Client): Promise<Shelf[]> {
  const lately = sqlTime(clock.now().minus({ days: PATIENCE_DAYS }))
  return client
    .from('stock_levels as s')
    .join('warehouses as w', 'w.id', 's.warehouse_id')
    .join('variants as v', 'v.id', 's.variant_id')
    .join('products as p', 'p.id', 'v.product_id')
    .leftJoin('stock_thresholds as t', 't.variant_id', 's.variant_id')
    .where('w.active', 1)
    .where('v.active', 1)
    .whereRaw('s.sellable <= COALESCE(t.pieces, ?)', [standard])
    .whereNotExists((open) =>
      open.from('tasks as k').whereRaw(`k.open_key = CONCAT('house:low_stock:stock_level:', s.id)`)
    )
    .whereNotExists((ended) =>
      ended
        .from('tasks as k')
        .where({ 'k.kind': 'low_stock', 'k.about_type': 'stock_level' })
        .whereColumn('k.about_id', 's.id')
        .whereNotNull('k.closed_by_id')
        .where('k.closed_at', '>', lately)
    )
    .orderBy('s.sellable')
    .orderBy('s.id')
    .limit(BATCH)
    .select('s.id', 'w.branch_id', 'p.name_fa', 'p.name_en')
    .select('v.name_fa as variant_fa', 'v.name_en as variant_en')
    .select('w.name_fa as place_fa', 'w.name_en as place_en')
}

/** Shelves with an open task that are low no more, or are no longer sold from. */
async function recovered(standard: number, client: Client): Promise<number[]> {
  const rows = await client
    .from('tasks as k')
    .join('stock_levels as s', 's.id', 'k.about_id')
    .join('warehouses as w', 'w.id', 's.warehouse_id')
    .join('variants as v', 'v.id', 's.variant_id')
    .leftJoin('stock_thresholds as t', 't.variant_id', 's.variant_id')
    .where({ 'k.kind': 'low_stock', 'k.state': 'open', 'k.about_type': 'stock_level' })
    .where((enough) =>
      enough
        .whereRaw('s.sellable > COALESCE(t.pieces, ?)', [standard])
        .orWhere('v.active', 0)
        .orWhere('w.active', 0)
    )
    .orderBy('k.id')
    .limit(BATCH)
    .select('s.id')
  return rows.map((row) => Number(row.id))
}
