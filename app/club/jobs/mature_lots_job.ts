import type { Job } from '#app/core/job'
import { matureLots } from '#app/club/actions/mature_lots'

export default {
  name: 'mature_lots',
  every: { seconds: 60 },
  run: () => matureLots(),
} satisfies Job
