import { found } from '#app/core/refusal'
import type { Trx } from '#app/core/sql'
import { transaction } from '#app/core/transaction'

/** From so few pieces on, a variant is low. The same again changes nothing. @throws NotFound */
export function setThreshold(
  { variantId, pieces }: { variantId: number; pieces: number },
  outer?: Trx
): Promise<void> {
  return transaction(async (trx) => {
    found(await trx.from('variants').where('id', variantId).forUpdate().select('id').first())
    await trx.from('stock_thresholds').where('variant_id', variantId).delete()
    await trx.insertQuery().table('stock_thresholds').insert({ variant_id: variantId, pieces })
  }, outer)
}
