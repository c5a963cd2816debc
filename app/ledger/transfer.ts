import type { Actor, DocumentRef } from '#app/core/actor'
import { clock } from '#app/core/clock'
import type { Rial } from '#app/core/money'
import { Refusal } from '#app/core/refusal'
import { sqlTime, type Trx } from '#app/core/sql'
import { execute, insert, insertAll, marks } from '#app/core/statement'
import Account, { type Party } from '#app/ledger/models/account'

export const TRANSFER_REASONS = [
  'earn',
  'earn_pending',
  'mature',
  'void_pending',
  'spend',
  'refund_spend',
  'expire',
  'adjust',
  'gift',
  'top_up',
  'clawback',
  'write_off',
  'payout',
  'offset',
] as const
export type TransferReason = (typeof TRANSFER_REASONS)[number]

export interface Transfer {
  from: Party
  to: Party
  /** Rial, above zero. */
  amount: Rial
  reason: TransferReason
  about?: DocumentRef
  caseId?: number | null
  branchId?: number | null
  by: Actor
  /** The hold that this posts: the value leaves what is held, not what is available. */
  holdId?: number
  note?: string
}

/**
 * Moves value from one account to another; the only writer of `transfers` and, with holds, of
 * balances. Member accounts change first and in id order: a transfer's foreign keys lock the
 * account rows in shared mode, and an update after that deadlocks.
 * @returns the id of the transfer
 * @throws Refusal `not_enough_credit` when the giving member account has less
 */
export async function transfer(move: Transfer, trx: Trx): Promise<number> {
  assertAmount(move.amount)
  const changes = [
    { party: move.from, by: -move.amount, column: move.holdId ? 'held' : 'available' },
    { party: move.to, by: move.amount, column: 'available' },
  ] as const
  const own = changes
    .filter(({ party }) => Account.isMemberKind(party.kind))
    .map((side) => (Account.isOwed(side.party.kind) ? { ...side, by: -side.by } : side))
  own.sort((a, b) => a.party.id - b.party.id)
  for (const { party, by, column } of own) await shift(party, column, by, trx)
  return write(move, trx)
}

/** Holds and lots check their amounts with it too. @throws RangeError unless whole and above zero */
export function assertAmount(amount: Rial): void {
  if (!Number.isSafeInteger(amount) || amount <= 0) {
    throw new RangeError(`${amount} is not a whole amount above zero`)
  }
}

/** The refusal of a spend beyond the balance; says what there is. */
export async function notEnoughCredit(account: Party, trx: Trx): Promise<Refusal> {
  const available = await Account.availableOf(account.id, trx)
  return new Refusal('not_enough_credit', {
    field: 'credit',
    params: { available: { rial: available } },
  })
}

/**
 * Many moves at once, in a few statements: each account is changed once, in id order, then all rows
 * are written. For sweeps; at most some hundred.
 * @throws Refusal `not_enough_credit` when a giving member account has less than all of its moves
 */
export async function transferAll(moves: readonly Transfer[], trx: Trx): Promise<void> {
  const taken = new Map<number, { party: Party; amount: Rial }>()
  for (const { from, to, amount, holdId } of moves) {
    assertAmount(amount)
    if (from.kind !== 'member_credit' || Account.isMemberKind(to.kind) || holdId) {
      throw new RangeError('Only what members give back to the house moves together')
    }
    const before = taken.get(from.id)?.amount ?? 0
    taken.set(from.id, { party: from, amount: before + amount })
  }
  const inOrder = [...taken.values()].sort((a, b) => a.party.id - b.party.id)
  for (let start = 0; start < inOrder.length; start += TOGETHER) {
    await takeFrom(inOrder.slice(start, start + TOGETHER), trx)
  }
  const at = sqlTime(clock.now())
  if (moves.length > 0)
    await insertAll(
      'transfers',
      moves.map((move) => rowOfMove(move, at)),
      trx
    )
}

/** Accounts that one statement changes: it compares each with half of them. */
const TOGETHER = 50

/**
 * Takes from each of these accounts what it gives; the UPDATE is the guard here too. The refusal
 * speaks of the first of them, so that it is exact where a sweep does them one by one.
 */
async function takeFrom(givers: readonly { party: Party; amount: Rial }[], trx: Trx) {
  const amounts = `CASE id ${'WHEN ? THEN ? '.repeat(givers.length)}END`
  const given = givers.flatMap(({ party, amount }) => [party.id, amount])
  const ids = givers.map(({ party }) => party.id)
  const rows = await execute(
    `UPDATE accounts SET available = available - ${amounts}
     WHERE id IN (${marks(ids.length)}) AND available >= ${amounts}`,
    [...given, ...ids, ...given],
    trx
  )
  if (rows < givers.length) throw await notEnoughCredit(givers[0].party, trx)
}

const SHIFT = {
  available: 'UPDATE accounts SET available = available + ? WHERE id = ? AND available >= ?',
  held: 'UPDATE accounts SET held = held + ? WHERE id = ? AND held >= ?',
}

/** The UPDATE is the guard: one row changes, or the move is refused. */
async function shift(party: Party, column: keyof typeof SHIFT, by: number, trx: Trx) {
  const rows = await execute(SHIFT[column], [by, party.id, Math.max(0, -by)], trx)
  if (rows === 0) throw await notEnoughCredit(party, trx)
}

function write(move: Transfer, trx: Trx): Promise<number> {
  return insert('transfers', rowOfMove(move, sqlTime(clock.now())), trx)
}

function rowOfMove(move: Transfer, at: string) {
  return {
    debit_account_id: move.from.id,
    credit_account_id: move.to.id,
    amount: move.amount,
    reason: move.reason,
    hold_id: move.holdId,
    about_type: move.about?.type,
    about_id: move.about?.id,
    case_id: move.caseId,
    branch_id: move.branchId,
    actor_kind: move.by.kind,
    actor_id: move.by.id,
    note: move.note,
    created_at: at,
  }
}
