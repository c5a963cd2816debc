import type { Actor } from '#app/core/actor'
import { once } from '#app/core/idempotency'
import { Refusal } from '#app/core/refusal'
import type { Trx } from '#app/core/sql'
import { transaction } from '#app/core/transaction'
import { writeAdjustment } from '#app/warehouse/adjustments'
import StockTransfer, { type TransferLine } from '#app/warehouse/models/stock_transfer'
import { move } from '#app/warehouse/stock'
import type { ReceiptCause } from '#app/warehouse/words'

export interface TransferReceipt {
  transferId: number
  /** Pieces that arrived, line by line in the order of their ids. */
  received: number[]
  /** Why less arrived than was sent; needed when it did. */
  cause?: ReceiptCause | null
  note?: string | null
  by: Actor
}

/**
 * The goods arrive. All that was sent comes onto the books of the target; what is missing or broken
 * is written off there at once, with the reason.
 * @throws Refusal `transfer_lines_missing`, `more_than_sent` beside `received.<n>`
 * @throws Refusal `difference_needs_reason` beside `cause`, `illegal_move`
 */
export function receiveTransfer(
  { key, by, ...receipt }: TransferReceipt & { key: string },
  outer?: Trx
): Promise<{ pieces: number; missing: number; repeated: boolean }> {
  const scope = `receive_transfer:${by.kind}:${by.id}`
  return transaction(
    (trx) =>
      once({ scope, key, input: receipt }, trx, async () => {
        const transfer = await StockTransfer.lock(receipt.transferId, trx)
        await transfer.become('received', by, trx)
        const lines = await transfer.lines(transfer.toWarehouseId, trx)
        const arrived = arrivals(lines, receipt)
        for (const line of lines) {
          await takeIn(line, arrived.get(line.id) ?? 0, transfer, { ...receipt, by }, trx)
        }
        const pieces = receipt.received.reduce((sum, quantity) => sum + quantity, 0)
        const sent = lines.reduce((sum, { quantity }) => sum + quantity, 0)
        return { pieces, missing: sent - pieces }
      }),
    outer
  )
}

/** Pieces that arrived, by line. */
function arrivals(lines: TransferLine[], { received, cause, note }: Omit<TransferReceipt, 'by'>) {
  const inOrder = lines.toSorted((a, b) => a.id - b.id)
  if (received.length !== inOrder.length) {
    throw new Refusal('transfer_lines_missing', { field: 'received.0' })
  }
  for (const [n, line] of inOrder.entries()) {
    if (received[n] > line.quantity) {
      const params = { sent: line.quantity }
      throw new Refusal('more_than_sent', { field: `received.${n}`, params })
    }
  }
  const differs = inOrder.some((line, n) => received[n] !== line.quantity)
  if (differs && !(cause && note)) throw new Refusal('difference_needs_reason', { field: 'cause' })
  return new Map(inOrder.map((line, n) => [line.id, received[n]]))
}

async function takeIn(
  line: TransferLine,
  arrived: number,
  transfer: StockTransfer,
  { cause, note, by }: Omit<TransferReceipt, 'transferId' | 'received'>,
  trx: Trx
) {
  const goods = { warehouseId: transfer.toWarehouseId, variantId: line.variant_id, by }
  const about = { type: 'stock_transfer', id: transfer.id }
  await move({ ...goods, quantity: line.quantity, reason: 'transfer_in', about }, trx)
  const missing = line.quantity - arrived
  const adjustmentId =
    missing > 0 && cause && note
      ? await writeAdjustment({ ...goods, quantity: missing, cause, note }, trx)
      : null
  await trx
    .from('stock_transfer_lines')
    .where('id', line.id)
    .update({ received_quantity: arrived, adjustment_id: adjustmentId })
}
