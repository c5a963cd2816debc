import type { Job } from '#app/core/job'
import { endManualTiers } from '#app/club/actions/end_manual_tiers'

export default {
  name: 'end_manual_tiers',
  every: { seconds: 60 },
  run: () => endManualTiers(),
} satisfies Job
