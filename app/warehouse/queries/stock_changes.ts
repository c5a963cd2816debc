import db from '@adonisjs/lucid/services/db'
import type { Branches } from '#app/warehouse/queries/scope'
import { sqlTime, timeOf } from '#app/core/sql'

export interface StockChange {
  /** The position after which to ask for what follows. */
  cursor: number
  variantId: number
  sku: string
  warehouseId: number
  /** Pieces that lay there after the change, and those of them that may still be promised. */
  onHand: number
  reserved: number
  sellable: number
  at: string
}

export interface StockChanges {
  changes: StockChange[]
  /** Where the next call goes on; the same as before when there was nothing new. */
  next: number
  /** More lie behind `next` already. */
  more: boolean
}

export interface Following {
  /** Nought, or the cursor of the last change that the reader has stored. */
  after: number
  limit: number
  branches: Branches
}

/**
 * Changes of stock in the order of their positions, from the place where a reader stopped: it may be
 * killed at any time and go on with the last cursor that it stored. None is skipped, for positions
 * are given only to what is committed (`numberStockChanges` is called before); of one shelf they
 * come in the order in which they happened, and each says what lay there after it, so that to see
 * one twice does no harm.
 */
export async function stockChanges({ after, limit, branches }: Following): Promise<StockChanges> {
  const end = await db.from('stock_feed').where('id', 1).select('last').firstOrFail()
  const query = db
    .from('stock_changes as c')
    .join('variants as v', 'v.id', 'c.variant_id')
    .where('c.position', '>', after)
    .where('c.position', '<=', Number(end.last))
    .orderBy('c.position')
    .limit(limit + 1)
    .select('c.position', 'c.variant_id', 'v.sku', 'c.warehouse_id', 'c.on_hand', 'c.reserved')
    .select('c.created_at')
  if (branches !== 'all') {
    const places = db.from('warehouses').whereIn('branch_id', branches).select('id')
    query.whereIn('c.warehouse_id', places)
  }
  const rows = await query
  const changes = rows.slice(0, limit).map(changeOf)
  const more = rows.length > limit
  const next = more ? changes.at(-1)!.cursor : Math.max(after, Number(end.last))
  return { changes, next, more }
}

function changeOf(row: Record<string, string | number>): StockChange {
  const onHand = Number(row.on_hand)
  const reserved = Number(row.reserved)
  return {
    cursor: Number(row.position),
    variantId: Number(row.variant_id),
    sku: String(row.sku),
    warehouseId: Number(row.warehouse_id),
    onHand,
    reserved,
    sellable: onHand - reserved,
    at: `${sqlTime(timeOf(String(row.created_at))).replace(' ', 'T')}Z`,
  }
}
