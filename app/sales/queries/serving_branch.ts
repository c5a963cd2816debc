import type { Client } from '#app/core/sql'
import { marks, rowsOf } from '#app/core/statement'
import type { WantedLine } from '#app/sales/pricing'
import type { HeldLine } from '#app/warehouse/stock'

interface StockRow {
  warehouse_id: number
  branch_id: number
  variant_id: number
  free: number
}

/** The branch in charge of a request, and what the web shop has too little of to serve it. */
export interface Serving {
  /** Branch of the first warehouse, by priority, that can serve most of the lines alone; null: none has any. */
  branchId: number | null
  /** Variants of which all warehouses together have less than is wanted. */
  short: number[]
}

/**
 * Looks at free stock without locking it: a hint for whose expert it is, never a promise of goods.
 * What the buyer holds himself is free for him.
 */
export async function servingBranch(
  lines: readonly WantedLine[],
  client: Client,
  own: readonly HeldLine[] = []
): Promise<Serving> {
  const rows = await rowsOf<StockRow>(
    `SELECT w.id AS warehouse_id, w.branch_id, s.variant_id, s.on_hand - s.reserved AS free
     FROM warehouses w JOIN stock_levels s ON s.warehouse_id = w.id
     WHERE w.active = 1 AND w.sells_online = 1 AND s.variant_id IN (${marks(lines.length)})
     ORDER BY w.priority, w.id`,
    lines.map((line) => line.variantId),
    client
  )
  for (const held of own) {
    const row = rows.find(
      (one) => one.warehouse_id === held.warehouse_id && one.variant_id === held.variant_id
    )
    if (row) row.free += held.quantity
  }
  return { branchId: bestBranch(lines, rows), short: shortOf(lines, rows) }
}

function bestBranch(lines: readonly WantedLine[], rows: StockRow[]): number | null {
  const wanted = new Map(lines.map((line) => [line.variantId, line.quantity]))
  const served = new Map<number, { branchId: number; count: number }>()
  for (const row of rows) {
    const warehouse = served.get(row.warehouse_id) ?? { branchId: row.branch_id, count: 0 }
    if (row.free >= wanted.get(row.variant_id)!) warehouse.count++
    served.set(row.warehouse_id, warehouse)
  }
  /* Insertion order is priority order, so a later warehouse must serve more to win. */
  const best = [...served.values()].reduce<{ branchId: number; count: number } | null>(
    (first, next) => (!first || next.count > first.count ? next : first),
    null
  )
  return best?.branchId ?? null
}

function shortOf(lines: readonly WantedLine[], rows: StockRow[]): number[] {
  return lines
    .filter(({ variantId, quantity }) => {
      const mine = rows.filter((row) => row.variant_id === variantId)
      return mine.reduce((sum, row) => sum + row.free, 0) < quantity
    })
    .map((line) => line.variantId)
}
