import type { Job } from '#app/core/job'
import { untilNoneIsDue } from '#app/core/sweep'
import { expireHold, overdueHolds } from '#app/shop/actions/expire_hold'

/**
 * Gives back what was set aside at the checkout, each hold in its own transaction. Twice a minute,
 * so that goods are kept at most a minute longer than promised.
 */
export default {
  name: 'expire_holds',
  every: { seconds: 30 },
  run: () => untilNoneIsDue(overdueHolds, (id) => expireHold(id)),
} satisfies Job
