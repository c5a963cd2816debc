import { SYSTEM } from '#app/core/actor'
import { transaction } from '#app/core/transaction'
import { eachAlone } from '#app/core/sweep'
import { record } from '#app/crm/record'
import { expireLot, overdueLots } from '#app/ledger/lots'

/**
 * Credit whose time is over goes back to the house (اعتبار سوخته). Each lot in a transaction of its
 * own. @returns how many lots expired
 */
export function expireLots(limit = 500): Promise<number> {
  return eachAlone(() => overdueLots(limit), expireOne)
}

function expireOne(id: number): Promise<boolean> {
  return transaction(async (trx) => {
    const end = await expireLot(id, SYSTEM, trx)
    if (!end) return false
    const { lot, expired } = end
    await record(
      'credit_expired',
      {
        customerId: lot.customerId,
        caseId: lot.caseId,
        branchId: lot.branchId,
        about: lot.source,
        amount: expired,
        by: SYSTEM,
        facts: { lotId: lot.id },
      },
      trx
    )
    return true
  })
}
