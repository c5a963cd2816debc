import { SYSTEM } from '#app/core/actor'
import type { Job } from '#app/core/job'
import { raiseTier } from '#app/club/actions/raise_tier'
import { risenMembers } from '#app/club/queries/risen_members'
import { eachAlone } from '#app/core/sweep'

const raiseOne = async (customerId: number) =>
  (await raiseTier({ customerId, by: SYSTEM })) !== null

export default {
  name: 'raise_tiers',
  every: { seconds: 60 },
  run: () => eachAlone(risenMembers, raiseOne),
} satisfies Job
