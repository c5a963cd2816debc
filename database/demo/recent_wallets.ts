import db from '@adonisjs/lucid/services/db'
import { proposeWriteOff } from '#app/club/actions/propose_write_off'
import Wallet from '#app/club/models/wallet'
import { acceptReturn } from '#app/sales/actions/accept_return'
import { completePayment } from '#app/sales/actions/complete_payment'
import { requestPayout } from '#app/sales/actions/request_payout'
import { topUpWallet } from '#app/sales/actions/top_up_wallet'
import Invoice from '#app/sales/models/invoice'
import type { ReturnReason } from '#app/sales/models/sales_return'
import { returnableOf } from '#app/sales/queries/returnable'
import { planReturn, type WantedBack } from '#app/sales/returning'
import { debtOf } from '#app/ledger/debts'
import { sellAtTill } from '#app/till/actions/sell_at_till'
import { plan, type Recent } from '#database/demo/recent'
import { someMember } from '#database/demo/recent_club'
import { spendable } from '#database/demo/recent_till'
import { DAY, HOUR, MINUTE } from '#database/demo/times'
import { byStaff, demoPeople, staffOf, type DemoPerson } from '#database/demo/world'

/* Real money in wallets, goods that came back, and a member who owes the house something. */

/** Rial. */
const [TOPPED_UP, PAID_OUT, DEAR_BILL] = [20_000_000, 6_000_000, 90_000_000]
const SHEBA = 'IR062960000000100324200001'

export function planRecentWallets(recent: Recent) {
  const { now } = recent
  const saver = demoPeople(recent.world)[1]
  plan(recent, now - 6 * DAY, () => topUp(recent, saver))
  plan(recent, now - 3 * HOUR, () => askBack(recent, saver))
  plan(recent, now - 50 * HOUR, () => returnOfOrder(recent))
  plan(recent, now - 40 * MINUTE, () => becomeDebtor(recent))
}

async function topUp(recent: Recent, { id: customerId }: DemoPerson) {
  await topUpWallet({ customerId, amount: TOPPED_UP, key: recent.key() })
  const reference = recent.gateway.decide('paid')
  await completePayment({ gateway: recent.gateway.name, reference })
}

function askBack(recent: Recent, { id: customerId, firstName, lastName }: DemoPerson) {
  const holder = `${firstName} ${lastName}`
  const wish = { customerId, amount: PAID_OUT, sheba: SHEBA, holder }
  return requestPayout({ ...wish, key: recent.key() })
}

/** One piece of an order of the web that has arrived. */
async function returnOfOrder(recent: Recent) {
  const delivered = await db
    .from('invoices as i')
    .join('pre_invoices as p', 'p.id', 'i.source_id')
    .where({ 'i.source_type': 'pre_invoice', 'p.status': 'delivered' })
    .whereNotExists((off) =>
      off.from('invoice_cancellations as c').whereColumn('c.invoice_id', 'i.id').select('c.id')
    )
    .orderBy('i.id', 'desc')
    .select('i.id')
    .first()
  const invoice = await Invoice.findOrFail(delivered.id)
  await invoice.load('lines')
  const line = invoice.lines.find(({ variantId }) => variantId !== null)!
  const place = recent.world.branches.find(({ id }) => id === invoice.branchId)!.warehouseId
  await takeBack(recent, invoice, [{ lineId: line.id, quantity: 1, place }], 'wrong_item')
}

/** A dear bill earned credit, which was spent at once; then the goods came back. */
async function becomeDebtor(recent: Recent) {
  const { world } = recent
  const person = await hardlyAnyCredit(recent)
  const branchId = person.branch.id
  const staffId = staffOf(world, 'cashier', branchId)
  const sale = { branchId, staffId, card: person.member!.cardNumber, customerId: person.id }
  const sell = (credit: number) =>
    sellAtTill({
      ...sale,
      amount: DEAR_BILL,
      credit,
      method: 'card_terminal',
      key: recent.key(),
      by: byStaff(staffId),
    })
  const { invoiceId } = await sell(0)
  await sell(await spendable(person, DEAR_BILL))
  const invoice = await Invoice.findOrFail(invoiceId)
  await invoice.load('lines')
  const lines = invoice.lines.map(({ id, total }) => ({ lineId: id, amount: total }))
  await takeBack(recent, invoice, lines, 'changed_mind')
  await forgivePart(recent, person)
}

/** Of some members the one who has the least to lose. */
async function hardlyAnyCredit({ world }: Recent): Promise<DemoPerson> {
  let poorest: { person: DemoPerson; has: number } | null = null
  for (let nth = 0; nth < 12; nth++) {
    const person = someMember(world)
    const wallet = await Wallet.existing(person.id)
    if (!wallet) continue
    const { available, pending } = await wallet.balances(db.connection())
    const has = available + pending
    if (!poorest || has < poorest.has) poorest = { person, has }
  }
  return poorest!.person
}

async function takeBack(
  recent: Recent,
  invoice: Invoice,
  lines: readonly WantedBack[],
  reason: ReturnReason
) {
  const { random } = recent.world
  const wish = { lines, freight: false }
  const { sums } = planReturn(await returnableOf(invoice, db.connection()), wish)
  const { moneyBack, creditBack, cashBack, voided, taken, owed } = sums
  await acceptReturn({
    ...wish,
    invoiceId: invoice.id,
    reason,
    note: null,
    refund: { method: 'card_terminal', refId: String(random.int(100_000, 999_999)) },
    expected: { moneyBack, creditBack, cashBack, voided, taken, owed },
    by: byStaff(staffOf(recent.world, 'branch_manager', invoice.branchId)),
    key: recent.key(),
  })
}

/** Half of what is owed is to be forgiven; the second person has not decided yet. */
async function forgivePart(recent: Recent, { id: customerId, branch }: DemoPerson) {
  const owed = await debtOf(customerId, db.connection())
  if (owed === 0) return
  const by = byStaff(staffOf(recent.world, 'branch_manager', branch.id))
  await proposeWriteOff({
    customerId,
    amount: Math.ceil(owed / 2),
    reason: 'goodwill',
    note: 'مشتری قدیمی است و کالا را سالم پس آورد.',
    branchId: branch.id,
    by,
    key: recent.key(),
  })
}
