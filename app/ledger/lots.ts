import type { DateTime } from 'luxon'
import db from '@adonisjs/lucid/services/db'
import type { Actor, DocumentRef } from '#app/core/actor'
import { clock } from '#app/core/clock'
import type { Rial } from '#app/core/money'
import { created } from '#app/core/rows'
import { changed, sqlTime, type Trx } from '#app/core/sql'
import { execute, marks, rowsOf } from '#app/core/statement'
import Account, { type Party } from '#app/ledger/models/account'
import Lot, { type LotState } from '#app/ledger/models/lot'
import { transfer, transferAll, type Transfer } from '#app/ledger/transfer'

/*
 * The life of a lot: pending → available → spent or expired; a pending one may be voided. Every
 * step locks the accounts first, then changes the lot by a guarded UPDATE, so two nodes that sweep
 * at once do each lot once.
 */

export interface NewLot {
  account: Party
  customerId: number
  amount: Rial
  rule: string
  why: Record<string, unknown>
  source: DocumentRef
  branchId: number | null
  caseId: number | null
  /** Until when it waits; null when it may be spent at once. */
  pendingUntil: DateTime | null
  expiresAt: DateTime | null
}

/** Writes the lot of credit that was transferred to the account in the same transaction. */
export async function openLot(lot: NewLot, trx: Trx): Promise<Lot> {
  const now = clock.now()
  const row = {
    accountId: lot.account.id,
    customerId: lot.customerId,
    amount: lot.amount,
    remaining: lot.amount,
    state: (lot.pendingUntil ? 'pending' : 'available') as LotState,
    rule: lot.rule,
    why: lot.why,
    sourceType: lot.source.type,
    sourceId: lot.source.id,
    branchId: lot.branchId,
    caseId: lot.caseId,
    earnedAt: now,
    pendingUntil: lot.pendingUntil,
    availableAt: lot.pendingUntil ? null : now,
    expiresAt: lot.expiresAt,
  }
  return created(Lot, row, trx)
}

/**
 * A pending lot whose time has come may be spent from now on.
 * @returns the lot, or null when another did it before or its time has not come
 */
export async function matureLot(
  id: number,
  { expiresAt, by }: { expiresAt: DateTime; by: Actor },
  trx: Trx
): Promise<Lot | null> {
  const lot = await Lot.find(id, { client: trx })
  if (!lot?.pendingUntil || lot.pendingUntil > clock.now()) return null
  const pending: Party = { id: lot.accountId, kind: 'member_pending' }
  const credit = await Account.memberAccount('member_credit', lot.customerId, trx)
  await Account.lock([pending.id, credit.id], trx)

  const now = clock.now()
  lot.expiresAt ??= expiresAt
  const isMine = await step(lot, 'pending', trx, {
    state: 'available',
    account_id: credit.id,
    available_at: sqlTime(now),
    expires_at: sqlTime(lot.expiresAt),
  })
  if (!isMine) return null
  await transfer({ from: pending, to: credit, reason: 'mature', ...facts(lot), by }, trx)
  lot.merge({ state: 'available', accountId: credit.id, availableAt: now })
  return lot
}

/** What of a lot ended, in Rial. */
export interface EndedLot {
  id: number
  customerId: number
  expired: Rial
  about: DocumentRef | undefined
  caseId: number | null
  branchId: number | null
}

/**
 * Credit whose time is over goes back to the house, some hundred lots in a few statements. What is
 * held of a lot at this moment is spared, and expires when the hold is voided.
 * @returns those that ended now; one that another node ended meanwhile is not among them
 */
export async function expireLotsOf(ids: readonly number[], by: Actor, trx: Trx) {
  if (ids.length === 0) return []
  const among = `id IN (${marks(ids.length)})`
  const accounts = await rowsOf<{ id: number }>(
    `SELECT DISTINCT account_id AS id FROM lots WHERE ${among}`,
    ids,
    trx
  )
  await Account.lockMany(
    accounts.map(({ id }) => id),
    trx
  )
  const asked = await rowsOf<DueRow>(
    `SELECT id, account_id, customer_id, remaining, state, expires_at, source_type, source_id,
       case_id, branch_id FROM lots WHERE ${among} ORDER BY id`,
    ids,
    trx
  )
  /* Asked of the database, SQLite would walk through all that is due instead of to these few. */
  const now = sqlTime(clock.now())
  const rows = asked.filter((row) => row.state === 'available' && isOver(row, now))
  await lapseAll(rows, trx)
  await giveBack(rows, by, trx)
  return rows.map((row): EndedLot => {
    const { amount: expired, ...rest } = factsOf(row)
    return { id: row.id, customerId: row.customer_id, expired, ...rest }
  })
}

/** Of a lot that is due: its columns, without a model, because a night may have a million of them. */
interface DueRow {
  id: number
  account_id: number
  customer_id: number
  remaining: Rial
  state: LotState
  /** As the database keeps it. */
  expires_at: string | null
  source_type: string | null
  source_id: number | null
  case_id: number | null
  branch_id: number | null
}

const isOver = ({ expires_at: end }: DueRow, now: string) => end !== null && end <= now

function factsOf({ remaining: amount, source_type: type, source_id: id, ...row }: DueRow) {
  const about: DocumentRef | undefined = type && id ? { type, id } : undefined
  return { amount, about, caseId: row.case_id, branchId: row.branch_id }
}

/** Their accounts are locked: nobody draws from these lots meanwhile. */
async function lapseAll(lots: readonly DueRow[], trx: Trx) {
  if (lots.length === 0) return
  await execute(
    `UPDATE lots SET state = 'expired', lapsed = lapsed + remaining, remaining = 0
     WHERE id IN (${marks(lots.length)})`,
    lots.map((lot) => lot.id),
    trx
  )
}

async function giveBack(lots: readonly DueRow[], by: Actor, trx: Trx) {
  const moves: Transfer[] = []
  for (const lot of lots) {
    const from: Party = { id: lot.account_id, kind: 'member_credit' }
    const to = await Account.house('house_breakage', lot.branch_id, trx)
    moves.push({ from, to, reason: 'expire', ...factsOf(lot), by })
  }
  await transferAll(moves, trx)
}

/**
 * Pending credit of a document that came to nothing (cancelled, returned) is taken back.
 * @returns what was taken back, in Rial; 0 when none of it was pending any more
 */
export async function voidPendingLots(
  { account, source, by }: { account: Party; source: DocumentRef; by: Actor },
  trx: Trx
): Promise<Rial> {
  await Account.lock([account.id], trx)
  const lots = await Lot.query({ client: trx })
    .where({ sourceType: source.type, sourceId: source.id })
    .where({ accountId: account.id, state: 'pending' })
    .orderBy('id')
  let taken = 0
  for (const lot of lots) {
    const to = await Account.house('house_credit_given', lot.branchId, trx)
    await step(lot, 'pending', trx, lapse(lot, 'voided', trx))
    await transfer({ from: account, to, reason: 'void_pending', ...facts(lot), by }, trx)
    taken += lot.remaining
  }
  return taken
}

/**
 * The guarded step from one state to the next; false when the lot is no longer in the first, or a
 * part of it was taken back since it was read.
 */
async function step(lot: Lot, from: LotState, trx: Trx, to: Record<string, unknown>) {
  const { id, remaining } = lot
  return (await changed(trx.from('lots').where({ id, state: from, remaining }).update(to))) === 1
}

/** All that is left of the lot goes back to the house. */
function lapse(lot: Lot, state: LotState, trx: Trx) {
  return { state, remaining: 0, lapsed: trx.raw('lapsed + ?', [lot.remaining]) }
}

/** What a transfer says about the lot it moves. */
function facts(lot: Lot) {
  const { remaining: amount, source: about, caseId, branchId } = lot
  return { amount, about, caseId, branchId }
}

/** Pending lots whose time has come, the oldest first: their ids, at most `limit`. */
export function ripeLots(limit: number): Promise<number[]> {
  return dueLots('pending', 'pending_until', limit)
}

/** Available lots whose time is over, the oldest first: their ids, at most `limit`. */
export function overdueLots(limit: number): Promise<number[]> {
  return dueLots('available', 'expires_at', limit)
}

async function dueLots(state: LotState, column: 'pending_until' | 'expires_at', limit: number) {
  const rows = await db
    .from('lots')
    .where('state', state)
    .where(column, '<=', sqlTime(clock.now()))
    .orderBy(column)
    .limit(limit)
    .select('id')
  return rows.map((row) => Number(row.id))
}
