import type { Actor } from '#app/core/actor'
import { clock } from '#app/core/clock'
import { startOfTehranDay } from '#app/core/jalali'
import { found, Refusal } from '#app/core/refusal'
import { isDuplicate, type Trx } from '#app/core/sql'
import { transaction } from '#app/core/transaction'
import { audit } from '#app/people/models/audit'
import TierPlan from '#app/club/models/tier_plan'
import TierRun, { TIER_RUN_MOVES, type TierRunMove } from '#app/club/models/tier_run'

export interface Steering {
  runId: number
  move: TierRunMove
  by: Extract<Actor, { kind: 'staff' }>
}

/**
 * Somebody decides about a run: tells its members, carries it out, stops, goes on, calls it off, or
 * undoes it. The work itself is done in the background, in batches.
 * @throws NotFound, Refusal `illegal_move` (409), `tier_run_early`, `tier_run_late`,
 * `tier_run_stale` when the tiers have changed since it was prepared, `tier_run_open` when another
 * run is on the way
 */
export function steerTierRun({ runId, move, by }: Steering, outer?: Trx): Promise<void> {
  return transaction(async (trx) => {
    const run = found(await TierRun.lock(runId, trx))
    run.assertMay(move)
    if (move === 'start' || move === 'notice') await assertSameTiers(run, trx)
    steer(run, move)
    await saved(run)
    await audit(
      'steer_tier_run',
      { subject: { type: 'tier_run', id: run.id }, after: { move } },
      by,
      trx
    )
  }, outer)
}

function steer(run: TierRun, move: TierRunMove) {
  const now = clock.now()
  const { to } = TIER_RUN_MOVES[move]
  if (move === 'stop' || move === 'resume') run.paused = move === 'stop'
  if (to === null) return
  run.merge({ status: to, cursor: 0, seen: 0, paused: false })
  if (move === 'cancel') run.merge({ openKey: null, finishedAt: now })
  if (move === 'start') run.startedAt = now
  if (move === 'undo') run.openKey = 'open'
  if (move === 'notice') run.merge({ noticedAt: now, dueAt: dueAfterNotice(run) })
}

/** Who is told has all the days of grace from then on. */
function dueAfterNotice({ windowEnd, graceDays }: TierRun) {
  const tomorrow = startOfTehranDay(clock.now()).plus({ days: 1 })
  const from = windowEnd > tomorrow ? windowEnd : tomorrow
  return from.plus({ days: graceDays })
}

/** What was shown was judged by tiers that must still be those of today. */
async function assertSameTiers(run: TierRun, trx: Trx) {
  const last = await TierPlan.query({ client: trx })
    .whereNotNull('applied_at')
    .max('id as id')
    .first()
  if ((last?.id ?? null) !== run.planId) throw new Refusal('tier_run_stale', { status: 409 })
}

/** An undo takes the place that one run at a time has. */
async function saved(run: TierRun) {
  try {
    await run.save()
  } catch (error) {
    if (!isDuplicate(error)) throw error
    throw new Refusal('tier_run_open', { status: 409 })
  }
}
