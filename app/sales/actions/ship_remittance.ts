import type { Actor } from '#app/core/actor'
import { once } from '#app/core/idempotency'
import { found } from '#app/core/refusal'
import type { Rial } from '#app/core/money'
import type { Trx } from '#app/core/sql'
import { transaction } from '#app/core/transaction'
import { record } from '#app/crm/record'
import Remittance from '#app/warehouse/models/remittance'
import { lockOwner } from '#app/sales/actions/lock_owner'

export interface Dispatching {
  remittanceId: number
  carrier: string
  trackingCode?: string | null
  /** What the carrier was paid, in Rial. */
  cost: Rial
  by: Extract<Actor, { kind: 'staff' }>
  key: string
}

/**
 * The picked goods leave the house; the first that leave take the pre-invoice to `shipped`.
 * @throws Refusal `illegal_move` (409), `key_reused`
 */
export function shipRemittance(
  dispatching: Dispatching,
  outer?: Trx
): Promise<{ shipmentId: number; repeated: boolean }> {
  const { by, key, ...input } = dispatching
  return transaction((trx) => {
    const scope = `ship_remittance:staff:${by.id}`
    return once({ scope, key, input }, trx, () => ship(dispatching, trx))
  }, outer)
}

async function ship(dispatching: Dispatching, trx: Trx) {
  const { remittanceId, carrier, trackingCode, cost, by } = dispatching
  const preInvoice = await lockOwner(remittanceId, trx)
  const remittance = await Remittance.lock(remittanceId, trx)
  const shipment = await remittance.ship({ carrier, trackingCode, cost, by }, trx)
  if (preInvoice.status === 'invoiced') await preInvoice.move('shipped', by, trx)

  await remittance.load('warehouse')
  const { number } = preInvoice
  await record(
    'shipped',
    {
      customerId: found(remittance.customerId),
      caseId: remittance.caseId,
      about: { type: 'shipment', id: shipment.id },
      endsTaskOf: { type: 'remittance', id: remittance.id },
      branchId: remittance.warehouse.branchId,
      by,
      facts: { carrier, trackingCode: trackingCode ?? null, remittance: remittance.number },
      params: { number, carrier, tracking: trackingCode || '—' },
    },
    trx
  )
  return { shipmentId: shipment.id }
}
