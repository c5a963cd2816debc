import type { Actor } from '#app/core/actor'
import { once } from '#app/core/idempotency'
import { found } from '#app/core/refusal'
import type { Trx } from '#app/core/sql'
import { transaction } from '#app/core/transaction'
import Warehouse from '#app/warehouse/models/warehouse'
import { summed } from '#app/warehouse/reservation_plan'
import { move } from '#app/warehouse/stock'
import type { StockLine } from '#app/warehouse/words'

export interface Receipt {
  warehouseId: number
  lines: StockLine[]
  note?: string
  by: Actor
  /** Idempotency key of the form. */
  key: string
}

/** Goods arrive in a warehouse. */
export function receiveStock(
  { warehouseId, lines, note, by, key }: Receipt,
  outer?: Trx
): Promise<{ pieces: number; repeated: boolean }> {
  const scope = `receive_stock:${by.kind}:${by.id}`
  return transaction(
    (trx) =>
      once({ scope, key, input: { warehouseId, lines, note } }, trx, async () => {
        found(await Warehouse.query({ client: trx }).where({ id: warehouseId, active: 1 }).first())
        let pieces = 0
        for (const [variantId, quantity] of summed(lines)) {
          await move({ warehouseId, variantId, quantity, reason: 'receive', by, note }, trx)
          pieces += quantity
        }
        return { pieces }
      }),
    outer
  )
}
