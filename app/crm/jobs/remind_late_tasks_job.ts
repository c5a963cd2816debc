import type { Job } from '#app/core/job'
import { remindLateTasks } from '#app/crm/actions/remind_late_tasks'

export default {
  name: 'remind_late_tasks',
  every: { seconds: 60 },
  run: () => remindLateTasks(),
} satisfies Job
