import type { Job } from '#app/core/job'
import { MATURED_AT_MOST, matureLots } from '#app/club/actions/mature_lots'

export default {
  name: 'mature_lots',
  every: { seconds: 60 },
  most: MATURED_AT_MOST,
  run: () => matureLots(),
} satisfies Job
