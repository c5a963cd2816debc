import type { Job } from '#app/core/job'
import { runSimulations } from '#app/reports/actions/simulate_earning'

export default {
  name: 'run_simulations',
  every: { seconds: 3 },
  run: () => runSimulations(),
} satisfies Job
