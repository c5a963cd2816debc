import { clock } from '#app/core/clock'
import { sqlTime, type Trx } from '#app/core/sql'
import { rowOf, rowsOf } from '#app/core/statement'
import { transaction } from '#app/core/transaction'
import { endHold } from '#app/shop/keep_goods'
import Cart from '#app/shop/models/cart'

/**
 * The time of a hold ran out: its goods can be bought by others. The cart is locked first, as by
 * whoever issues or extends at this moment; what was decided before stands.
 * @returns whether it ended by this call
 */
export function expireHold(id: number, outer?: Trx): Promise<boolean> {
  return transaction(async (trx) => {
    await Cart.lockByHold(id, trx)
    const overdue = await rowOf(
      'SELECT id FROM checkout_holds WHERE id = ? AND ended_at IS NULL AND held_until <= ?',
      [id, sqlTime(clock.now())],
      trx
    )
    return overdue ? endHold(id, 'expired', trx) : false
  }, outer)
}

/** Ids of holds whose time is over, the longest first. */
export async function overdueHolds(limit: number): Promise<number[]> {
  const rows = await rowsOf<{ id: number }>(
    `SELECT id FROM checkout_holds WHERE ended_at IS NULL AND held_until <= ?
     ORDER BY held_until LIMIT ?`,
    [sqlTime(clock.now()), limit]
  )
  return rows.map((row) => row.id)
}
