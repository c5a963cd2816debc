import { SYSTEM } from '#app/core/actor'
import { transaction } from '#app/core/transaction'
import { eachTogether } from '#app/core/sweep'
import { recordMany } from '#app/crm/record_many'
import { type EndedLot, expireLotsOf, overdueLots } from '#app/ledger/lots'

/** Lots of one transaction: its locks are held for some milliseconds. */
const TOGETHER = 200

/** Lots of one turn of the job; while there are more, the next turn follows at once. */
export const EXPIRED_AT_MOST = 2000

/**
 * Credit whose time is over goes back to the house (اعتبار سوخته), each with its record in the
 * customer's file. @returns how many lots expired
 */
export function expireLots(limit = EXPIRED_AT_MOST): Promise<number> {
  return eachTogether(() => overdueLots(limit), TOGETHER, expireSome)
}

function expireSome(ids: readonly number[]): Promise<number> {
  return transaction(async (trx) => {
    const ended = await expireLotsOf(ids, SYSTEM, trx)
    await recordMany('credit_expired', ended.map(happening), trx)
    return ended.length
  })
}

function happening({ id, expired, ...lot }: EndedLot) {
  return { ...lot, amount: expired, by: SYSTEM, facts: { lotId: id } }
}
