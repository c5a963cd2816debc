import type { Actor } from '#app/core/actor'
import { clock } from '#app/core/clock'
import { once } from '#app/core/idempotency'
import { found } from '#app/core/refusal'
import type { Trx } from '#app/core/sql'
import { transaction } from '#app/core/transaction'
import { spendableAfter } from '#app/ledger/models/lot'
import { record } from '#app/crm/record'
import Shipment from '#app/warehouse/models/shipment'
import type { DeliveryWay } from '#app/warehouse/words'
import { lockOwner } from '#app/sales/actions/lock_owner'
import type PreInvoice from '#app/sales/models/pre_invoice'
import { endIfAllArrived } from '#app/sales/end_of_sale'

export interface Delivery {
  shipmentId: number
  /** Staff, or the customer himself on his page or by the link that was sent to him. */
  by: Actor
  byLink?: boolean
  key: string
}

/**
 * A shipment arrived. With the last one of a sale the sale is delivered, and the buyer who was a
 * member at its invoice gets his credit, pending until he can no longer withdraw: the end of the
 * 7th working day (electronic commerce law, article 37).
 * @throws Refusal `illegal_move` (409), `key_reused`
 */
export function confirmDelivery(
  { shipmentId, by, byLink, key }: Delivery,
  outer?: Trx
): Promise<{ shipmentId: number; repeated: boolean }> {
  return transaction((trx) => {
    const scope = `confirm_delivery:${by.kind}:${by.id ?? 0}`
    return once({ scope, key, input: { shipmentId } }, trx, async () => {
      const way = byLink ? 'link' : by.kind === 'customer' ? 'customer' : 'staff'
      const { preInvoice, shipment } = await lockParcel(shipmentId, trx)
      await arrive({ preInvoice, shipment, way, by }, trx)
      return { shipmentId }
    })
  }, outer)
}

/** A shipment and its document, the document locked first. @throws NotFound */
export async function lockParcel(shipmentId: number, trx: Trx) {
  const { remittanceId } = found(await Shipment.find(shipmentId, { client: trx }))
  const preInvoice = await lockOwner(remittanceId, trx)
  return { preInvoice, shipment: await Shipment.lock(shipmentId, trx) }
}

/** What follows when a locked shipment arrives. @throws Refusal `illegal_move` (409) when it has */
export async function arrive(
  arrival: { preInvoice: PreInvoice; shipment: Shipment; way: DeliveryWay; by: Actor },
  trx: Trx
) {
  const { preInvoice, shipment, way, by } = arrival
  await shipment.deliver(way, trx)
  const { isLast, credit } = await endIfAllArrived(preInvoice, by, trx)
  const { customerId, caseId, branchId, number } = preInvoice
  await record(
    'delivered',
    {
      customerId,
      caseId,
      about: { type: 'shipment', id: shipment.id },
      branchId,
      by,
      facts: { number, isLast, way },
      params: {
        number,
        credited: credit ? 'yes' : 'no',
        credit: { rial: credit?.amount ?? 0 },
        date: spendableAfter(credit?.from ?? clock.now()),
      },
    },
    trx
  )
}
