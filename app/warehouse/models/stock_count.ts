import { StockCountSchema } from '#database/schema'
import type { Actor } from '#app/core/actor'
import { clock } from '#app/core/clock'
import { found, Refusal } from '#app/core/refusal'
import { changed, sqlTime, type Trx } from '#app/core/sql'
import { COUNT_MOVES, type CountStatus } from '#app/warehouse/words'

/** A line whose count differs from what the books said at that moment. */
export interface Difference {
  id: number
  variant_id: number
  counted: number
  expected: number
}

/** A sheet on which staff write what really lies in a warehouse, without seeing what should. */
export default class StockCount extends StockCountSchema {
  static table = 'stock_counts'

  declare status: CountStatus

  /** Takes the row for this transaction. @throws NotFound */
  static async lock(id: number, trx: Trx): Promise<StockCount> {
    return found(await StockCount.query({ client: trx }).where('id', id).forUpdate().first())
  }

  /** @throws Refusal `illegal_move` unless the sheet is in this status */
  mustBe(status: CountStatus): void {
    if (this.status !== status) throw this.#refusal()
  }

  /** What the books say now, read under a lock, so that no sale slips between. */
  async expected(variantId: number, trx: Trx): Promise<number> {
    const level = await trx
      .from('stock_levels')
      .where({ warehouse_id: this.warehouseId, variant_id: variantId })
      .forUpdate()
      .select('on_hand')
      .first()
    return Number(level?.on_hand ?? 0)
  }

  /** Lines that differ, in the order of their ids. */
  differences(trx: Trx): Promise<Difference[]> {
    return trx
      .from('stock_count_lines')
      .where('count_id', this.id)
      .whereColumn('counted', '<>', 'expected')
      .orderBy('id')
      .select('id', 'variant_id', 'counted', 'expected')
  }

  /** The guard is the UPDATE: of two who move it at once, one is refused. */
  async become(status: CountStatus, by: Actor, trx: Trx): Promise<void> {
    const allowed: readonly CountStatus[] = COUNT_MOVES[this.status]
    const ended = status === 'posted' || status === 'cancelled'
    const end = {
      live_warehouse_id: null,
      ended_at: sqlTime(clock.now()),
      ended_by_id: by.kind === 'staff' ? by.id : null,
    }
    const update = trx
      .from('stock_counts')
      .where({ id: this.id, status: this.status })
      .update(ended ? { status, ...end } : { status })
    if (!allowed.includes(status) || (await changed(update)) !== 1) throw this.#refusal()
    this.status = status
    this.$hydrateOriginals()
  }

  #refusal() {
    return new Refusal('illegal_move', { status: 409, allowed: COUNT_MOVES[this.status] })
  }
}
