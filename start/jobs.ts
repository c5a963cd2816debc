import type { Job } from '#app/core/job'
import deliverMessages from '#app/messaging/jobs/deliver_messages_job'

/** Everything that comes round, in the order of the staircase. */
export const jobs: Job[] = [deliverMessages]
