import { TillSaleSchema } from '#database/schema'
import type { Rial } from '#app/core/money'
import type { Client } from '#app/core/sql'
import { rowOf, rowsOf } from '#app/core/statement'
import { UNUSUAL, usualOf } from '#app/core/unusual'

/** How a counter is paid; the first is the usual one. */
export const TILL_METHODS = ['card_terminal', 'cash', 'bank_transfer'] as const
export type TillMethod = (typeof TILL_METHODS)[number]

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

  /**
   * Whether half of the branch's last 200 bills are so much smaller that this one may be unusual;
   * counted by the database, because every sale asks.
   */
  static async mayBeUnusual(amount: Rial, branchId: number, client?: Client): Promise<boolean> {
    const row = await rowOf<{ bills: number; smaller: number | null }>(
      `SELECT COUNT(*) AS bills, SUM(CASE WHEN amount * ${UNUSUAL} <= ? THEN 1 ELSE 0 END) AS smaller FROM (SELECT amount FROM till_sales
       WHERE branch_id = ? ORDER BY id DESC LIMIT ${LOOKED_AT}) AS latest`,
      [amount, branchId],
      client
    )
    return Number(row!.smaller) * 2 >= row!.bills
  }

  /** The branch's usual bill (median of its last 200), or null while it has too few. */
  static async usualAmount(branchId: number, client?: Client): Promise<Rial | null> {
    const rows = await rowsOf<{ amount: Rial }>(
      `SELECT amount FROM till_sales WHERE branch_id = ? ORDER BY id DESC LIMIT ${LOOKED_AT}`,
      [branchId],
      client
    )
    return usualOf(
      rows.map((row) => row.amount),
      ENOUGH
    )
  }
}
