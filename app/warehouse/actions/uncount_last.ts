import type { Actor } from '#app/core/actor'
import { clock } from '#app/core/clock'
import { once } from '#app/core/idempotency'
import { Refusal } from '#app/core/refusal'
import { changed, sqlTime, type Trx } from '#app/core/sql'
import { transaction } from '#app/core/transaction'
import StockCount from '#app/warehouse/models/stock_count'

/**
 * Takes back what the same person scanned or typed last on this sheet; pressed again, what was
 * before that. What others counted of the same goods stays.
 * @throws Refusal `nothing_to_undo` (409), `illegal_move` when the sheet is not open
 */
export function uncountLast(
  { countId, by, key }: { countId: number; by: Actor; key: string },
  outer?: Trx
): Promise<{ variantId: number; counted: number; repeated: boolean }> {
  const scope = `uncount_last:${by.kind}:${by.id}`
  return transaction(
    (trx) =>
      once({ scope, key, input: { countId } }, trx, async () => {
        const count = await StockCount.lock(countId, trx)
        count.mustBe('open')
        const scan = await trx
          .from('stock_count_scans')
          .where({ count_id: countId, actor_kind: by.kind, actor_id: by.id })
          .whereNull('undone_at')
          .orderBy('id', 'desc')
          .first()
        if (!scan) throw nothingToUndo()
        return takeBack(count, scan, trx)
      }),
    outer
  )
}

interface Scan {
  id: number
  variant_id: number
  quantity: number
  made_line: number | boolean
}

async function takeBack(count: StockCount, scan: Scan, trx: Trx) {
  const undone = trx.from('stock_count_scans').where('id', scan.id).whereNull('undone_at')
  await changed(undone.update({ undone_at: sqlTime(clock.now()) }))
  const variantId = Number(scan.variant_id)
  const place = { count_id: count.id, variant_id: variantId }
  const line = await trx.from('stock_count_lines').where(place).select('counted').first()
  const counted = Number(line?.counted ?? 0) - Number(scan.quantity)
  if (!line || counted < 0) throw nothingToUndo()
  const lines = trx.from('stock_count_lines').where(place)
  if (scan.made_line && counted === 0) await lines.delete()
  else await lines.update({ counted, expected: await count.expected(variantId, trx) })
  return { variantId, counted }
}

const nothingToUndo = () => new Refusal('nothing_to_undo', { field: 'code', status: 409 })
