import type { Actor } from '#app/core/actor'
import { Refusal } from '#app/core/refusal'
import { transaction } from '#app/core/transaction'
import type { Trx } from '#app/core/sql'
import { queueMessage } from '#app/messaging/queue_message'
import Customer from '#app/people/models/customer'
import { arrive, lockParcel } from '#app/sales/actions/confirm_delivery'
import { deliveryLink } from '#app/sales/delivery_link'
import DeliveryProof, { DELIVERY_RULES } from '#app/sales/models/delivery_proof'

export interface CodedDelivery {
  shipmentId: number
  /** Five digits that were sent to the customer, who tells them to the courier or at the counter. */
  code: string
  by: Extract<Actor, { kind: 'staff' }>
}

/**
 * The courier, or the branch at which the goods are fetched, types the customer's code: the goods
 * arrived. A wrong code costs one of five tries, which stays stored, and changes nothing else. The
 * right code of a shipment that arrived by it already is answered the same again.
 * @throws Refusal `wrong_delivery_code` with the tries `left`, `delivery_code_over`; field `code`
 * @throws Refusal `illegal_move` (409) when it arrived in another way
 */
export async function confirmByCode(delivery: CodedDelivery): Promise<{ shipmentId: number }> {
  const { fits, left, over } = await transaction((trx) => confirm(delivery, trx))
  if (over) throw new Refusal('delivery_code_over', { field: 'code' })
  if (!fits) throw new Refusal('wrong_delivery_code', { field: 'code', params: { left } })
  return { shipmentId: delivery.shipmentId }
}

async function confirm({ shipmentId, code, by }: CodedDelivery, trx: Trx) {
  const { preInvoice, shipment } = await lockParcel(shipmentId, trx)
  if (shipment.deliveredWay === 'code' && (await DeliveryProof.fits(shipmentId, code, trx))) {
    return { fits: true, left: 0, over: false }
  }
  shipment.mustBeUnderWay()
  const attempt = await DeliveryProof.try(shipmentId, code, trx)
  if (attempt.fits) await arrive({ preInvoice, shipment, way: 'code', by }, trx)
  return attempt
}

/**
 * Sends the customer another link and code; the former open nothing more, and the tries begin anew.
 * @throws Refusal `illegal_move` (409) when it arrived, `delivery_code_just_sent` (429)
 */
export function sendDeliveryCode({ shipmentId }: { shipmentId: number }): Promise<void> {
  return transaction(async (trx) => {
    const { preInvoice, shipment } = await lockParcel(shipmentId, trx)
    shipment.mustBeUnderWay()
    const dealt = await DeliveryProof.dealAgain(shipmentId, trx)
    if (dealt === null) {
      const { resendSeconds: seconds } = DELIVERY_RULES
      throw new Refusal('delivery_code_just_sent', { status: 429, params: { seconds } })
    }
    const customer = await Customer.findOrFail(preInvoice.customerId, { client: trx })
    const { number, caseId } = preInvoice
    const params = { number, code: dealt.code, link: deliveryLink(dealt.secret, customer) }
    const about = { type: 'shipment', id: shipmentId }
    await queueMessage({ template: 'delivery_code', to: { customer }, params, about, caseId }, trx)
  })
}
