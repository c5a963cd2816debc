import { once } from '#app/core/idempotency'
import { found, Refusal } from '#app/core/refusal'
import type { Trx } from '#app/core/sql'
import { transaction } from '#app/core/transaction'
import { leaves, writeAdjustment, type Adjustment } from '#app/warehouse/adjustments'

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
