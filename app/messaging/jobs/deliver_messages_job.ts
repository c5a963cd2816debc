import type { Job } from '#app/core/job'
import { deliverMessages } from '#app/messaging/actions/deliver_messages'

export default {
  name: 'deliver_messages',
  every: { seconds: 5 },
  run: deliverMessages,
} satisfies Job
