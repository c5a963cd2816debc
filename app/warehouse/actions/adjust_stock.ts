import type { Actor } from '#app/core/actor'
import { clock } from '#app/core/clock'
import { once } from '#app/core/idempotency'
import { found, Refusal } from '#app/core/refusal'
import { insertedId, sqlTime, type Trx } from '#app/core/sql'
import { transaction } from '#app/core/transaction'
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

const leaves = (cause: AdjustmentCause) =>
  cause === 'received_less' || WRITE_OFF_CAUSES.some((one) => one === cause)

/**
 * Goods leave the books without a sale (broken, lost …) or come without a delivery (found …). Who
 * and why stands beside the movement.
 * @throws NotFound when there is no such variant
 * @throws Refusal `only_unreserved` when more would leave than is there and not promised to customers
 */
export function adjustStock(
  { key, ...adjustment }: Adjustment & { key: string },
  outer?: Trx
): Promise<{ adjustmentId: number; repeated: boolean }> {
  const { by, ...input } = adjustment
  const scope = `adjust_stock:${by.kind}:${by.id}`
  return transaction(
    (trx) =>
      once({ scope, key, input }, trx, async () => {
        found(await trx.from('variants').where('id', input.variantId).select('id').first())
        if (leaves(input.cause)) await refuseBelowReserved(adjustment, trx)
        return { adjustmentId: await writeAdjustment(adjustment, trx) }
      }),
    outer
  )
}

async function refuseBelowReserved({ warehouseId, variantId, quantity }: Adjustment, trx: Trx) {
  const level = await trx
    .from('stock_levels')
    .where({ warehouse_id: warehouseId, variant_id: variantId })
    .forUpdate()
    .select('sellable', 'reserved')
    .first()
  const { sellable: left, reserved } = level ?? { sellable: 0, reserved: 0 }
  if (quantity > left) {
    throw new Refusal('only_unreserved', { field: 'quantity', params: { left, reserved } })
  }
}

async function writeAdjustment(adjustment: Adjustment, trx: Trx): Promise<number> {
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
