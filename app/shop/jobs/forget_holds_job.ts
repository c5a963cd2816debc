import type { Job } from '#app/core/job'
import { forgetHolds } from '#app/shop/actions/forget_holds'

export default {
  name: 'forget_holds',
  every: { seconds: 600 },
  run: () => forgetHolds(),
} satisfies Job
