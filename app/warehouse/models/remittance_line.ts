import { belongsTo } from '@adonisjs/lucid/orm'
import type { BelongsTo } from '@adonisjs/lucid/types/relations'
import { RemittanceLineSchema } from '#database/schema'
import { Refusal } from '#app/core/refusal'
import type { Trx } from '#app/core/sql'
import Variant from '#app/catalogue/models/variant'
import { splitReservation } from '#app/warehouse/stock'

/** Pieces of one variant on a remittance; `scanned` of them the keeper holds in his hand. */
export default class RemittanceLine extends RemittanceLineSchema {
  static table = 'remittance_lines'

  @belongsTo(() => Variant)
  declare variant: BelongsTo<typeof Variant>

  /**
   * Keeps what was scanned and gives the rest, with its reservation, to another remittance; a line
   * of which nothing was scanned goes there whole.
   */
  async giveRestTo(remittanceId: number, trx: Trx): Promise<void> {
    if (this.scanned === 0) {
      this.remittanceId = remittanceId
      await this.save()
      return
    }
    const { id, reservationId, variantId, scanned } = this
    const quantity = this.quantity - scanned
    const restReservationId = await splitReservation(Number(reservationId), scanned, trx)
    if (restReservationId === null) throw new Refusal('illegal_move', { status: 409, allowed: [] })
    await trx.from('remittance_lines').where({ id }).update({ quantity: scanned })
    this.quantity = scanned
    const rest = { remittanceId, variantId, reservationId: restReservationId, quantity }
    await RemittanceLine.create(rest, { client: trx })
  }
}
