import type { Job } from '#app/core/job'
import { eachAlone } from '#app/core/sweep'
import { settleCalendarChange } from '#app/crm/actions/settle_calendar_change'
import CalendarChange from '#app/crm/models/calendar_change'

/** Dates that still have to follow a change: of a great many, or of a process that died. */
export default {
  name: 'settle_calendar',
  every: { seconds: 20 },
  run: () => eachAlone(unsettled, (id) => settleCalendarChange(id)),
} satisfies Job

async function unsettled() {
  const rows = await CalendarChange.query().where('open_key', 'running').select('id')
  return rows.map(({ id }) => id)
}
