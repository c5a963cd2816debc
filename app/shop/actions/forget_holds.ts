import { clock } from '#app/core/clock'
import { changed, sqlTime, type Trx } from '#app/core/sql'
import { transaction } from '#app/core/transaction'

/** The caps count a day of holds; the rest is kept for whoever asks why goods were gone. */
const KEPT_DAYS = 90
const BATCH = 1000

/**
 * Forgets holds of the checkout that ended long ago; what lasts, and what a cart names, stays. What
 * they held is in the reservations.
 * @returns holds that were forgotten
 */
export function forgetHolds(outer?: Trx): Promise<number> {
  const before = sqlTime(clock.now().minus({ days: KEPT_DAYS }))
  return transaction(async (trx) => {
    const rows = await trx
      .from('checkout_holds as h')
      .where('h.ended_at', '<', before)
      .whereNotExists(trx.from('carts as c').whereColumn('c.hold_id', 'h.id').select('c.id'))
      .orderBy('h.ended_at')
      .limit(BATCH)
      .select('h.id')
    if (rows.length === 0) return 0
    const ids = rows.map((row) => Number(row.id))
    return changed(trx.from('checkout_holds').whereIn('id', ids).delete())
  }, outer)
}
