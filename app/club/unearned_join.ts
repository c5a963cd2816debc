import { clock } from '#app/core/clock'
import type { Rial } from '#app/core/money'
import type { Client, Trx } from '#app/core/sql'
import { record } from '#app/crm/record'
import { givenBy, planClawback, takeBack } from '#app/ledger/clawback'
import Account from '#app/ledger/models/account'
import { membershipTerms } from '#app/club/membership'
import type Member from '#app/club/models/member'
import PurchaseJoin, { JOIN_TAKE_BACK, JoinTakeBack } from '#app/club/models/purchase_join'
import Wallet from '#app/club/models/wallet'
import {
  type Less,
  momentsSince,
  mostWithin,
  standingPurchases,
} from '#app/club/standing_purchases'
import type { Undoing } from '#app/club/unearned'

/**
 * The join credit (Rial) of a membership that purchases brought, when what stands of them never
 * was enough: neither on the day that he joined nor on any day since. 0: nothing is to be taken.
 */
export async function unearnedJoin(member: Member, client: Client, less?: Less): Promise<Rial> {
  const join = await PurchaseJoin.query({ client }).where('memberId', member.id).first()
  if (!join || (await JoinTakeBack.query({ client }).where('memberId', member.id).first())) return 0
  const credit = await joinCredit(member, client)
  if (credit.left === 0) return 0
  return (await isEarned(join, member, client, less)) ? 0 : credit.left
}

async function isEarned(join: PurchaseJoin, member: Member, client: Client, less?: Less) {
  const { amount, createdAt, days } = join
  const of = { customerId: member.customerId, since: createdAt.minus({ days }), less }
  const purchases = await standingPurchases(of, client)
  const windows = momentsSince(createdAt, purchases).map((end) => ({
    start: end.minus({ days }),
    end,
  }))
  if (mostWithin(purchases, windows) >= amount) return true
  return isEnoughNow(member.customerId, client, less)
}

/** The house may ask for less now than it did then. */
async function isEnoughNow(customerId: number, client: Client, less?: Less): Promise<boolean> {
  const end = clock.now()
  const { purchases: rules } = await membershipTerms(client)
  for (const { amount, days } of rules) {
    const start = end.minus({ days })
    const purchases = await standingPurchases({ customerId, since: start, less }, client)
    if (mostWithin(purchases, [{ start, end }]) >= amount) return true
  }
  return false
}

/** What joining was thanked for with; what of it expired by itself is not asked for. */
async function joinCredit(member: Member, client: Client) {
  const about = { type: 'member', id: member.id }
  const where = { action: 'join', about_type: about.type, about_id: about.id }
  const thanked = await client.from('earn_actions').where(where).first()
  if (!thanked) return { left: 0, waiting: 0, sources: [] }
  const { earned, lapsed, waiting } = await givenBy(member.customerId, [about], client)
  return { left: earned - lapsed, waiting, sources: [about] }
}

/** Takes it back: what waits is voided, then what may be spent is taken, the rest is owed. */
export async function takeBackJoin(member: Member, undoing: Undoing, trx: Trx): Promise<void> {
  const { customerId } = member
  const wallet = await Wallet.of(customerId, trx)
  await Account.lock([wallet.creditAccountId, wallet.pendingAccountId], trx)
  const amount = await unearnedJoin(member, trx)
  if (amount === 0) return
  const { sources, waiting } = await joinCredit(member, trx)
  const { available } = await wallet.balances(trx)
  const plan = planClawback(amount, { waiting, available })

  const { about: cause, branchId, by, caseId, number } = undoing
  const row = { memberId: member.id, aboutType: cause.type, aboutId: cause.id, amount, ...plan }
  const actor = { actorKind: by.kind, actorId: by.id, createdAt: clock.now() }
  const { id } = await JoinTakeBack.create({ ...row, ...actor }, { client: trx })
  const chain = { about: { type: JOIN_TAKE_BACK, id }, caseId, branchId, by }
  const { credit, pending } = wallet
  await takeBack({ ...plan, customerId, credit, pending, sources, ...chain }, trx)
  await tell({ customerId, amount, owed: plan.owed, facts: { number, ...plan } }, undoing, trx)
}

interface Told {
  customerId: number
  amount: Rial
  owed: Rial
  facts: Record<string, unknown>
}

async function tell({ customerId, amount, owed, facts }: Told, undoing: Undoing, trx: Trx) {
  const { number, ...happening } = undoing
  const params = {
    number,
    amount: { rial: amount },
    owes: owed > 0 ? 'yes' : 'no',
    owed: { rial: owed },
  }
  const what = { ...happening, customerId, amount, facts, params }
  await record('join_credit_taken_back', what, trx)
}
