import { clock } from '#app/core/clock'
import { TEHRAN } from '#app/core/jalali'
import type { Job } from '#app/core/job'
import { joinBuyers } from '#app/club/actions/join_buyers'

/** Purchases up to the night count, but nobody is woken by a welcome. */
function isMorning(): boolean {
  const { hour } = clock.now().setZone(TEHRAN)
  return hour === 9
}

export default {
  name: 'join_buyers',
  every: { seconds: 1200 },
  run: async () => (isMorning() ? joinBuyers() : 0),
} satisfies Job
