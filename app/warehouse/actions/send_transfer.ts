import type { Actor } from '#app/core/actor'
import { once } from '#app/core/idempotency'
import { Refusal } from '#app/core/refusal'
import type { Trx } from '#app/core/sql'
import { transaction } from '#app/core/transaction'
import StockTransfer from '#app/warehouse/models/stock_transfer'
import { move } from '#app/warehouse/stock'

/**
 * The goods leave their warehouse: from now on they are in transit.
 * @throws Refusal `out_of_stock` beside `lines.<variantId>` when one is promised to customers or gone
 * @throws Refusal `transfer_empty`, `illegal_move`
 */
export function sendTransfer(
  { transferId, by, key }: { transferId: number; by: Actor; key: string },
  outer?: Trx
): Promise<{ pieces: number; repeated: boolean }> {
  const scope = `send_transfer:${by.kind}:${by.id}`
  return transaction(
    (trx) =>
      once({ scope, key, input: { transferId } }, trx, async () => {
        const transfer = await StockTransfer.lock(transferId, trx)
        await transfer.become('sent', by, trx)
        const lines = await transfer.lines(transfer.fromWarehouseId, trx)
        if (lines.length === 0) throw new Refusal('transfer_empty', { field: 'code' })
        for (const line of lines) {
          const change = {
            warehouseId: transfer.fromWarehouseId,
            variantId: line.variant_id,
            quantity: -line.quantity,
            about: { type: 'stock_transfer', id: transferId },
          }
          await move({ ...change, reason: 'transfer_out', by }, trx)
        }
        return { pieces: lines.reduce((sum, { quantity }) => sum + quantity, 0) }
      }),
    outer
  )
}
