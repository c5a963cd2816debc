import type { Actor, DocumentRef } from '#app/core/actor'
import type { Rial } from '#app/core/money'
import type { Client, Trx } from '#app/core/sql'
import { rowOf } from '#app/core/statement'
import { drawLots } from '#app/ledger/draws'
import Account, { type Party } from '#app/ledger/models/account'
import { transfer } from '#app/ledger/transfer'

/*
 * What a member owes the house: credit that was given, was spent and had to be taken back. It is
 * the house's asset, so its account is debited when the debt grows. Nobody owes and has credit to
 * spend at once: whatever credit becomes available pays the debt first (a law says so).
 */

/** Which document, branch and hand a movement of debt belongs to. */
export interface DebtFacts {
  about: DocumentRef
  caseId?: number | null
  branchId?: number | null
  by: Actor
}

/** What a customer owes, in Rial; 0 when there never was a debt. */
export async function debtOf(customerId: number, client: Client): Promise<Rial> {
  const account = await find(customerId, client)
  return account?.owed ?? 0
}

async function find(customerId: number, client: Client) {
  const sql = 'SELECT id, available FROM accounts WHERE name = ?'
  const row = await rowOf(sql, [`member_debt:${customerId}`], client)
  return row ? { id: Number(row.id), owed: Number(row.available) as Rial } : null
}

/** The customer owes so much more: what he was given and spent is taken back. */
export async function addDebt(
  { customerId, amount, ...facts }: DebtFacts & { customerId: number; amount: Rial },
  trx: Trx
): Promise<void> {
  const from = await Account.memberAccount('member_debt', customerId, trx)
  const to = await Account.house('house_credit_given', facts.branchId ?? null, trx)
  await transfer({ from, to, amount, reason: 'clawback', ...facts }, trx)
}

/**
 * Pays the debt as far as there is credit. The caller has changed the credit account before: its
 * row is the lock. @returns what was paid and what is still owed, in Rial; null when nothing was
 */
export async function offsetDebt(
  { customerId, credit, ...facts }: DebtFacts & { customerId: number; credit: Party },
  trx: Trx
): Promise<{ paid: Rial; left: Rial } | null> {
  if ((await debtOf(customerId, trx)) === 0) return null
  const debt = await lockDebt(customerId, trx)
  const available = await Account.availableOf(credit.id, trx)
  const paid = Math.min(debt.owed, available)
  if (paid === 0) return null
  const move = { from: credit, to: debt.party, amount: paid, reason: 'offset' as const }
  const transferId = await transfer({ ...move, ...facts }, trx)
  await drawLots({ accountId: credit.id, amount: paid, of: { transferId } }, trx)
  return { paid, left: debt.owed - paid }
}

/** The house forgives: the debt is smaller, and the house bears it. */
export async function forgiveDebt(
  { customerId, amount, ...facts }: DebtFacts & { customerId: number; amount: Rial },
  trx: Trx
): Promise<void> {
  const from = await Account.house('house_adjustment', facts.branchId ?? null, trx)
  const to = await Account.memberAccount('member_debt', customerId, trx)
  await transfer({ from, to, amount, reason: 'write_off', ...facts }, trx)
}

/** Locks what the customer owes and reads it. */
export async function lockDebt(
  customerId: number,
  trx: Trx
): Promise<{ party: Party; owed: Rial }> {
  const account = await Account.memberAccount('member_debt', customerId, trx)
  await Account.lock([account.id], trx)
  const party = { id: account.id, kind: 'member_debt' as const }
  return { party, owed: await Account.availableOf(account.id, trx) }
}
