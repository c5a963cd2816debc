import type { Actor } from '#app/core/actor'
import { once } from '#app/core/idempotency'
import { Refusal } from '#app/core/refusal'
import type { Trx } from '#app/core/sql'
import { transaction } from '#app/core/transaction'
import StockCount from '#app/warehouse/models/stock_count'
import type { CountStep } from '#app/warehouse/words'

/**
 * Counting ends and the differences are shown, it goes on, or the sheet is given up. Stock stays.
 * @throws Refusal `count_empty` when nothing was counted, `illegal_move`
 */
export function moveCount(
  { countId, to, by, key }: { countId: number; to: CountStep; by: Actor; key: string },
  outer?: Trx
): Promise<{ countId: number; repeated: boolean }> {
  const scope = `move_count:${by.kind}:${by.id}`
  return transaction(
    (trx) =>
      once({ scope, key, input: { countId, to } }, trx, async () => {
        const count = await StockCount.lock(countId, trx)
        await count.become(to, by, trx)
        if (to === 'review') await refuseEmpty(countId, trx)
        return { countId }
      }),
    outer
  )
}

async function refuseEmpty(countId: number, trx: Trx) {
  const line = await trx.from('stock_count_lines').where('count_id', countId).select('id').first()
  if (!line) throw new Refusal('count_empty', { field: 'code' })
}
