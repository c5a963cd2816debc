import type { Job } from '#app/core/job'
import { runCreditExtension, runningExtensions } from '#app/club/actions/extend_credit'

/** Wallets of one round: 40 steps of 50; a longer campaign goes on in the next round. */
const STEPS = 40

/** Gives credit a later end, campaign by campaign. */
export default {
  name: 'extend_credit',
  every: { seconds: 10 },
  async run() {
    let lots = 0
    for (const id of await runningExtensions()) {
      for (let step = 0; step < STEPS; step++) {
        const done = await runCreditExtension(id)
        if (done === null) break
        lots += done
      }
    }
    return lots
  },
} satisfies Job
