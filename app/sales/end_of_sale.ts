import type { DateTime } from 'luxon'
import type { Actor } from '#app/core/actor'
import { clock } from '#app/core/clock'
import type { Rial } from '#app/core/money'
import { found } from '#app/core/refusal'
import { timeOf, type Trx } from '#app/core/sql'
import { settings } from '#app/people/models/setting'
import { record } from '#app/crm/record'
import { addWorkingDays } from '#app/crm/working_calendar'
import Account from '#app/ledger/models/account'
import { giveEarned } from '#app/club/earn_rules'
import Tier from '#app/club/models/tier'
import Wallet from '#app/club/models/wallet'
import Invoice from '#app/sales/models/invoice'
import type PreInvoice from '#app/sales/models/pre_invoice'
import { earningOfInvoice } from '#app/sales/earning_of_bill'

export interface Credit {
  amount: Rial
  from: DateTime
}

/**
 * A locked sale of which nothing is under way any more is delivered, and the buyer who was a member
 * at its invoice gets his credit, pending until he can no longer withdraw: the end of the 7th
 * working day after the last goods arrived (electronic commerce law, article 37).
 */
export async function endIfAllArrived(
  preInvoice: PreInvoice,
  by: Actor,
  trx: Trx
): Promise<{ isLast: boolean; credit: Credit | null }> {
  if ((await underWay(preInvoice, trx)) > 0) return { isLast: false, credit: null }
  await preInvoice.move('delivered', by, trx)
  return { isLast: true, credit: await earn(preInvoice, by, trx) }
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
  const ends = await addWorkingDays(await lastArrival(preInvoice, trx), days, branchId, trx)
  const from = ends < clock.now() ? clock.now() : ends
  const chain = { caseId, branchId, by }
  const of = { at: preInvoice.createdAt, document: invoice.number, source: invoice.ref }
  await giveEarned({ earned, wallet, tier, ...of, ...chain, pendingUntil: from }, trx)
  const facts = { until: from.toISO(), invoice: invoice.number }
  await record('credit_pending', { customerId, about: invoice.ref, amount, facts, ...chain }, trx)
  return { amount, from }
}

/** When the last of its goods came; the rest may have been called off since. */
async function lastArrival({ ref }: PreInvoice, trx: Trx): Promise<DateTime> {
  const row = await trx
    .from('remittances as r')
    .join('shipments as s', 's.remittance_id', 'r.id')
    .where({ 'r.about_type': ref.type, 'r.about_id': ref.id })
    .max('s.delivered_at as at')
    .firstOrFail()
  return timeOf(row.at) ?? clock.now()
}
