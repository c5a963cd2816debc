import { belongsTo } from '@adonisjs/lucid/orm'
import type { BelongsTo } from '@adonisjs/lucid/types/relations'
import { ShipmentSchema } from '#database/schema'
import { clock } from '#app/core/clock'
import { found, Refusal } from '#app/core/refusal'
import { changed, sqlTime, type Trx } from '#app/core/sql'
import Remittance from '#app/warehouse/models/remittance'
import { SHIPMENT_MOVES, type DeliveryWay, type ShipmentStatus } from '#app/warehouse/words'

/** A remittance on its way to the customer. */
export default class Shipment extends ShipmentSchema {
  static table = 'shipments'

  declare status: ShipmentStatus
  declare deliveredWay: DeliveryWay | null

  @belongsTo(() => Remittance)
  declare remittance: BelongsTo<typeof Remittance>

  /** Takes the row for this transaction. @throws NotFound */
  static async lock(id: number, trx: Trx): Promise<Shipment> {
    return found(await Shipment.query({ client: trx }).where('id', id).forUpdate().first())
  }

  /** @throws Refusal `illegal_move` (409) when it has arrived */
  mustBeUnderWay() {
    if (this.status === 'sent') return
    throw new Refusal('illegal_move', { status: 409, allowed: SHIPMENT_MOVES[this.status] })
  }

  /** It arrived, and how we know. */
  async deliver(way: DeliveryWay, trx: Trx): Promise<void> {
    const allowed: readonly ShipmentStatus[] = SHIPMENT_MOVES[this.status]
    const deliveredAt = clock.now()
    const update = trx
      .from('shipments')
      .where({ id: this.id, status: 'sent' })
      .update({ status: 'delivered', delivered_at: sqlTime(deliveredAt), delivered_way: way })
    if ((await changed(update)) !== 1) throw new Refusal('illegal_move', { status: 409, allowed })
    Object.assign(this, { status: 'delivered', deliveredAt, deliveredWay: way })
    this.$hydrateOriginals()
  }
}
