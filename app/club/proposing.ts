import type { Actor } from '#app/core/actor'
import { clock } from '#app/core/clock'
import type { Rial } from '#app/core/money'
import type { Trx } from '#app/core/sql'
import { openCase, record } from '#app/crm/record'
import Adjustment, { type AdjustmentKind, type AdjustmentReason } from '#app/club/models/adjustment'

/** What one person wants changed by hand. */
export interface Proposal {
  customerId: number
  /** Rial, not zero. */
  amount: Rial
  reason: AdjustmentReason
  /** For the second person and for later: what happened. */
  note: string
  branchId: number | null
  by: Extract<Actor, { kind: 'staff' }>
}

/** Writes it down: done by one person alone, or waiting for a second. */
export async function writeProposal(
  { amount, branchId, by, customerId, note, reason }: Proposal,
  { kind, waits }: { kind: AdjustmentKind; waits: boolean },
  trx: Trx
): Promise<Adjustment> {
  const kase = await openCase('wallet', { customerId, branchId }, trx)
  return Adjustment.create(
    {
      customerId,
      branchId,
      caseId: kase.id,
      kind,
      amount,
      reason,
      note: note.trim(),
      status: waits ? 'waiting' : 'done',
      proposedById: by.id,
      decidedAt: waits ? null : clock.now(),
    },
    { client: trx }
  )
}

/** The task goes to anybody but who asked for the change. */
export async function askSecond(adjustment: Adjustment, by: Proposal['by'], trx: Trx) {
  const { amount, branchId, caseId, customerId, kind, reason, ref: about } = adjustment
  const happening = { customerId, caseId, branchId, about, amount: Math.abs(amount), by }
  const facts = { amount, reason, kind }
  await record('adjustment_proposed', { ...happening, facts, notFor: by.id }, trx)
}
