import type { Rial } from '#app/core/money'
import { found } from '#app/core/refusal'
import type { Trx } from '#app/core/sql'
import { usualOf } from '#app/core/unusual'
import { settings } from '#app/people/models/setting'
import Payment from '#app/sales/models/payment'
import Payout, { type PayoutStatus } from '#app/sales/models/payout'
import TopUp from '#app/sales/models/top_up'
import { PAGE, type ListPage } from '#app/sales/queries/lists'
import type { Branches } from '#app/sales/queries/scopes'

/* Papers of a wallet's real money: what was put in, and what is wanted back. */

/** A member's own top-up with its latest payment. @throws NotFound */
export async function ownTopUp(id: number, customerId: number) {
  const topUp = found(await TopUp.query().where({ id, customerId }).first())
  const { type, id: payableId } = topUp.ref
  const payment = await Payment.query()
    .where({ payableType: type, payableId })
    .orderBy('id', 'desc')
    .first()
  return { topUp, payment }
}

/** How many top-ups say what is usual for somebody, and how few say nothing. */
const LOOKED_AT = 5
const ENOUGH = 2

/** A member's usual top-up: the median of the last ones that were paid, or of what the page offers while there are too few. */
export async function usualTopUp(customerId: number, trx: Trx): Promise<Rial | null> {
  const rows = await trx
    .from('top_ups')
    .where({ customer_id: customerId, status: 'done' })
    .orderBy('id', 'desc')
    .limit(LOOKED_AT)
    .select('amount')
  const { offered } = await settings.get('topUp', trx)
  const own = rows.map((row) => Number(row.amount))
  return usualOf(own, ENOUGH) ?? usualOf(offered, 1)
}

/** @throws NotFound */
export async function ownPayout(id: number, customerId: number): Promise<Payout> {
  return found(await Payout.query().where({ id, customerId }).first())
}

/** A member's own payouts, the newest first. */
export function ownPayouts(customerId: number, after: number | null): Promise<ListPage<Payout>> {
  const query = Payout.query().where({ customerId }).orderBy('id', 'desc')
  if (after !== null) query.where('id', '<', after)
  return paged(query)
}

/** Payouts of members of these branches; what waits is served in the order in which it came. */
export function payoutList(asked: {
  branches: Branches
  status: PayoutStatus | null
  after: number | null
}): Promise<ListPage<Payout>> {
  const oldestFirst = asked.status === 'requested' || asked.status === 'approved'
  const query = within(asked.branches).preload('customer')
  query.orderBy('id', oldestFirst ? 'asc' : 'desc')
  if (asked.status !== null) query.where('status', asked.status)
  if (asked.after !== null) query.where('id', oldestFirst ? '>' : '<', asked.after)
  return paged(query)
}

/** @throws NotFound also when it is of another branch */
export async function branchPayout(id: number, branches: Branches): Promise<Payout> {
  const query = within(branches)
    .where('id', id)
    .preload('customer')
    .preload('approvedBy')
    .preload('closedBy')
  return found(await query.first())
}

function within(branches: Branches) {
  const query = Payout.query()
  return branches === 'all' ? query : query.whereIn('branch_id', branches)
}

async function paged(query: ReturnType<typeof within>): Promise<ListPage<Payout>> {
  const rows = await query.limit(PAGE + 1)
  const shown = rows.slice(0, PAGE)
  return { rows: shown, next: rows.length > PAGE ? shown[PAGE - 1].id : null }
}
