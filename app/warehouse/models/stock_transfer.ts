import { StockTransferSchema } from '#database/schema'
import type { Actor } from '#app/core/actor'
import { clock } from '#app/core/clock'
import { found, Refusal } from '#app/core/refusal'
import { changed, sqlTime, type Trx } from '#app/core/sql'
import { TRANSFER_MOVES, type TransferStatus } from '#app/warehouse/words'

export interface TransferLine {
  id: number
  variant_id: number
  quantity: number
}

/** Goods on their way from one warehouse to another: what left one and has not arrived is in transit. */
export default class StockTransfer extends StockTransferSchema {
  static table = 'stock_transfers'

  declare status: TransferStatus

  /** Takes the row for this transaction. @throws NotFound */
  static async lock(id: number, trx: Trx): Promise<StockTransfer> {
    return found(await StockTransfer.query({ client: trx }).where('id', id).forUpdate().first())
  }

  get number(): string {
    return `TR-${10_000 + this.id}`
  }

  /** Its lines in the order in which the shelves of a warehouse are locked. */
  lines(warehouseId: number, trx: Trx): Promise<TransferLine[]> {
    return trx
      .from('stock_transfer_lines as l')
      .leftJoin('stock_levels as s', (on) =>
        on.on('s.variant_id', 'l.variant_id').andOnVal('s.warehouse_id', warehouseId)
      )
      .where('l.transfer_id', this.id)
      .orderBy('s.id')
      .orderBy('l.id')
      .select('l.id', 'l.variant_id', 'l.quantity')
  }

  /** Only a draft may be changed. @throws Refusal `illegal_move` */
  mustBeDraft(): void {
    if (this.status !== 'draft') throw this.#refusal()
  }

  /** So many pieces of a variant are to go; none takes the line away. */
  async put(variantId: number, quantity: number, trx: Trx): Promise<void> {
    this.mustBeDraft()
    const line = { transfer_id: this.id, variant_id: variantId }
    await trx.from('stock_transfer_lines').where(line).delete()
    if (quantity > 0) await trx.table('stock_transfer_lines').insert({ ...line, quantity })
  }

  /** The guard is the UPDATE: of two who move it at once, one is refused. */
  async become(status: Exclude<TransferStatus, 'draft'>, by: Actor, trx: Trx): Promise<void> {
    const allowed: readonly TransferStatus[] = TRANSFER_MOVES[this.status]
    const staffId = by.kind === 'staff' ? by.id : null
    const stamp = {
      [`${status}_at`]: sqlTime(clock.now()),
      [`${status}_by_id`]: staffId,
    }
    const update = trx
      .from('stock_transfers')
      .where({ id: this.id, status: this.status })
      .update({ status, ...stamp })
    if (!allowed.includes(status) || (await changed(update)) !== 1) throw this.#refusal()
    this.status = status
    this.$hydrateOriginals()
  }

  #refusal() {
    return new Refusal('illegal_move', { status: 409, allowed: TRANSFER_MOVES[this.status] })
  }
}
