import { clock } from '#app/core/clock'
import { TEHRAN } from '#app/core/jalali'
import type { Job } from '#app/core/job'
import { warnExpiry } from '#app/club/actions/warn_expiry'

/** Nobody is woken by a message of the club. */
function isDaytime(): boolean {
  const { hour } = clock.now().setZone(TEHRAN)
  return hour >= 9 && hour < 21
}

export default {
  name: 'warn_expiry',
  every: { seconds: 300 },
  run: async () => (isDaytime() ? warnExpiry() : 0),
} satisfies Job
