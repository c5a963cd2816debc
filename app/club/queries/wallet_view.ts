import db from '@adonisjs/lucid/services/db'
import { type Debt, debtView } from '#app/club/debts'
import Wallet, { type Balances, type Pockets } from '#app/club/models/wallet'
import { type EndingDay, endingDays } from '#app/club/queries/expiring'
import { clock } from '#app/core/clock'
import type { Rial } from '#app/core/money'
import Hold from '#app/ledger/models/hold'
import Lot from '#app/ledger/models/lot'
import { withMovedDates } from '#app/crm/queries/moved_dates'

/** Enough for a page; who has more sees those that end first. */
const MOST = 60

/** Why a balance is zero: the page says it in a sentence. */
export const ZERO_REASONS = [
  'nothing_yet',
  'all_pending',
  'all_held',
  'all_spent',
  'all_expired',
  'owes',
] as const
export type ZeroReason = (typeof ZERO_REASONS)[number]

export interface WalletView {
  /** Gift credit, and beside it real money (`cash`, `cashHeld`). */
  balances: Pockets
  /** Lots that wait, the soonest first. */
  pending: Lot[]
  /** Lots that may be spent, in the order they will be. */
  available: Lot[]
  holds: Hold[]
  /** What ends first, and when; null when nothing has an end. */
  nextExpiry: { amount: Rial; at: NonNullable<Lot['expiresAt']> } | null
  /** What ends within the next 30 days, day by day, the soonest first. */
  ending: EndingDay[]
  /** What is owed and why; null when nothing ever was. */
  debt: Debt | null
  /** Null when there is something to spend. */
  zeroReason: ZeroReason | null
}

const EMPTY: Pockets = { available: 0, held: 0, pending: 0, cash: 0, cashHeld: 0 }

/** What a customer has and why, for a page that only looks. */
export async function walletView(customerId: number): Promise<WalletView> {
  const wallet = await Wallet.existing(customerId)
  const balances = wallet ? await wallet.pockets() : EMPTY
  const pending = wallet && balances.pending > 0 ? await pendingLots(wallet) : []
  const available = wallet && balances.available > 0 ? await availableLots(wallet) : []
  const holds = wallet && balances.held + balances.cashHeld > 0 ? await heldOf(wallet) : []
  const debt = balances.available > 0 ? null : await debtView(customerId, db.connection())
  return {
    balances,
    debt,
    pending,
    available,
    holds,
    nextExpiry: nextExpiryOf(available),
    ending: wallet && balances.available > 0 ? await endingDays(wallet.creditAccountId, 30) : [],
    zeroReason: balances.available > 0 ? null : await zeroReasonOf(customerId, balances, debt),
  }
}

async function pendingLots(wallet: Wallet): Promise<Lot[]> {
  const lots = await Lot.query()
    .where({ accountId: wallet.pendingAccountId, state: 'pending' })
    .orderBy('pending_until')
    .orderBy('id')
    .limit(MOST)
  await withMovedDates(lots)
  return lots
}

function availableLots(wallet: Wallet): Promise<Lot[]> {
  return Lot.query()
    .where({ accountId: wallet.creditAccountId, state: 'available' })
    .orderByRaw('expires_at IS NULL, expires_at, id')
    .limit(MOST)
}

function heldOf(wallet: Wallet): Promise<Hold[]> {
  return Hold.query()
    .whereIn('accountId', [wallet.creditAccountId, wallet.cashAccountId ?? 0])
    .where('state', 'held')
    .orderBy('id', 'desc')
    .limit(MOST)
}

/** Lots of the same day end together. */
function nextExpiryOf(available: Lot[]): WalletView['nextExpiry'] {
  const [first] = available
  if (!first?.expiresAt || first.expiresAt < clock.now()) return null
  const at = first.expiresAt
  const ending = available.filter(({ expiresAt }) => expiresAt?.hasSame(at, 'day'))
  return { amount: ending.reduce((sum, lot) => sum + lot.remaining, 0), at }
}

async function zeroReasonOf(
  customerId: number,
  balances: Balances,
  debt: Debt | null
): Promise<ZeroReason> {
  if (debt && debt.owed > 0) return 'owes'
  if (balances.held > 0) return 'all_held'
  if (balances.pending > 0) return 'all_pending'
  const last = await Lot.query()
    .where('customerId', customerId)
    .whereIn('state', ['spent', 'expired'])
    .orderBy('id', 'desc')
    .first()
  if (!last) return 'nothing_yet'
  return last.state === 'spent' ? 'all_spent' : 'all_expired'
}
