import db from '@adonisjs/lucid/services/db'
import { searchTerms } from '#app/core/fold'
import { found } from '#app/core/refusal'
import { rowsOf } from '#app/core/statement'
import { codesMeant } from '#app/warehouse/scanned_code'
import { inTransit } from '#app/warehouse/queries/transfers'

export interface LevelRow {
  id: number
  variant_id: number
  on_hand: number
  reserved: number
  sellable: number
  sku: string
  variant_fa: string
  variant_en: string
  name_fa: string
  name_en: string
  picture: string
}

export interface LevelFilter {
  warehouseId: number
  q?: string | null
  /** Only what is running out, the emptiest shelf first. */
  low?: boolean
  after?: string | null
}

/** So few pieces, and the keeper should order more. */
export const LOW = 3
const PAGE = 40
/** Movements on a page of a stock card. */
const CARD_PAGE = 50

/** The shelves of a warehouse by key. */
export async function levels({ warehouseId, q, low, after }: LevelFilter) {
  const query = db
    .from('stock_levels as s')
    .join('variants as v', 'v.id', 's.variant_id')
    .join('products as p', 'p.id', 'v.product_id')
    .where('s.warehouse_id', warehouseId)
    .limit(PAGE + 1)
    .select('s.id', 's.variant_id', 's.on_hand', 's.reserved', 's.sellable', 'v.sku', 'p.picture')
    .select('v.name_fa as variant_fa', 'v.name_en as variant_en', 'p.name_fa', 'p.name_en')
  for (const term of searchTerms(q ?? '')) {
    const words = db
      .from('product_terms')
      .where('term', '>=', term)
      .where('term', '<', `${term}\u{10FFFF}`)
    query.whereIn('p.id', words.select('product_id'))
  }
  const [, least = 0, id = 0] = (/^(\d{1,9})-(\d{1,15})$/.exec(after ?? '') ?? []).map(Number)
  if (low) {
    query.where('s.sellable', '<=', LOW).orderBy('s.sellable').orderBy('s.id')
    if (id) query.whereRaw('(s.sellable > ? OR (s.sellable = ? AND s.id > ?))', [least, least, id])
  } else {
    query.orderBy('s.variant_id')
    if (id) query.where('s.variant_id', '>', id)
  }
  const rows: LevelRow[] = await query
  const shown = rows.slice(0, PAGE)
  const last = shown.at(-1)
  const next =
    rows.length > PAGE && last ? `${last.sellable}-${low ? last.id : last.variant_id}` : null
  return { rows: shown, next }
}

/**
 * A variant, what lies of it where, and how it moved, newest first, with what lay there after each
 * movement. A cursor is `<id>-<pieces>`: it carries that balance on, so that no page adds up those
 * before it. @throws NotFound
 */
export async function stockCard(variantId: number, warehouseIds: number[], after: string | null) {
  const variant = found(
    await db
      .from('variants as v')
      .join('products as p', 'p.id', 'v.product_id')
      .where('v.id', variantId)
      .select('v.id', 'v.sku', 'v.barcode', 'v.name_fa as variant_fa', 'v.name_en as variant_en')
      .select('p.name_fa', 'p.name_en', 'p.picture', 'p.slug')
      .first()
  )
  const shelves = await db
    .from('stock_levels as s')
    .join('warehouses as w', 'w.id', 's.warehouse_id')
    .where('s.variant_id', variantId)
    .whereIn('s.warehouse_id', warehouseIds)
    .orderBy('w.priority')
    .select('s.warehouse_id', 's.on_hand', 's.reserved', 's.sellable', 'w.name_fa', 'w.name_en')
  const coming = await inTransit(variantId, warehouseIds)
  const [, id, pieces] = /^(\d{1,15})-(-?\d{1,12})$/.exec(after ?? '') ?? []
  const onHand = shelves.reduce((sum, shelf) => sum + Number(shelf.on_hand), 0)
  const from = id ? { id: Number(id), pieces: Number(pieces) } : { id: null, pieces: onHand }
  /* Nothing moves where there is no shelf for it. */
  const moved = shelves.map((shelf) => Number(shelf.warehouse_id))
  return { variant, shelves, coming, ...(await movements(variantId, moved, from)) }
}

/** Above every id: a first page asks for what lies before it. */
const END = Number.MAX_SAFE_INTEGER

/**
 * The ids of a page and of one more: of each warehouse the newest, and of those the newest. Each
 * SELECT reads no more than its page of the index. With one IN over the warehouses MariaDB would read
 * and sort all that moved of the variant; unless told which index to take it enters that index by
 * the two equalities only, when the variant has most of the table, and walks down to the cursor.
 * To SQLite the telling is a comment.
 */
async function newest(variantId: number, warehouseIds: number[], before: number) {
  const order = `ORDER BY id DESC LIMIT ${CARD_PAGE + 1}`
  const index = '/*! FORCE INDEX (movements_variant_id_warehouse_id_id_index) */'
  const one = `SELECT * FROM (SELECT id FROM movements ${index}
    WHERE variant_id = ? AND warehouse_id = ? AND id < ? ${order}) one`
  const rows = await rowsOf<{ id: number }>(
    `${warehouseIds.map(() => one).join(' UNION ALL ')} ${order}`,
    warehouseIds.flatMap((id) => [variantId, id, before])
  )
  return rows.map(({ id }) => id)
}

async function movements(
  variantId: number,
  warehouseIds: number[],
  { id: after, pieces }: { id: number | null; pieces: number }
) {
  if (warehouseIds.length === 0) return { rows: [], next: null }
  const rows = await db
    .from('movements as m')
    .join('warehouses as w', 'w.id', 'm.warehouse_id')
    .leftJoin('staff as s', (on) => on.on('s.id', 'm.actor_id').andOnVal('m.actor_kind', 'staff'))
    .leftJoin('stock_adjustments as a', (on) =>
      on.on('a.id', 'm.about_id').andOnVal('m.about_type', 'stock_adjustment')
    )
    .leftJoin('stock_count_lines as cl', (on) =>
      on
        .on('cl.count_id', 'm.about_id')
        .on('cl.variant_id', 'm.variant_id')
        .andOnVal('m.about_type', 'stock_count')
    )
    .whereIn('m.id', await newest(variantId, warehouseIds, after ?? END))
    .orderBy('m.id', 'desc')
    .select(
      'm.id',
      'm.quantity',
      'm.reason',
      'm.about_type',
      'm.about_id',
      'm.note',
      'm.created_at'
    )
    .select('w.name_fa', 'w.name_en', 's.first_name', 's.last_name')
    .select(db.raw('COALESCE(a.cause, cl.cause) AS cause'))
  let balance = pieces
  const shown = rows.slice(0, CARD_PAGE).map((row) => {
    const line = { ...row, balance }
    balance -= Number(row.quantity)
    return line
  })
  return { rows: shown, next: rows.length > CARD_PAGE ? `${shown.at(-1).id}-${balance}` : null }
}

/**
 * The variant that a keeper means by a SKU or a scanned barcode, whatever the keyboard's layout made
 * of it; null when there is none.
 */
export async function variantByCode(typed: string): Promise<number | null> {
  for (const code of codesMeant(typed)) {
    const query = db.from('variants').where('sku', code).orWhere('barcode', code)
    const row = await query.select('id').first()
    if (row) return Number(row.id)
  }
  return null
}

/** The variant that lies on a shelf of one of these warehouses. @throws NotFound */
export async function variantOnShelf(levelId: number, warehouseIds: number[]): Promise<number> {
  const query = db.from('stock_levels').where('id', levelId).whereIn('warehouse_id', warehouseIds)
  return Number(found(await query.select('variant_id').first()).variant_id)
}
