import type { Job } from '#app/core/job'
import { forgetLiveNews } from '#app/messaging/actions/forget_live_news'

export default {
  name: 'forget_live_news',
  every: { seconds: 300 },
  run: () => forgetLiveNews(),
} satisfies Job
