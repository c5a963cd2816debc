import type { Actor } from '#app/core/actor'
import { once } from '#app/core/idempotency'
import { found } from '#app/core/refusal'
import type { Trx } from '#app/core/sql'
import { transaction } from '#app/core/transaction'
import { record } from '#app/crm/record'
import Remittance from '#app/warehouse/models/remittance'
import { lockOwner } from '#app/sales/actions/lock_owner'

export interface Picking {
  remittanceId: number
  by: Extract<Actor, { kind: 'staff' }>
  key: string
}

/**
 * The keeper has taken the goods of a remittance from the shelf: stock falls now.
 * @throws Refusal `illegal_move` (409), `key_reused`
 */
export function pickRemittance(
  { remittanceId, by, key }: Picking,
  outer?: Trx
): Promise<{ remittanceId: number; repeated: boolean }> {
  return transaction((trx) => {
    const scope = `pick_remittance:staff:${by.id}`
    return once({ scope, key, input: { remittanceId } }, trx, async () => {
      const preInvoice = await lockOwner(remittanceId, trx)
      const remittance = await Remittance.lock(remittanceId, trx)
      await remittance.pick(by, trx)
      await remittance.load('warehouse')
      await record(
        'remittance_picked',
        {
          customerId: found(remittance.customerId),
          caseId: remittance.caseId,
          about: { type: 'remittance', id: remittance.id },
          branchId: remittance.warehouse.branchId,
          by,
          facts: { number: remittance.number, preInvoice: preInvoice.number },
        },
        trx
      )
      return { remittanceId }
    })
  }, outer)
}
