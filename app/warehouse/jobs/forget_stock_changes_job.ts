import type { Job } from '#app/core/job'
import { forgetStockChanges } from '#app/warehouse/actions/forget_stock_changes'

export default {
  name: 'forget_stock_changes',
  every: { seconds: 600 },
  run: () => forgetStockChanges(),
} satisfies Job
