import type { Actor } from '#app/core/actor'
import { once } from '#app/core/idempotency'
import { found, Refusal } from '#app/core/refusal'
import { isDuplicate, type Trx } from '#app/core/sql'
import { transaction } from '#app/core/transaction'
import StockCount from '#app/warehouse/models/stock_count'

export interface CountWish {
  warehouseId: number
  /** Only this category and what is below it; the whole warehouse when none. */
  categoryId?: number | null
  by: Actor
}

/**
 * Begins a count sheet of a warehouse.
 * @throws Refusal `count_running` while another sheet of the warehouse lives
 */
export function openCount(
  { key, by, warehouseId, categoryId = null }: CountWish & { key: string },
  outer?: Trx
): Promise<{ countId: number; repeated: boolean }> {
  const scope = `open_count:${by.kind}:${by.id}`
  return transaction(
    (trx) =>
      once({ scope, key, input: { warehouseId, categoryId } }, trx, async () => {
        found(await trx.from('warehouses').where({ id: warehouseId, active: 1 }).first())
        if (categoryId) found(await trx.from('categories').where('id', categoryId).first())
        return { countId: await write({ warehouseId, categoryId, by }, trx) }
      }),
    outer
  )
}

async function write({ warehouseId, categoryId, by }: CountWish, trx: Trx) {
  try {
    const row = await StockCount.create(
      {
        warehouseId,
        categoryId: categoryId ?? null,
        liveWarehouseId: warehouseId,
        status: 'open',
        actorKind: by.kind,
        actorId: by.id,
      },
      { client: trx }
    )
    return row.id
  } catch (error) {
    if (!isDuplicate(error)) throw error
    throw new Refusal('count_running', { field: 'warehouseId' })
  }
}
