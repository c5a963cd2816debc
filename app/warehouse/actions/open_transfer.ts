import type { Actor } from '#app/core/actor'
import { once } from '#app/core/idempotency'
import { found, Refusal } from '#app/core/refusal'
import type { Trx } from '#app/core/sql'
import { transaction } from '#app/core/transaction'
import StockTransfer from '#app/warehouse/models/stock_transfer'

export interface TransferWish {
  fromWarehouseId: number
  toWarehouseId: number
  note?: string
  by: Actor
  key: string
}

/**
 * Begins a transfer of goods; nothing leaves yet.
 * @throws Refusal `same_warehouse` when it would go where it comes from
 */
export function openTransfer(
  { key, by, ...wish }: TransferWish,
  outer?: Trx
): Promise<{ transferId: number; repeated: boolean }> {
  const scope = `open_transfer:${by.kind}:${by.id}`
  return transaction(
    (trx) =>
      once({ scope, key, input: wish }, trx, async () => {
        const { fromWarehouseId, toWarehouseId, note = null } = wish
        if (fromWarehouseId === toWarehouseId) {
          throw new Refusal('same_warehouse', { field: 'toWarehouseId' })
        }
        const ends = await trx
          .from('warehouses')
          .whereIn('id', [fromWarehouseId, toWarehouseId])
          .where('active', 1)
          .select('id')
        found(ends.length === 2 ? ends : null)
        const row = await StockTransfer.create(
          {
            fromWarehouseId,
            toWarehouseId,
            note,
            status: 'draft',
            actorKind: by.kind,
            actorId: by.id,
          },
          { client: trx }
        )
        return { transferId: row.id }
      }),
    outer
  )
}
