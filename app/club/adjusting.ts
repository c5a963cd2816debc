import { clock } from '#app/core/clock'
import type { Actor } from '#app/core/actor'
import type { Rial } from '#app/core/money'
import { Refusal } from '#app/core/refusal'
import { sqlTime, type Trx } from '#app/core/sql'
import { record } from '#app/crm/record'
import { drawLots } from '#app/ledger/draws'
import { openLot } from '#app/ledger/lots'
import Account from '#app/ledger/models/account'
import { transfer } from '#app/ledger/transfer'
import { settings } from '#app/people/models/setting'
import type Staff from '#app/people/models/staff'
import { writeOff } from '#app/club/debts'
import type Adjustment from '#app/club/models/adjustment'
import Wallet, { creditExpiry } from '#app/club/models/wallet'

/** Rule of the lot that a change by hand gives. */
export const ADJUSTED = 'adjustment'

/**
 * What a member of staff may change alone, in Rial: the highest limit among the roles held.
 * A role without a limit always needs a second person.
 */
export async function limitAlone(staff: Staff, trx: Trx): Promise<Rial> {
  const limits: Partial<Record<string, Rial>> = await settings.get('adjustAlone', trx)
  return Math.max(0, ...staff.roles.map(({ role }) => limits[role] ?? 0))
}

/**
 * What he changed alone for the same customer in the last 24 hours, in Rial, whichever way: a large
 * change in small pieces is a large change. The caller has locked the wallet's account.
 */
export async function changedAlone(staffId: number, customerId: number, trx: Trx): Promise<Rial> {
  const row = await trx
    .from('credit_adjustments')
    .where({ customer_id: customerId, proposed_by_id: staffId, status: 'done' })
    .where('created_at', '>', sqlTime(clock.now().minus({ hours: 24 })))
    .whereNull('decided_by_id')
    .sum({ total: trx.raw('ABS(amount)') })
    .first()
  return Number(row?.total ?? 0)
}

/**
 * The change is made: credit given is a lot of its own, credit taken comes from the lots that end
 * first, a debt that is forgiven is smaller; the customer is told.
 * @throws Refusal `adjustment_above_credit` {available}, `write_off_above_debt` {debt}
 */
export async function carryOut(adjustment: Adjustment, by: Actor, trx: Trx): Promise<void> {
  if (adjustment.kind === 'debt') return writeOff(adjustment, by, trx)
  const { customerId, caseId, branchId, amount, reason, ref: about } = adjustment
  const wallet = await Wallet.of(customerId, trx)
  if (amount > 0) await give(wallet, adjustment, by, trx)
  else await take(wallet, adjustment, by, trx)

  const { available } = await wallet.balances(trx)
  const params = {
    way: amount > 0 ? 'more' : 'less',
    amount: { rial: Math.abs(amount) },
    balance: { rial: available },
  }
  const happening = { customerId, caseId, branchId, about, amount: Math.abs(amount), by, params }
  await record('credit_adjusted', { ...happening, facts: { amount, reason } }, trx)
}

/**
 * Credit that is not there cannot be taken. Locks the wallet's account.
 * @throws Refusal `adjustment_above_credit` {available}
 */
export async function assertCanTake(wallet: Wallet, amount: Rial, trx: Trx): Promise<void> {
  await Account.lock([wallet.creditAccountId], trx)
  const available = await Account.availableOf(wallet.creditAccountId, trx)
  if (-amount <= available) return
  const params = { available: { rial: available } }
  throw new Refusal('adjustment_above_credit', { field: 'amount', params })
}

async function give(wallet: Wallet, adjustment: Adjustment, by: Actor, trx: Trx) {
  const { amount, branchId, caseId, customerId, reason, ref } = adjustment
  const from = await Account.house('house_adjustment', branchId, trx)
  const move = { from, to: wallet.credit, amount, reason: 'adjust' as const }
  await transfer({ ...move, about: ref, caseId, branchId, by }, trx)
  const lot = { amount, rule: ADJUSTED, why: { reason }, source: ref, branchId, caseId }
  const expiresAt = await creditExpiry(clock.now(), trx)
  const owner = { account: wallet.credit, customerId, pendingUntil: null }
  await openLot({ ...owner, ...lot, expiresAt }, trx)
  await wallet.payDebt({ about: ref, caseId, branchId }, trx)
}

async function take(wallet: Wallet, adjustment: Adjustment, by: Actor, trx: Trx) {
  const { branchId, caseId, ref: about } = adjustment
  const amount = -adjustment.amount
  await assertCanTake(wallet, adjustment.amount, trx)
  const to = await Account.house('house_adjustment', branchId, trx)
  const move = { from: wallet.credit, to, amount, reason: 'adjust' as const }
  const transferId = await transfer({ ...move, about, caseId, branchId, by }, trx)
  await drawLots({ accountId: wallet.creditAccountId, amount, of: { transferId } }, trx)
}
