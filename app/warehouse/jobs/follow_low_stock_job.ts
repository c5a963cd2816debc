import type { Job } from '#app/core/job'
import { followLowStock } from '#app/warehouse/actions/follow_low_stock'

export default {
  name: 'follow_low_stock',
  every: { seconds: 600 },
  run: () => followLowStock(),
} satisfies Job
