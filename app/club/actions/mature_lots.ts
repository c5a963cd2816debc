import { SYSTEM } from '#app/core/actor'
import { clock } from '#app/core/clock'
import { transaction } from '#app/core/transaction'
import { payDebt } from '#app/club/debts'
import { creditExpiry } from '#app/club/models/wallet'
import { eachAlone } from '#app/core/sweep'
import { record } from '#app/crm/record'
import { matureLot, ripeLots } from '#app/ledger/lots'

/** Lots of one turn of the job; while there are more, the next turn follows at once. */
export const MATURED_AT_MOST = 500

/**
 * Credit whose waiting time is over may be spent from now on; its owner is told. Each lot in a
 * transaction of its own. @returns how many lots became available
 */
export function matureLots(limit = MATURED_AT_MOST): Promise<number> {
  return eachAlone(() => ripeLots(limit), matureOne)
}

function matureOne(id: number): Promise<boolean> {
  return transaction(async (trx) => {
    const expiresAt = await creditExpiry(clock.now(), trx)
    const lot = await matureLot(id, { expiresAt, by: SYSTEM }, trx)
    if (!lot) return false
    const { accountId, branchId, caseId, customerId } = lot
    const credit = { id: accountId, kind: 'member_credit' as const }
    const about = lot.source ?? { type: 'lot', id: lot.id }
    const paid = await payDebt({ customerId, credit, about, caseId, branchId }, trx)
    await record(
      'credit_available',
      {
        customerId,
        caseId,
        branchId,
        about: lot.source,
        amount: lot.remaining,
        by: SYSTEM,
        facts: { lotId: lot.id },
        params: {
          amount: { rial: lot.remaining },
          owes: paid > 0 ? 'yes' : 'no',
          paid: { rial: paid },
        },
      },
      trx
    )
    return true
  })
}
