import db from '@adonisjs/lucid/services/db'
import { found } from '#app/core/refusal'
import Shipment from '#app/warehouse/models/shipment'
import PreInvoice from '#app/sales/models/pre_invoice'

/** A shipment with what its page behind a secret link shows of its sale. @throws NotFound */
export async function parcelPage(shipmentId: number) {
  const shipment = found(
    await Shipment.query().where('id', shipmentId).preload('remittance').first()
  )
  const { aboutType, aboutId, id: remittanceId } = shipment.remittance
  if (aboutType !== 'pre_invoice') found(null)
  const preInvoice = await PreInvoice.findOrFail(aboutId)
  const row = await db
    .from('remittance_lines')
    .where('remittance_id', remittanceId)
    .sum('quantity as pieces')
    .firstOrFail()
  const { number, recipient, customerId } = preInvoice
  return { shipment, number, recipient, customerId, pieces: Number(row.pieces) }
}
