import type { Job } from '#app/core/job'
import { expireLots } from '#app/club/actions/expire_lots'

export default {
  name: 'expire_lots',
  every: { seconds: 300 },
  run: () => expireLots(),
} satisfies Job
