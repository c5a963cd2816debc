import type { Actor } from '#app/core/actor'
import { clock } from '#app/core/clock'
import { once } from '#app/core/idempotency'
import { Refusal } from '#app/core/refusal'
import { changed, sqlTime, type Trx } from '#app/core/sql'
import { transaction } from '#app/core/transaction'

/** Somebody saw to it: ordered, transferred or let be. @throws Refusal `illegal_move` the second time */
export function closeLowStock(
  { noticeId, by, key }: { noticeId: number; by: Actor; key: string },
  outer?: Trx
): Promise<{ noticeId: number; repeated: boolean }> {
  const scope = `close_low_stock:${by.kind}:${by.id}`
  return transaction(
    (trx) =>
      once({ scope, key, input: { noticeId } }, trx, async () => {
        const done = {
          done_at: sqlTime(clock.now()),
          done_by_id: by.kind === 'staff' ? by.id : null,
        }
        const open = trx.from('low_stock_notices').where('id', noticeId).whereNull('done_at')
        if ((await changed(open.update(done))) !== 1) {
          throw new Refusal('illegal_move', { status: 409, allowed: [] })
        }
        return { noticeId }
      }),
    outer
  )
}
