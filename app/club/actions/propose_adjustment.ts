import { once } from '#app/core/idempotency'
import { found, Refusal } from '#app/core/refusal'
import type { Rial } from '#app/core/money'
import type { Trx } from '#app/core/sql'
import { assertUsual, usualOf } from '#app/core/unusual'
import { transaction } from '#app/core/transaction'
import Staff from '#app/people/models/staff'
import { assertCanTake, carryOut, changedAlone, limitAlone } from '#app/club/adjusting'
import Member from '#app/club/models/member'
import Wallet from '#app/club/models/wallet'
import { askSecond, type Proposal, writeProposal } from '#app/club/proposing'

/** Below zero the amount takes credit away. */
export type AdjustmentProposal = Proposal & {
  key: string
  /** False: an amount far above the usual is refused until it was read in words. */
  confirmed?: boolean
}

export type ProposedAdjustment = {
  adjustmentId: number
  /** Waits for a second person; else it is done. */
  waits: boolean
}

/**
 * Changes a member's credit by hand: at once within the limit of the role, above it as soon as a
 * second person agrees.
 * @throws Refusal `adjustment_without_note`, `adjustment_needs_member`, `adjustment_above_credit`
 * {available}, `key_reused`
 */
export function proposeAdjustment(
  proposal: AdjustmentProposal,
  outer?: Trx
): Promise<ProposedAdjustment & { repeated: boolean }> {
  const { amount, by, customerId, key, note, reason } = proposal
  const input = { customerId, amount, reason, note }
  return transaction((trx) => {
    const scope = `propose_adjustment:staff:${by.id}`
    return once({ scope, key, input }, trx, () => propose(proposal, trx))
  }, outer)
}

async function propose(proposal: AdjustmentProposal, trx: Trx): Promise<ProposedAdjustment> {
  const { amount, by, customerId } = proposal
  if (proposal.note.trim() === '') throw new Refusal('adjustment_without_note', { field: 'note' })
  if (!Number.isSafeInteger(amount) || amount === 0) throw new RangeError(`${amount} is no change`)
  if (!(await Member.of(customerId, trx))) throw new Refusal('adjustment_needs_member')

  if (proposal.confirmed === false) assertUsual(amount, await usualAdjustment(trx))
  await assertCanTake(await Wallet.of(customerId, trx), amount, trx)
  const waits = !(await mayAlone(proposal, trx))
  const adjustment = await writeProposal(proposal, { kind: 'credit', waits }, trx)
  if (waits) await askSecond(adjustment, by, trx)
  else await carryOut(adjustment, by, trx)
  return { adjustmentId: adjustment.id, waits }
}

/** What a change by hand usually comes to (Rial), either way; null while there are few. */
async function usualAdjustment(trx: Trx): Promise<Rial | null> {
  const rows = await trx.from('credit_adjustments').orderBy('id', 'desc').limit(50).select('amount')
  return usualOf(
    rows.map((row) => Number(row.amount)),
    5
  )
}

async function mayAlone({ amount, by, customerId }: AdjustmentProposal, trx: Trx) {
  const staff = found(
    await Staff.query({ client: trx }).where('id', by.id).preload('roles').first()
  )
  const sofar = await changedAlone(by.id, customerId, trx)
  return sofar + Math.abs(amount) <= (await limitAlone(staff, trx))
}
