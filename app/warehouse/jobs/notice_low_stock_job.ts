import type { Job } from '#app/core/job'
import { noticeLowStock } from '#app/warehouse/actions/notice_low_stock'

export default {
  name: 'notice_low_stock',
  every: { seconds: 3600 },
  run: () => noticeLowStock(),
} satisfies Job
