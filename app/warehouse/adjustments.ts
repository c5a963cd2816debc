import type { Actor } from '#app/core/actor'
import { clock } from '#app/core/clock'
import { insertedId, sqlTime, type Trx } from '#app/core/sql'
import { move } from '#app/warehouse/stock'
import { WRITE_OFF_CAUSES, type AdjustmentCause } from '#app/warehouse/words'

export interface Adjustment {
  warehouseId: number
  variantId: number
  /** Pieces, positive; whether they leave or come follows from the cause. */
  quantity: number
  cause: AdjustmentCause
  note: string
  by: Actor
}

/** Whether the cause takes goods off the books. */
export const leaves = (cause: AdjustmentCause) =>
  cause === 'received_less' || WRITE_OFF_CAUSES.some((one) => one === cause)

/**
 * Writes why goods leave the books or come onto them, and the movement.
 * @returns id of the adjustment
 * @throws Refusal `out_of_stock` when more would leave than is there and not reserved
 */
export async function writeAdjustment(adjustment: Adjustment, trx: Trx): Promise<number> {
  const { warehouseId, variantId, cause, note, by } = adjustment
  const quantity = leaves(cause) ? -adjustment.quantity : adjustment.quantity
  const row = {
    warehouse_id: warehouseId,
    variant_id: variantId,
    quantity,
    cause,
    note,
    actor_kind: by.kind,
    actor_id: by.id,
    created_at: sqlTime(clock.now()),
  }
  const id = await insertedId(trx.table('stock_adjustments').insert(row))
  const about = { type: 'stock_adjustment', id }
  const reason = quantity < 0 ? 'write_off' : 'adjust'
  await move({ warehouseId, variantId, quantity, reason, about, by, note }, trx)
  return id
}
