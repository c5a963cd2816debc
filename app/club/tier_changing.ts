import type { Actor } from '#app/core/actor'
import { clock } from '#app/core/clock'
import { sqlTime, type Trx } from '#app/core/sql'

export type TierChangeCause =
  'earned' | 'review' | 'undo' | 'hand' | 'hand_over' | 'returned' | 'ended'

export interface TierChange {
  memberId: number
  fromTierId: number
  toTierId: number
  direction: 'up' | 'down' | 'same'
}

/** Notes changes of tier: what a run may undo is what nobody changed since. */
export async function noteChanges(
  changes: readonly TierChange[],
  why: { cause: TierChangeCause; runId?: number; by: Actor },
  trx: Trx
): Promise<void> {
  if (changes.length === 0) return
  const common = {
    cause: why.cause,
    run_id: why.runId ?? null,
    actor_kind: why.by.kind,
    actor_id: why.by.id,
    created_at: sqlTime(clock.now()),
  }
  await trx
    .insertQuery()
    .table('tier_changes')
    .multiInsert(
      changes.map(({ memberId, fromTierId, toTierId, direction }) => ({
        member_id: memberId,
        from_tier_id: fromTierId,
        to_tier_id: toTierId,
        direction,
        ...common,
      }))
    )
}
