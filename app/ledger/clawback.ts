import type { Actor, DocumentRef } from '#app/core/actor'
import type { Rial } from '#app/core/money'
import { changed, type Client, type Trx } from '#app/core/sql'
import { addDebt } from '#app/ledger/debts'
import { drawLots, drawOf } from '#app/ledger/draws'
import Account, { type Party } from '#app/ledger/models/account'
import Lot from '#app/ledger/models/lot'
import { transfer } from '#app/ledger/transfer'

/*
 * Credit that a document gave is taken back: first what still waits, then what may be spent (its
 * own lots before all others), and what is missing is owed.
 */

/** What a document gave and what became of it, in Rial. */
export interface Given {
  earned: Rial
  /** Of it, what still waits and may be voided. */
  waiting: Rial
  /** Of it, what expired or was voided: nobody has it any more. */
  lapsed: Rial
}

/** What these documents gave a customer. */
export async function givenBy(
  customerId: number,
  sources: readonly DocumentRef[],
  client: Client
): Promise<Given> {
  const lots = await lotsOf(customerId, sources, client)
  const sum = (of: (lot: Lot) => Rial) => lots.reduce((total, lot) => total + of(lot), 0)
  return {
    earned: sum((lot) => lot.amount),
    waiting: sum((lot) => (lot.state === 'pending' ? lot.remaining : 0)),
    lapsed: sum((lot) => lot.lapsed),
  }
}

function lotsOf(customerId: number, sources: readonly DocumentRef[], client: Client) {
  return Lot.query({ client })
    .where('customerId', customerId)
    .where((query) => {
      for (const { type, id } of sources) {
        query.orWhere((one) => one.where({ sourceType: type, sourceId: id }))
      }
    })
    .orderBy('id')
}

/** How an amount (Rial) is taken back; they add up to it. */
export interface Clawback {
  voided: Rial
  taken: Rial
  owed: Rial
}

/** Pending first, then what may be spent, the rest is debt. */
export function planClawback(amount: Rial, has: { waiting: Rial; available: Rial }): Clawback {
  const voided = Math.min(amount, has.waiting)
  const taken = Math.min(amount - voided, has.available)
  return { voided, taken, owed: amount - voided - taken }
}

export interface TakingBack extends Clawback {
  customerId: number
  credit: Party
  pending: Party
  /** The documents that had given it. */
  sources: readonly DocumentRef[]
  about: DocumentRef
  caseId: number | null
  branchId: number | null
  by: Actor
}

/** Carries a plan out. The caller has locked both accounts and planned by what is in them. */
export async function takeBack(what: TakingBack, trx: Trx): Promise<void> {
  const { voided, taken, owed } = what
  const lots = await lotsOf(what.customerId, what.sources, trx)
  if (voided > 0) await voidSome(what, lots, trx)
  if (taken > 0) await takeAvailable(what, lots, trx)
  if (owed > 0) {
    const { customerId, about, caseId, branchId, by } = what
    await addDebt({ customerId, amount: owed, about, caseId, branchId, by }, trx)
  }
}

/** A pending lot may lose a part; one that lost all of it is voided. */
async function voidSome(what: TakingBack, lots: Lot[], trx: Trx) {
  let left = what.voided
  for (const lot of lots.filter(({ state }) => state === 'pending')) {
    const part = Math.min(left, lot.remaining)
    if (part === 0) break
    await shrink(lot, part, trx)
    const to = await Account.house('house_credit_given', lot.branchId, trx)
    const move = { from: what.pending, to, amount: part, reason: 'void_pending' as const }
    const { about, caseId, by } = what
    await transfer({ ...move, about, caseId, branchId: lot.branchId, by }, trx)
    left -= part
  }
}

async function shrink(lot: Lot, part: Rial, trx: Trx) {
  const isAll = part === lot.remaining
  const update = trx
    .from('lots')
    .where({ id: lot.id, state: 'pending', remaining: lot.remaining })
    .update({
      remaining: trx.raw('remaining - ?', [part]),
      lapsed: trx.raw('lapsed + ?', [part]),
      ...(isAll && { state: 'voided' }),
    })
  if ((await changed(update)) !== 1) throw new Error(`Lot ${lot.id} changed while it was locked`)
}

/** From the lots that the document gave, then from those that end first. */
async function takeAvailable(what: TakingBack, lots: Lot[], trx: Trx) {
  const { about, branchId, by, caseId, credit, taken } = what
  const to = await Account.house('house_credit_given', branchId, trx)
  const move = { from: credit, to, amount: taken, reason: 'clawback' as const }
  const transferId = await transfer({ ...move, about, caseId, branchId, by }, trx)
  const of = { transferId }
  const own = lots.filter(
    ({ state, accountId }) => state === 'available' && accountId === credit.id
  )
  const rest = await drawOf(own, taken, of, trx)
  if (rest > 0) await drawLots({ accountId: credit.id, amount: rest, of }, trx)
}
