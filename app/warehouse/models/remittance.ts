import type { DateTime } from 'luxon'
import { belongsTo, hasMany } from '@adonisjs/lucid/orm'
import type { BelongsTo, HasMany } from '@adonisjs/lucid/types/relations'
import { RemittanceSchema } from '#database/schema'
import type { Actor } from '#app/core/actor'
import { clock } from '#app/core/clock'
import type { Rial } from '#app/core/money'
import { found, Refusal } from '#app/core/refusal'
import { changed, type Client, sqlTime, type Trx } from '#app/core/sql'
import RemittanceLine from '#app/warehouse/models/remittance_line'
import Shipment from '#app/warehouse/models/shipment'
import Warehouse from '#app/warehouse/models/warehouse'
import { handOut, releaseRows, type HeldLine } from '#app/warehouse/stock'
import { REMITTANCE_MOVES, type RemittanceStatus, type StockLine } from '#app/warehouse/words'

export interface Dispatch {
  carrier: string
  trackingCode?: string | null
  /** What the carrier was paid, in Rial. */
  cost: Rial
  by: Actor
}

/** The paper by which goods leave one warehouse for one customer. */
export default class Remittance extends RemittanceSchema {
  static table = 'remittances'

  declare status: RemittanceStatus

  @belongsTo(() => Warehouse)
  declare warehouse: BelongsTo<typeof Warehouse>

  @hasMany(() => RemittanceLine)
  declare lines: HasMany<typeof RemittanceLine>

  /** Takes the row for this transaction. @throws NotFound */
  static async lock(id: number, trx: Trx): Promise<Remittance> {
    return found(await Remittance.query({ client: trx }).where('id', id).forUpdate().first())
  }

  get number(): string {
    return `RM-${10_000 + this.id}`
  }

  /** @throws Refusal `illegal_move` (409) once it was picked or called off */
  mustWait() {
    if (this.status === 'waiting') return
    const allowed = REMITTANCE_MOVES[this.status]
    throw new Refusal('illegal_move', { status: 409, allowed })
  }

  /**
   * Counts pieces of a variant that the keeper holds in his hand; negative puts them back. Stock
   * stays as it is until it is picked.
   * @throws Refusal `not_on_remittance`, `over_picked` with the pieces `left`, `nothing_scanned`
   */
  async scan({ variantId, quantity }: StockLine, trx: Trx): Promise<RemittanceLine> {
    this.mustWait()
    const lines = await this.#linesIn(trx).where('variantId', variantId)
    const fits = ({ scanned, quantity: wanted }: RemittanceLine) =>
      quantity > 0 ? scanned < wanted : scanned > 0
    const line = lines.find(fits) ?? lines.at(0)
    if (!line) throw new Refusal('not_on_remittance', { field: 'code' })
    const left = line.quantity - line.scanned
    if (quantity > left) throw new Refusal('over_picked', { field: 'code', params: { left } })
    if (line.scanned + quantity < 0) throw new Refusal('nothing_scanned', { field: 'code' })
    return line.merge({ scanned: line.scanned + quantity }).save()
  }

  /** How many pieces are on it. */
  async pieces(trx: Trx): Promise<number> {
    const lines = await this.#linesIn(trx)
    return lines.reduce((sum, { quantity }) => sum + quantity, 0)
  }

  /** Whether each of its pieces was scanned, some, or none. */
  async scanned(trx: Trx): Promise<'all' | 'some' | 'none'> {
    const lines = await this.#linesIn(trx)
    if (lines.every(({ scanned, quantity }) => scanned === quantity)) return 'all'
    return lines.some(({ scanned }) => scanned > 0) ? 'some' : 'none'
  }

  /**
   * What was not scanned goes on a remittance of its own, the back-order, for the same document and
   * with its reservation: it stays promised to this customer.
   */
  async backOrder(promisedAt: DateTime, trx: Trx): Promise<Remittance> {
    this.mustWait()
    const { warehouseId, customerId, caseId, aboutType, aboutId, pickup, id } = this
    const chain = { warehouseId, customerId, caseId, aboutType, aboutId, pickup, backOrderOfId: id }
    const rest = await Remittance.create(
      { ...chain, status: 'waiting', promisedAt },
      { client: trx }
    )
    const lines = await this.#linesIn(trx)
    for (const line of lines.filter(({ scanned, quantity }) => scanned < quantity)) {
      await line.giveRestTo(rest.id, trx)
    }
    return rest
  }

  /** Whether other goods of its document have left the shelf already. */
  async othersLeft(client?: Client): Promise<boolean> {
    const { aboutType, aboutId } = this
    const gone = await Remittance.query({ client })
      .where({ aboutType, aboutId })
      .whereIn('status', ['picked', 'handed_over'])
      .first()
    return gone !== null
  }

  #linesIn(trx: Trx) {
    return RemittanceLine.query({ client: trx }).where('remittanceId', this.id).orderBy('id')
  }

  /** Takes the goods from the shelf: consumes their reservations and writes a movement for each line. */
  async pick(by: Actor, trx: Trx): Promise<void> {
    await this.#become('picked', trx, by)
    for (const held of await this.#held(trx)) {
      await handOut(held, { type: 'remittance', id: this.id }, by, trx)
    }
  }

  /** Gives the picked goods to a carrier. */
  async ship({ carrier, trackingCode, cost }: Dispatch, trx: Trx): Promise<Shipment> {
    await this.#become('handed_over', trx)
    return Shipment.create(
      {
        remittanceId: this.id,
        customerId: found(this.customerId),
        caseId: this.caseId,
        status: 'sent',
        carrier,
        trackingCode: trackingCode ?? null,
        cost,
      },
      { client: trx }
    )
  }

  /** Gives the picked goods to the buyer himself, at the counter. */
  async handOver(trx: Trx): Promise<void> {
    await this.#become('handed_over', trx)
  }

  /** Calls it off while the goods still lie on the shelf; they can be sold again. */
  async cancel(_by: Actor, trx: Trx): Promise<void> {
    await this.#become('cancelled', trx)
    await releaseRows(await this.#held(trx), trx)
  }

  /** The reservations of its lines, in the order in which stock is locked. */
  #held(trx: Trx): Promise<HeldLine[]> {
    return trx
      .from('remittance_lines as l')
      .join('reservations as r', 'r.id', 'l.reservation_id')
      .join('stock_levels as s', (on) =>
        on.on('s.variant_id', 'r.variant_id').andOn('s.warehouse_id', 'r.warehouse_id')
      )
      .where('l.remittance_id', this.id)
      .orderBy('s.id')
      .select('r.id', 'r.warehouse_id', 'r.variant_id', 'r.quantity')
  }

  /** The guard is the UPDATE: of two who move it at once, one is refused. */
  async #become(status: RemittanceStatus, trx: Trx, pickedBy?: Actor) {
    const allowed: readonly RemittanceStatus[] = REMITTANCE_MOVES[this.status]
    const pickedAt = pickedBy ? clock.now() : this.pickedAt
    const pickedById = pickedBy?.kind === 'staff' ? pickedBy.id : this.pickedById
    const update = trx
      .from('remittances')
      .where({ id: this.id, status: this.status })
      .update({ status, picked_at: pickedAt && sqlTime(pickedAt), picked_by_id: pickedById })
    if (!allowed.includes(status) || (await changed(update)) !== 1) {
      throw new Refusal('illegal_move', { status: 409, allowed })
    }
    Object.assign(this, { status, pickedAt, pickedById })
    this.$hydrateOriginals()
  }
}
