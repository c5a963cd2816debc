import { once } from '#app/core/idempotency'
import { Refusal } from '#app/core/refusal'
import type { Trx } from '#app/core/sql'
import { transaction } from '#app/core/transaction'
import { assertOwes } from '#app/club/debts'
import Member from '#app/club/models/member'
import { askSecond, type Proposal, writeProposal } from '#app/club/proposing'

/**
 * Asks that a member's debt, or a part of it, be forgiven. Whatever the amount, a second person
 * decides (`approveAdjustment`, `rejectAdjustment`).
 * @throws Refusal `adjustment_without_note`, `adjustment_needs_member`, `write_off_above_debt`
 * {debt}, `key_reused`
 */
export function proposeWriteOff(
  { key, ...proposal }: Proposal & { key: string },
  outer?: Trx
): Promise<{ adjustmentId: number; repeated: boolean }> {
  const { by, branchId, ...input } = proposal
  return transaction((trx) => {
    const scope = `propose_write_off:staff:${by.id}`
    return once({ scope, key, input }, trx, async () => {
      if (proposal.note.trim() === '')
        throw new Refusal('adjustment_without_note', { field: 'note' })
      const { amount, customerId } = proposal
      if (!Number.isSafeInteger(amount) || amount <= 0) throw new RangeError(`${amount} is no debt`)
      if (!(await Member.of(customerId, trx))) throw new Refusal('adjustment_needs_member')
      await assertOwes(customerId, amount, trx)
      const adjustment = await writeProposal(proposal, { kind: 'debt', waits: true }, trx)
      await askSecond(adjustment, by, trx)
      return { adjustmentId: adjustment.id }
    })
  }, outer)
}
