import type { Actor } from '#app/core/actor'
import { once } from '#app/core/idempotency'
import type { Trx } from '#app/core/sql'
import { transaction } from '#app/core/transaction'
import StockTransfer from '#app/warehouse/models/stock_transfer'

/** A draft is given up; what was sent must be received. @throws Refusal `illegal_move` */
export function cancelTransfer(
  { transferId, by, key }: { transferId: number; by: Actor; key: string },
  outer?: Trx
): Promise<{ transferId: number; repeated: boolean }> {
  const scope = `cancel_transfer:${by.kind}:${by.id}`
  return transaction(
    (trx) =>
      once({ scope, key, input: { transferId } }, trx, async () => {
        const transfer = await StockTransfer.lock(transferId, trx)
        await transfer.become('cancelled', by, trx)
        return { transferId }
      }),
    outer
  )
}
