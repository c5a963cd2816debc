import { found, Refusal } from '#app/core/refusal'
import type { Trx } from '#app/core/sql'
import { transaction } from '#app/core/transaction'
import StockTransfer from '#app/warehouse/models/stock_transfer'

/** More goods than a lorry takes on one paper. */
const MOST_LINES = 300

/**
 * So many pieces of a variant go with a draft, in place of what was written before; 0 takes the line
 * away. The same twice changes nothing the second time, so it needs no key.
 * @throws Refusal `illegal_move` once it was sent; `transfer_full` with more than 300 lines
 */
export function putTransferLine(
  { transferId, variantId, quantity }: { transferId: number; variantId: number; quantity: number },
  outer?: Trx
): Promise<void> {
  return transaction(async (trx) => {
    const transfer = await StockTransfer.lock(transferId, trx)
    found(await trx.from('variants').where('id', variantId).select('id').first())
    await transfer.put(variantId, quantity, trx)
    const lines = trx.from('stock_transfer_lines').where('transfer_id', transferId)
    const { n } = await lines.count('* as n').firstOrFail()
    if (Number(n) > MOST_LINES) {
      throw new Refusal('transfer_full', { field: 'code', params: { most: MOST_LINES } })
    }
  }, outer)
}
