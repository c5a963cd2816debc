import { clock } from '#app/core/clock'
import { changed, sqlTime, type Trx } from '#app/core/sql'
import { transaction } from '#app/core/transaction'

/** A change is kept so long although a later one of the same shelf says more. */
const KEPT_DAYS = 30
const BATCH = 1000

/**
 * Forgets changes of stock that a later one of the same shelf has overtaken long ago. The last one
 * of every shelf stays: a reader who begins at nought still gets the whole stock.
 * @returns changes that were forgotten
 */
export function forgetStockChanges(outer?: Trx): Promise<number> {
  const before = sqlTime(clock.now().minus({ days: KEPT_DAYS }))
  return transaction(async (trx) => {
    const rows = await trx
      .from('stock_changes as c')
      .where('c.created_at', '<', before)
      .whereNotNull('c.position')
      .whereExists((later) =>
        later
          .from('stock_changes as l')
          .whereColumn('l.variant_id', 'c.variant_id')
          .whereColumn('l.warehouse_id', 'c.warehouse_id')
          .whereColumn('l.id', '>', 'c.id')
          .whereNotNull('l.position')
      )
      .orderBy('c.id')
      .limit(BATCH)
      .select('c.id')
    if (rows.length === 0) return 0
    const ids = rows.map((row) => Number(row.id))
    return changed(trx.from('stock_changes').whereIn('id', ids).delete())
  }, outer)
}
