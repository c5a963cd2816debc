import { SYSTEM, type Actor, type DocumentRef } from '#app/core/actor'
import type { Rial } from '#app/core/money'
import { Refusal } from '#app/core/refusal'
import type { Client, Trx } from '#app/core/sql'
import { record } from '#app/crm/record'
import { debtOf, forgiveDebt, lockDebt, offsetDebt } from '#app/ledger/debts'
import Account, { type Party } from '#app/ledger/models/account'
import type Adjustment from '#app/club/models/adjustment'
import type Wallet from '#app/club/models/wallet'

/** Credit that has just become available, and what made it so. */
export interface Arrival {
  customerId: number
  credit: Party
  about: DocumentRef
  caseId?: number | null
  branchId?: number | null
}

/**
 * Whatever credit becomes available pays first what the member owes. Called wherever credit
 * arrives, after the credit account was changed. @returns what was paid, in Rial
 */
export async function payDebt(arrival: Arrival, trx: Trx): Promise<Rial> {
  const offset = await offsetDebt({ ...arrival, by: SYSTEM }, trx)
  if (!offset) return 0
  const { customerId, about, caseId, branchId } = arrival
  const { paid: amount, left } = offset
  const happening = { customerId, caseId, branchId, about, amount, by: SYSTEM, facts: { left } }
  await record('debt_offset', happening, trx)
  return amount
}

/**
 * Nobody is forgiven more than he owes; locks the debt.
 * @throws Refusal `write_off_above_debt` {debt}
 */
export async function assertOwes(customerId: number, amount: Rial, trx: Trx): Promise<Rial> {
  const { owed } = await lockDebt(customerId, trx)
  if (amount <= owed) return owed
  throw new Refusal('write_off_above_debt', { field: 'amount', params: { debt: { rial: owed } } })
}

/**
 * Who owes the club draws no real money: the debt is settled first, or written off by two persons.
 * Whoever takes credit back holds the account of gift credit until his debt is written: judged while
 * it is held here too, a debt of the same moment is either seen or comes after the answer.
 * @throws Refusal `payout_owes` {debt}
 */
export async function assertOwesNothing(
  { customerId, creditAccountId }: Pick<Wallet, 'customerId' | 'creditAccountId'>,
  trx: Trx
): Promise<void> {
  await Account.lock([creditAccountId], trx)
  const owed = await debtOf(customerId, trx)
  if (owed > 0) throw new Refusal('payout_owes', { params: { debt: { rial: owed } } })
}

/** The house forgives what two persons agreed on; the member is told. */
export async function writeOff(adjustment: Adjustment, by: Actor, trx: Trx): Promise<void> {
  const { amount, branchId, caseId, customerId, reason, ref: about } = adjustment
  const owed = await assertOwes(customerId, amount, trx)
  await forgiveDebt({ customerId, amount, about, caseId, branchId, by }, trx)
  const params = { amount: { rial: amount }, left: { rial: owed - amount } }
  const happening = { customerId, caseId, branchId, about, amount, by, params }
  await record('debt_written_off', { ...happening, facts: { reason, left: owed - amount } }, trx)
}

/** One reason why a member owes or owes less, the newest first. */
export interface DebtEntry {
  id: number
  reason: 'clawback' | 'offset' | 'write_off'
  amount: Rial
  document: DocumentRef | null
  at: string
}

export interface Debt {
  owed: Rial
  entries: DebtEntry[]
}

const SHOWN = 10

/** What a customer owes and why, for a page; null when nothing was ever owed. */
export async function debtView(customerId: number, client: Client): Promise<Debt | null> {
  const account = await client
    .from('accounts')
    .where('name', `member_debt:${customerId}`)
    .select('id', 'available')
    .first()
  if (!account) return null
  const rows = await latest(Number(account.id), client)
  return { owed: Number(account.available), entries: rows }
}

/** Each side by its own index. */
async function latest(accountId: number, client: Client): Promise<DebtEntry[]> {
  const side = (column: string) =>
    client
      .from('transfers')
      .where(column, accountId)
      .orderBy('id', 'desc')
      .limit(SHOWN)
      .select('id', 'reason', 'amount', 'about_type', 'about_id', 'created_at')
  const rows = [...(await side('debit_account_id')), ...(await side('credit_account_id'))]
  rows.sort((a, b) => Number(b.id) - Number(a.id))
  return rows.slice(0, SHOWN).map((row) => ({
    id: Number(row.id),
    reason: row.reason,
    amount: Number(row.amount),
    document: row.about_type ? { type: row.about_type, id: Number(row.about_id) } : null,
    at: row.created_at,
  }))
}
