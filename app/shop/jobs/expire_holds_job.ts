import type { Job } from '#app/core/job'
import { eachAlone } from '#app/core/sweep'
import { expireHold, overdueHolds } from '#app/shop/actions/expire_hold'

const AT_ONCE = 100

/**
 * Gives back what was set aside at the checkout, each hold in its own transaction. Twice a minute,
 * so that goods are kept at most a minute longer than promised.
 */
export default {
  name: 'expire_holds',
  every: { seconds: 30 },
  async run() {
    for (let ended = 0; ;) {
      const ids = await overdueHolds(AT_ONCE)
      const some = await eachAlone(
        async () => ids,
        (id) => expireHold(id)
      )
      ended += some
      if (some === 0 || ids.length < AT_ONCE) return ended
    }
  },
} satisfies Job
