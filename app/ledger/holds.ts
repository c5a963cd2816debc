import type { Actor, DocumentRef } from '#app/core/actor'
import { clock } from '#app/core/clock'
import type { Rial } from '#app/core/money'
import { Refusal } from '#app/core/refusal'
import { created } from '#app/core/rows'
import { changed, sqlTime, type Trx } from '#app/core/sql'
import { execute } from '#app/core/statement'
import { drawLots, returnDraws } from '#app/ledger/draws'
import type { Party } from '#app/ledger/models/account'
import Hold from '#app/ledger/models/hold'
import { assertAmount, notEnoughCredit, transfer } from '#app/ledger/transfer'

/*
 * Two-phase spending. Order of locks: the hold's own row (when there is one), the account, its
 * lots. The account's guarded UPDATE is the decision; what follows only writes it down.
 */

export interface Holding {
  account: Party
  /** Rial, above zero. */
  amount: Rial
  for: DocumentRef
}

/** Puts credit aside for a document. @throws Refusal `not_enough_credit` */
export async function placeHold(holding: Holding, trx: Trx): Promise<Hold> {
  assertAmount(holding.amount)
  await setAside(holding.account, holding.amount, trx)
  const hold = await created(
    Hold,
    {
      accountId: holding.account.id,
      amount: holding.amount,
      state: 'held',
      forType: holding.for.type,
      forId: holding.for.id,
    },
    trx
  )
  if (hasLots(holding.account)) {
    const of = { holdId: hold.id }
    await drawLots({ accountId: holding.account.id, amount: holding.amount, of }, trx)
  }
  return hold
}

/** Real money has no source, rule or end: only credit comes in lots. */
const hasLots = ({ kind }: Party) => kind !== 'member_cash'

async function setAside(account: Party, amount: Rial, trx: Trx): Promise<void> {
  const rows = await execute(
    `UPDATE accounts SET available = available - ?, held = held + ?
     WHERE id = ? AND available >= ?`,
    [amount, amount, account.id, amount],
    trx
  )
  if (rows === 0) throw await notEnoughCredit(account, trx)
}

export interface Posting {
  account: Party
  holdId: number
  to: Party
  /** Of what left the member for good; a spend unless said. */
  reason?: 'spend' | 'payout'
  about: DocumentRef
  caseId?: number | null
  branchId?: number | null
  by: Actor
}

/**
 * The held credit is spent: it leaves the member for good. Its draws stay as they are.
 * @returns the id of the transfer
 * @throws Refusal `hold_closed` (409) when it was posted or voided before, or is not this account's
 */
export async function postHold(
  { account, holdId, to, reason = 'spend', ...rest }: Posting,
  trx: Trx
): Promise<number> {
  const amount = await close(holdId, account, 'posted', trx)
  return transfer({ from: account, to, amount, reason, holdId, ...rest }, trx)
}

/**
 * The held credit may be spent again, from the lots it came from.
 * @returns what was given back, in Rial
 * @throws Refusal `hold_closed` (409)
 */
export async function voidHold(holdId: number, account: Party, trx: Trx): Promise<Rial> {
  const amount = await close(holdId, account, 'voided', trx)
  await trx
    .from('accounts')
    .where('id', account.id)
    .update({
      available: trx.raw('available + ?', [amount]),
      held: trx.raw('held - ?', [amount]),
    })
  if (hasLots(account)) await returnDraws(holdId, trx)
  return amount
}

/** One caller closes a hold; whoever comes second is refused. */
async function close(holdId: number, account: Party, state: 'posted' | 'voided', trx: Trx) {
  const rows = await changed(
    trx
      .from('holds')
      .where({ id: holdId, account_id: account.id, state: 'held' })
      .update({ state, closed_at: sqlTime(clock.now()) })
  )
  if (rows === 0) throw new Refusal('hold_closed', { status: 409 })
  const hold = await trx.from('holds').where('id', holdId).select('amount').firstOrFail()
  return Number(hold.amount) as Rial
}
