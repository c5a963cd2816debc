import { clock } from '#app/core/clock'
import type { Trx } from '#app/core/sql'
import { transaction } from '#app/core/transaction'
import TierRun from '#app/club/models/tier_run'
import { applyBatch } from '#app/club/tier_run/applying'
import { noticeBatch } from '#app/club/tier_run/noticing'
import { prepareBatch } from '#app/club/tier_run/preparing'
import { undoBatch } from '#app/club/tier_run/undoing'

/** One batch of a phase: moves the run's cursor and counters. @returns whether it was the last one */
export type Batch = (run: TierRun, trx: Trx) => Promise<boolean>

const PHASES: Partial<Record<TierRun['status'], { batch: Batch; then: TierRun['status'] }>> = {
  preparing: { batch: prepareBatch, then: 'ready' },
  noticing: { batch: noticeBatch, then: 'waiting' },
  applying: { batch: applyBatch, then: 'done' },
  undoing: { batch: undoBatch, then: 'undone' },
}

/**
 * The next batch of a run, in a transaction of its own: what it moves and how far it is are stored
 * together, so that two workers do not do it twice and a dead one is gone on from.
 * @returns whether there is more to do
 */
export function workTierRun(runId: number): Promise<boolean> {
  return transaction(async (trx) => {
    const run = await TierRun.lock(runId, trx)
    const phase = run?.isWorking ? PHASES[run.status] : undefined
    if (!run || !phase) return false
    const isLast = await phase.batch(run, trx)
    if (isLast) finish(run, phase.then)
    await run.save()
    return !isLast
  })
}

function finish(run: TierRun, status: TierRun['status']) {
  const now = clock.now()
  run.merge({ status, cursor: 0 })
  if (status === 'done') run.merge({ finishedAt: now, openKey: null })
  if (status === 'undone')
    run.merge({ undoneAt: now, openKey: null, finishedAt: run.finishedAt ?? now })
}
