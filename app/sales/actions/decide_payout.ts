import type { Actor } from '#app/core/actor'
import { apart } from '#app/core/apart'
import { clock } from '#app/core/clock'
import { once } from '#app/core/idempotency'
import { found, Refusal } from '#app/core/refusal'
import { sqlTime, type Trx } from '#app/core/sql'
import { transaction } from '#app/core/transaction'
import { postHold, voidHold } from '#app/ledger/holds'
import Account from '#app/ledger/models/account'
import { audit } from '#app/people/models/audit'
import { settings } from '#app/people/models/setting'
import { record } from '#app/crm/record'
import { assertOwesNothing } from '#app/club/debts'
import Wallet from '#app/club/models/wallet'
import Payout from '#app/sales/models/payout'

type StaffActor = Extract<Actor, { kind: 'staff' }>

interface Deciding {
  payoutId: number
  by: StaffActor
  key: string
}

interface Sending extends Deciding {
  /** Why it goes to an account that is not in the member's own name; asked for only then. */
  nameNote?: string | null
}

type Decided = Promise<{ payoutId: number; repeated: boolean }>

/**
 * The first of two persons has checked a payout above the house's limit; another one pays it.
 * @throws Refusal `payout_owes` {debt}, `payout_other_name` {holder, member} with field `nameNote`,
 * `illegal_move` (409), `key_reused`
 */
export function approvePayout(decision: Sending, outer?: Trx): Decided {
  const { nameNote = null } = decision
  return decide('approve_payout', decision, { nameNote }, outer, async (payout, trx) => {
    await assertOwesNothing(await Wallet.of(payout.customerId, trx), trx)
    await assertName(payout, decision, trx)
    const facts = { approved_by_id: decision.by.id, approved_at: sqlTime(clock.now()) }
    await payout.move('approved', facts, trx)
    await record('payout_approved', happening(payout, decision.by), trx)
  })
}

/**
 * The money has left the bank, under this reference; it leaves the wallet for good.
 * @throws Refusal `payout_owes` {debt}, `payout_other_name` {holder, member}, `payout_needs_approval`, `own_payout_approval`, `illegal_move` (409), `key_reused`
 */
export function markPayoutPaid(paid: Sending & { refId: string }, outer?: Trx): Decided {
  const { refId, by, nameNote = null } = paid
  return decide('mark_payout_paid', paid, { refId, nameNote }, outer, async (payout, trx) => {
    const wallet = await Wallet.of(payout.customerId, trx)
    await assertOwesNothing(wallet, trx)
    await assertTwo(payout, wallet, by, trx)
    await assertName(payout, paid, trx)
    await payout.move('paid', { ref_id: refId, ...closing(by) }, trx)
    const { caseId, branchId, ref: about } = payout
    const to = await Account.house('house_cash_out', null, trx)
    const chain = { about, caseId, branchId, by }
    const hold = { account: wallet.cash, holdId: found(payout.holdId) }
    await postHold({ ...hold, to, reason: 'payout', ...chain }, trx)
    const params = {
      amount: { rial: payout.amount },
      reference: refId,
      sheba: payout.sheba.slice(-4),
    }
    await record('payout_paid', { ...happening(payout, by), params, facts: { refId } }, trx)
  })
}

/**
 * It is not paid, for a reason that the member reads; the money may be spent again.
 * @throws Refusal `own_payout_approval`, `illegal_move` (409), `key_reused`
 */
export function rejectPayout(no: Deciding & { note: string }, outer?: Trx): Decided {
  const { note, by } = no
  return decide('reject_payout', no, { note }, outer, async (payout, trx) => {
    assertOther(payout, by)
    await payout.move('rejected', { note, ...closing(by) }, trx)
    const wallet = await Wallet.of(payout.customerId, trx)
    await voidHold(found(payout.holdId), wallet.cash, trx)
    const params = { amount: { rial: payout.amount }, reason: note }
    await record('payout_rejected', { ...happening(payout, by), params, facts: { note } }, trx)
  })
}

/** Above the limit one person approves and another one pays; two payments at once are counted one after the other. */
async function assertTwo(payout: Payout, wallet: Wallet, by: StaffActor, trx: Trx) {
  const { alone } = await settings.get('payout', trx)
  await Account.lock([wallet.cash.id], trx)
  if (payout.status === 'requested' && (await payout.withPaidAlone(trx)) > alone) {
    throw new Refusal('payout_needs_approval', { params: { limit: { rial: alone } } })
  }
  assertOther(payout, by)
}

/** Money to somebody else's account needs a reason, and it is noted who gave it. */
async function assertName(payout: Payout, { by, nameNote }: Sending, trx: Trx) {
  await payout.load('customer')
  if (payout.isToOwnName) return
  const { branchId, customer, holder, ref: subject } = payout
  const note = nameNote?.trim()
  if (!note) {
    const params = { holder: apart(holder), member: apart(customer.fullName()) }
    throw new Refusal('payout_other_name', { field: 'nameNote', params })
  }
  await audit('pay_to_other_name', { subject, branchId, after: { note } }, by, trx)
}

/** Who approved it has had his say. */
function assertOther(payout: Payout, by: StaffActor) {
  if (payout.approvedById === by.id) throw new Refusal('own_payout_approval')
}

const closing = (by: StaffActor) => ({ closed_by_id: by.id, closed_at: sqlTime(clock.now()) })

function happening({ customerId, caseId, branchId, ref, amount }: Payout, by: StaffActor) {
  return { customerId, caseId, branchId, about: ref, amount, by }
}

function decide(
  name: string,
  { payoutId, by, key }: Deciding,
  input: Record<string, unknown>,
  outer: Trx | undefined,
  body: (payout: Payout, trx: Trx) => Promise<void>
): Decided {
  return transaction((trx) => {
    const scope = `${name}:staff:${by.id}`
    return once({ scope, key, input: { payoutId, ...input } }, trx, async () => {
      await body(await Payout.lock(payoutId, trx), trx)
      return { payoutId }
    })
  }, outer)
}
