import type { Actor } from '#app/core/actor'
import { Refusal } from '#app/core/refusal'
import type { Trx } from '#app/core/sql'
import { transaction } from '#app/core/transaction'
import { move } from '#app/warehouse/stock'

export interface Count {
  warehouseId: number
  variantId: number
  /** Pieces that really lie there. */
  counted: number
  note?: string
  by: Actor
}

/**
 * Somebody counted a shelf: the books follow it by a movement of the difference. Counting the same
 * twice changes nothing the second time, so it needs no key.
 * @throws Refusal `counted_below_reserved` when more is promised to customers than was counted
 */
export function countStock(count: Count, outer?: Trx): Promise<{ difference: number }> {
  const { warehouseId, variantId, counted, note, by } = count
  return transaction(async (trx) => {
    const level = await trx
      .from('stock_levels')
      .where({ warehouse_id: warehouseId, variant_id: variantId })
      .forUpdate()
      .select('on_hand', 'reserved')
      .first()
    const { on_hand: onHand, reserved } = level ?? { on_hand: 0, reserved: 0 }
    if (counted < reserved) {
      throw new Refusal('counted_below_reserved', { field: 'counted', params: { reserved } })
    }
    const difference = counted - onHand
    if (difference !== 0) {
      await move({ warehouseId, variantId, quantity: difference, reason: 'count', by, note }, trx)
    }
    return { difference }
  }, outer)
}
