import { setImmediate as turn } from 'node:timers/promises'
import type { Job } from '#app/core/job'
import { leaveEndedTiers } from '#app/club/actions/leave_ended_tiers'

/** As long as one turn may take, in milliseconds: other jobs and pages come in between batches. */
const TURN = 10_000

export default {
  name: 'leave_ended_tiers',
  every: { seconds: 5 },
  async run() {
    const until = Date.now() + TURN
    let moved = 0
    for (let some = 1; some > 0 && Date.now() < until; await turn()) {
      some = await leaveEndedTiers()
      moved += some
    }
    return moved
  },
} satisfies Job
