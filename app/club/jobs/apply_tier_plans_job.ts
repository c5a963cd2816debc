import type { Job } from '#app/core/job'
import { applyTierPlans } from '#app/club/actions/apply_tier_plans'

export default {
  name: 'apply_tier_plans',
  every: { seconds: 10 },
  run: () => applyTierPlans(),
} satisfies Job
