import { setImmediate as turn } from 'node:timers/promises'
import type { Job } from '#app/core/job'
import { workTierRun } from '#app/club/actions/work_tier_run'
import TierRun from '#app/club/models/tier_run'

/** As long as one turn may take, in milliseconds: other jobs and pages come in between batches. */
const TURN = 10_000

export default {
  name: 'work_tier_runs',
  every: { seconds: 2 },
  async run() {
    const run = await TierRun.open()
    if (!run?.isWorking) return 0
    const until = Date.now() + TURN
    let batches = 1
    while ((await workTierRun(run.id)) && Date.now() < until) {
      batches++
      await turn()
    }
    return batches
  },
} satisfies Job
