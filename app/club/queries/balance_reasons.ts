import db from '@adonisjs/lucid/services/db'
import type { DocumentRef } from '#app/core/actor'
import type { Rial } from '#app/core/money'
import { sqlTime } from '#app/core/sql'
import type Wallet from '#app/club/models/wallet'
import type { WalletView } from '#app/club/queries/wallet_view'

/* «چرا این عدد؟» of each balance, and why a zero is a zero. Read by index, only for this page. */

export const BALANCES = ['available', 'held', 'pending', 'cash', 'expiring'] as const
export type BalanceName = (typeof BALANCES)[number]

/** One sentence, `club.reason.<balance>.<reason>`, with what it speaks of. */
export interface Reason {
  reason: string
  amount?: Rial
  /** As the database keeps it. */
  at?: string | null
  document?: DocumentRef | null
}

export interface BalanceReason {
  name: BalanceName
  rial: Rial
  /** Why it is zero, or what it is made of. */
  why: Reason
  /** What it adds up from; below zero what was taken off. */
  parts: Reason[]
}

/** Each balance of a wallet with its reason; the page has the lots from `view`. */
export async function balanceReasons(
  customerId: number,
  wallet: Wallet | null,
  view: WalletView
): Promise<BalanceReason[]> {
  const { balances } = view
  const expiring = view.ending.reduce((sum, { amount }) => sum + amount, 0)
  const cash = wallet?.cashAccountId ? await cashParts(wallet.cashAccountId) : []
  const held = balances.held + balances.cashHeld
  const zero = async (rial: Rial, of: () => Promise<Reason> | Reason): Promise<Reason> =>
    rial > 0 ? { reason: 'sum' } : of()
  return [
    {
      name: 'available',
      rial: balances.available,
      why: await zero(balances.available, () => whyNoCredit(customerId, wallet, view)),
      parts: [],
    },
    { name: 'held', rial: held, why: await zero(held, () => whyNoHold(wallet)), parts: [] },
    {
      name: 'pending',
      rial: balances.pending,
      why: await zero(balances.pending, () => whyNonePending(customerId, wallet)),
      parts: [],
    },
    {
      name: 'cash',
      rial: balances.cash,
      why: await zero(balances.cash, () => whyNoCash(wallet, balances.cashHeld)),
      parts: cash,
    },
    {
      name: 'expiring',
      rial: expiring,
      why: await zero(expiring, () => whyNoneExpiring(view)),
      parts: view.ending.map(({ amount, at }) => ({ reason: 'day', amount, at: sqlTime(at) })),
    },
  ]
}

async function whyNoCredit(customerId: number, wallet: Wallet | null, view: WalletView) {
  const { zeroReason, holds, pending } = view
  if (zeroReason === 'owes') return { reason: 'owes', amount: view.debt?.owed ?? 0 }
  if (zeroReason === 'all_held') return { reason: 'held', document: documentOf(holds[0]) }
  if (zeroReason === 'all_pending') {
    const from = pending[0]?.spendableFrom
    return { reason: 'pending', at: from ? sqlTime(from) : null }
  }
  const last = wallet && (await lastOut(wallet.creditAccountId, ['spend', 'expire', 'adjust']))
  if (last) return last
  return (await lastSale(customerId)) ?? { reason: 'never' }
}

async function whyNoHold(wallet: Wallet | null): Promise<Reason> {
  if (!wallet) return { reason: 'never' }
  const row = await db
    .from('holds')
    .whereIn('account_id', [wallet.creditAccountId, wallet.cashAccountId ?? 0])
    .orderBy('id', 'desc')
    .first()
  if (!row) return { reason: 'never' }
  const document = { type: String(row.for_type), id: Number(row.for_id) }
  return { reason: String(row.state), amount: Number(row.amount), at: row.closed_at, document }
}

async function whyNonePending(customerId: number, wallet: Wallet | null): Promise<Reason> {
  const sale = await lastSale(customerId)
  if (sale) return sale
  const last = wallet && (await lastOut(wallet.pendingAccountId, ['mature', 'void_pending']))
  return last ?? { reason: 'never' }
}

async function whyNoCash(wallet: Wallet | null, held: Rial): Promise<Reason> {
  if (!wallet?.cashAccountId) return { reason: 'never' }
  if (held > 0) return { reason: 'held', amount: held }
  return (await lastOut(wallet.cashAccountId, ['spend', 'payout'])) ?? { reason: 'never' }
}

function whyNoneExpiring({ balances, nextExpiry }: WalletView): Reason {
  if (balances.available === 0) return { reason: 'no_credit' }
  return nextExpiry ? { reason: 'later', at: sqlTime(nextExpiry.at) } : { reason: 'no_end' }
}

/** The last time that something left an account for one of these reasons. */
async function lastOut(accountId: number, reasons: string[]): Promise<Reason | null> {
  const row = await db
    .from('transfers')
    .where('debit_account_id', accountId)
    .whereIn('reason', reasons)
    .orderBy('id', 'desc')
    .first()
  if (!row) return null
  const document = row.about_type
    ? { type: String(row.about_type), id: Number(row.about_id) }
    : null
  return { reason: row.reason, amount: Number(row.amount), at: row.created_at, document }
}

/**
 * Why the last sale gave nothing that waits or may be spent: its goods are on the way, or gift
 * credit paid all of its bill. Null when it is no reason.
 */
async function lastSale(customerId: number): Promise<Reason | null> {
  const sale = await db
    .from('crm_records')
    .where('customer_id', customerId)
    .whereIn('kind', ['invoice_issued', 'till_sale', 'pre_invoice_cancelled'])
    .orderBy('id', 'desc')
    .first()
  if (!sale?.case_id || sale.kind === 'pre_invoice_cancelled') return null
  const rows = await db
    .from('crm_records')
    .where('case_id', sale.case_id)
    .whereIn('kind', ['credit_spent', 'delivered'])
  const spent = rows.find(({ kind }) => kind === 'credit_spent')
  const document = { type: String(sale.about_type), id: Number(sale.about_id) }
  const of = { amount: Number(sale.amount), at: sale.created_at, document }
  if (spent && Number(spent.amount) >= Number(sale.amount) && !cashOf(spent.facts)) {
    return { reason: 'paid_by_credit', ...of }
  }
  const isOnTheWay =
    sale.kind === 'invoice_issued' && !rows.some(({ kind }) => kind === 'delivered')
  return isOnTheWay ? { reason: 'not_delivered', ...of } : null
}

/** What of a spend was real money, by the facts of its record. */
function cashOf(facts: unknown): Rial {
  const kept = (typeof facts === 'string' ? JSON.parse(facts) : facts) as { cash?: number } | null
  return kept?.cash ?? 0
}

/** What came into a pocket of money and left it, by reason. */
async function cashParts(accountId: number): Promise<Reason[]> {
  const sums = (column: string) =>
    db
      .from('transfers')
      .where(column, accountId)
      .groupBy('reason')
      .select('reason')
      .sum('amount as amount')
  const [come, gone] = [await sums('credit_account_id'), await sums('debit_account_id')]
  return [
    ...come.map((row) => ({ reason: String(row.reason), amount: Number(row.amount) })),
    ...gone.map((row) => ({ reason: String(row.reason), amount: -Number(row.amount) })),
  ]
}

const documentOf = (hold: { forType: string; forId: number } | undefined): DocumentRef | null =>
  hold ? { type: hold.forType, id: hold.forId } : null
