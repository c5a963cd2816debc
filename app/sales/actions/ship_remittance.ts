import type { Actor } from '#app/core/actor'
import { once } from '#app/core/idempotency'
import { Refusal } from '#app/core/refusal'
import type { Rial } from '#app/core/money'
import type { Trx } from '#app/core/sql'
import { assertUsual, usualOf } from '#app/core/unusual'
import { transaction } from '#app/core/transaction'
import Branch from '#app/people/models/branch'
import Customer from '#app/people/models/customer'
import { record } from '#app/crm/record'
import Remittance from '#app/warehouse/models/remittance'
import { lockOwner } from '#app/sales/actions/lock_owner'
import { deliveryLink } from '#app/sales/delivery_link'
import DeliveryProof from '#app/sales/models/delivery_proof'
import type PreInvoice from '#app/sales/models/pre_invoice'

export interface Dispatching {
  remittanceId: number
  /** Needed unless the customer fetches it. */
  carrier?: string
  trackingCode?: string | null
  /** What the carrier was paid, in Rial. */
  cost: Rial
  /** False: a cost far above the usual one is refused until it was read in words. */
  confirmed?: boolean
  by: Extract<Actor, { kind: 'staff' }>
  key: string
}

/**
 * The picked goods leave the house, or lie ready at the branch of a customer who fetches them; the
 * first that leave take the pre-invoice to `shipped`. The customer gets a link and a code by which
 * he proves that they arrived.
 * @throws Refusal `illegal_move` (409), `carrier_missing`, `amount_unusual`, `key_reused`
 */
export function shipRemittance(
  dispatching: Dispatching,
  outer?: Trx
): Promise<{ shipmentId: number; repeated: boolean }> {
  const { by, key, confirmed, ...input } = dispatching
  return transaction((trx) => {
    const scope = `ship_remittance:staff:${by.id}`
    return once({ scope, key, input }, trx, () => ship(dispatching, trx))
  }, outer)
}

/** What a carrier usually costs (Rial): the median of the last ones, null while there are few. */
async function usualCost(trx: Trx): Promise<Rial | null> {
  const rows = await trx
    .from('shipments')
    .where('cost', '>', 0)
    .orderBy('id', 'desc')
    .limit(100)
    .select('cost')
  return usualOf(
    rows.map((row) => Number(row.cost)),
    10
  )
}

async function ship(dispatching: Dispatching, trx: Trx) {
  const { remittanceId, trackingCode, cost, by } = dispatching
  if (dispatching.confirmed === false) assertUsual(cost, await usualCost(trx), 'cost')
  const preInvoice = await lockOwner(remittanceId, trx)
  const remittance = await Remittance.lock(remittanceId, trx)
  const customer = await Customer.findOrFail(preInvoice.customerId, { client: trx })
  const pickup = preInvoice.deliveryMethod === 'pickup'
  const carrier = dispatching.carrier ?? (await counterOf(preInvoice, customer, trx))
  if (!carrier) throw new Refusal('carrier_missing', { field: 'carrier' })
  const shipment = await remittance.ship({ carrier, trackingCode, cost, by }, trx)
  if (preInvoice.status === 'invoiced') await preInvoice.move('shipped', by, trx)

  const { code, secret } = await DeliveryProof.deal(shipment.id, trx)
  await remittance.load('warehouse')
  await record(
    'shipped',
    {
      customerId: customer.id,
      caseId: remittance.caseId,
      about: { type: 'shipment', id: shipment.id },
      endsTaskOf: { type: 'remittance', id: remittance.id },
      branchId: remittance.warehouse.branchId,
      by,
      facts: { carrier, trackingCode: trackingCode ?? null, remittance: remittance.number, pickup },
      params: {
        number: preInvoice.number,
        carrier,
        tracking: trackingCode || '—',
        pickup: pickup ? 'yes' : 'no',
        code,
        link: deliveryLink(secret, customer),
      },
    },
    trx
  )
  return { shipmentId: shipment.id }
}

/** The branch at which a customer fetches his goods, in his language; null when they are sent. */
async function counterOf({ deliveryMethod, branchId }: PreInvoice, customer: Customer, trx: Trx) {
  if (deliveryMethod !== 'pickup') return null
  const branch = await Branch.findOrFail(branchId, { client: trx })
  return customer.locale === 'en' ? branch.nameEn : branch.nameFa
}
