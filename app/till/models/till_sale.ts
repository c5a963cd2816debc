import { TillSaleSchema } from '#database/schema'
import type { Rial } from '#app/core/money'
import type { Client } from '#app/core/sql'
import { rowsOf } from '#app/core/statement'

/** How a counter is paid; the first is the usual one. */
export const TILL_METHODS = ['card_terminal', 'cash', 'bank_transfer'] as const
export type TillMethod = (typeof TILL_METHODS)[number]

/** A bill this many times the branch's usual one is asked for again, in words. */
export const UNUSUAL = 10

/** Sales that make up "usual", and how few say nothing about it. */
const LOOKED_AT = 200
const ENOUGH = 20

/** A sale at the counter: who sold what it came to, and the credit it moved. Amounts in Rial. */
export default class TillSale extends TillSaleSchema {
  static table = 'till_sales'
  declare method: TillMethod

  /** What people call it. */
  get number(): string {
    return `TS-${10_000 + this.id}`
  }

  /** The branch's usual bill (median of its last 200), or null while it has too few. */
  static async usualAmount(branchId: number, client?: Client): Promise<Rial | null> {
    const rows = await rowsOf<{ amount: Rial }>(
      `SELECT amount FROM till_sales WHERE branch_id = ? ORDER BY id DESC LIMIT ${LOOKED_AT}`,
      [branchId],
      client
    )
    return rows.length < ENOUGH ? null : median(rows.map((row) => row.amount))
  }

  /** Whether a bill is so far above the branch's usual that a zero may have slipped in. */
  static async isUnusual(branchId: number, amount: Rial, client?: Client): Promise<boolean> {
    const usual = await TillSale.usualAmount(branchId, client)
    return usual !== null && amount >= usual * UNUSUAL
  }
}

function median(amounts: Rial[]): Rial {
  const sorted = amounts.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)]
}
