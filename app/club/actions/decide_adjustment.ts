import type { Actor } from '#app/core/actor'
import { once } from '#app/core/idempotency'
import { Refusal } from '#app/core/refusal'
import type { Trx } from '#app/core/sql'
import { transaction } from '#app/core/transaction'
import { record } from '#app/crm/record'
import { carryOut } from '#app/club/adjusting'
import Adjustment from '#app/club/models/adjustment'

export interface AdjustmentDecision {
  adjustmentId: number
  note?: string | null
  by: Extract<Actor, { kind: 'staff' }>
  key: string
}

type Decided = Promise<{ adjustmentId: number; repeated: boolean }>

/**
 * A second person agrees to a change of credit, and it is made.
 * @throws Refusal `own_adjustment`, `adjustment_decided` (409), `adjustment_above_credit` when the
 * member has meanwhile less than is to be taken, `key_reused`
 */
export function approveAdjustment(decision: AdjustmentDecision, outer?: Trx): Decided {
  return decide('approve_adjustment', decision, outer, async (trx) => {
    const { adjustmentId, by, note = null } = decision
    const facts = { staffId: by.id, status: 'done' as const, note }
    await carryOut(await Adjustment.decide(adjustmentId, facts, trx), by, trx)
  })
}

/**
 * A second person does not agree and says why; nothing moves.
 * @throws Refusal `own_adjustment`, `adjustment_decided` (409), `adjustment_without_note`, `key_reused`
 */
export function rejectAdjustment(decision: AdjustmentDecision, outer?: Trx): Decided {
  return decide('reject_adjustment', decision, outer, async (trx) => {
    const { adjustmentId, by, note } = decision
    if (!note?.trim()) throw new Refusal('adjustment_without_note', { field: 'note' })
    const facts = { staffId: by.id, status: 'rejected' as const, note: note.trim() }
    const adjustment = await Adjustment.decide(adjustmentId, facts, trx)
    const { amount, branchId, caseId, customerId, ref: about } = adjustment
    const happening = { customerId, caseId, branchId, about, amount: Math.abs(amount), by }
    await record('adjustment_rejected', { ...happening, facts: { amount } }, trx)
  })
}

function decide(
  name: string,
  { adjustmentId, by, key, note = null }: AdjustmentDecision,
  outer: Trx | undefined,
  body: (trx: Trx) => Promise<void>
): Decided {
  return transaction((trx) => {
    const scope = `${name}:staff:${by.id}`
    return once({ scope, key, input: { adjustmentId, note } }, trx, async () => {
      await body(trx)
      return { adjustmentId }
    })
  }, outer)
}
