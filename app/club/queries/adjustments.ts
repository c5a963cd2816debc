import { cutPage } from '#app/core/page'
import { found } from '#app/core/refusal'
import Adjustment, { type AdjustmentStatus } from '#app/club/models/adjustment'

const PAGE = 25

/** Branches in which a member of staff has the right that a page asks for. */
type Branches = 'all' | number[]

export interface AdjustmentPage {
  rows: Adjustment[]
  /** Id to go on from; null on the last page. */
  next: number | null
}

/** Changes of credit by hand in these branches; what waits is served in the order it came. */
export async function adjustmentList(asked: {
  branches: Branches
  status: AdjustmentStatus | null
  after?: number
}): Promise<AdjustmentPage> {
  const oldestFirst = asked.status === 'waiting'
  const query = within(asked.branches)
    .preload('customer')
    .preload('proposedBy')
    .preload('decidedBy')
    .orderBy('id', oldestFirst ? 'asc' : 'desc')
    .limit(PAGE + 1)
  if (asked.status) query.where('status', asked.status)
  if (asked.after) query.where('id', oldestFirst ? '>' : '<', asked.after)
  const { shown, next } = cutPage(await query, PAGE)
  return { rows: shown, next }
}

/** @throws NotFound also when it is of another branch */
export async function branchAdjustment(id: number, branches: Branches): Promise<Adjustment> {
  const query = within(branches)
    .where('id', id)
    .preload('customer')
    .preload('proposedBy')
    .preload('decidedBy')
  return found(await query.first())
}

/** The latest of a customer, for who looks at the wallet. */
export function waitingOf(customerId: number): Promise<Adjustment[]> {
  return Adjustment.query()
    .where({ customerId, status: 'waiting' })
    .preload('proposedBy')
    .orderBy('id')
    .limit(10)
}

function within(branches: Branches) {
  const query = Adjustment.query()
  return branches === 'all' ? query : query.whereIn('branch_id', branches)
}
