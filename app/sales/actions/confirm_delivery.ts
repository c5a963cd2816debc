import type { DateTime } from 'luxon'
import type { Actor } from '#app/core/actor'
import { clock } from '#app/core/clock'
import { once } from '#app/core/idempotency'
import type { Rial } from '#app/core/money'
import { found } from '#app/core/refusal'
import type { Trx } from '#app/core/sql'
import { transaction } from '#app/core/transaction'
import { settings } from '#app/people/models/setting'
import { record } from '#app/crm/record'
import { addWorkingDays } from '#app/crm/working_calendar'
import Account from '#app/ledger/models/account'
import Shipment from '#app/warehouse/models/shipment'
import type { DeliveryWay } from '#app/warehouse/words'
import { giveEarned } from '#app/club/earn_rules'
import Tier from '#app/club/models/tier'
import Wallet from '#app/club/models/wallet'
import { lockOwner } from '#app/sales/actions/lock_owner'
import Invoice from '#app/sales/models/invoice'
import type PreInvoice from '#app/sales/models/pre_invoice'
import { earningOfInvoice } from '#app/sales/earning_of_bill'

export interface Delivery {
  shipmentId: number
  /** Staff, or the customer himself on his page or by the link that was sent to him. */
  by: Actor
  byLink?: boolean
  key: string
}

interface Credit {
  amount: Rial
  from: DateTime
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
  const isLast = (await underWay(preInvoice, trx)) === 0
  if (isLast) await preInvoice.move('delivered', by, trx)
  const credit = isLast ? await earn(preInvoice, by, trx) : null
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
        date: credit?.from ?? clock.now(),
      },
    },
    trx
  )
}

/** Remittances of the sale whose goods have not arrived yet. */
async function underWay({ ref }: PreInvoice, trx: Trx): Promise<number> {
  const row = await trx
    .from('remittances as r')
    .leftJoin('shipments as s', 's.remittance_id', 'r.id')
    .where({ 'r.about_type': ref.type, 'r.about_id': ref.id })
    .whereNot('r.status', 'cancelled')
    .where((query) => query.whereNull('s.id').orWhereNot('s.status', 'delivered'))
    .count('* as remaining')
    .firstOrFail()
  return Number(row.remaining)
}

/** Credit by the tier that he had when the invoice was issued, on its terms of that moment, and by the rules that he saw. */
async function earn(preInvoice: PreInvoice, by: Actor, trx: Trx): Promise<Credit | null> {
  const invoice = found(await Invoice.ofSource(preInvoice.ref, trx))
  if (invoice.tierId === null) return null
  const tier = await Tier.asOf(invoice.tierId, invoice.createdAt, trx)
  const { customerId, caseId, branchId } = preInvoice
  const wallet = await Wallet.of(customerId, trx)
  const lock = () => Account.lock([wallet.creditAccountId, wallet.pendingAccountId], trx)
  const earned = await earningOfInvoice(invoice, preInvoice, tier, { client: trx, lock })
  const amount = earned.total
  if (amount === 0) return null

  const days = await settings.get('pendingWorkingDays', trx)
  const from = await addWorkingDays(clock.now(), days, branchId, trx)
  const chain = { caseId, branchId, by }
  const of = { at: preInvoice.createdAt, document: invoice.number, source: invoice.ref }
  await giveEarned({ earned, wallet, tier, ...of, ...chain, pendingUntil: from }, trx)
  const facts = { until: from.toISO(), invoice: invoice.number }
  await record('credit_pending', { customerId, about: invoice.ref, amount, facts, ...chain }, trx)
  return { amount, from }
}
