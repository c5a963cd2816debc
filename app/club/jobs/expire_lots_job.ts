import type { Job } from '#app/core/job'
import { EXPIRED_AT_MOST, expireLots } from '#app/club/actions/expire_lots'

export default {
  name: 'expire_lots',
  every: { seconds: 300 },
  most: EXPIRED_AT_MOST,
  run: () => expireLots(),
} satisfies Job
