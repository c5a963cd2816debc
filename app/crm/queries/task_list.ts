import type { DateTime } from 'luxon'
import { TEHRAN } from '#app/core/jalali'
import { clock } from '#app/core/clock'
import { sqlTime } from '#app/core/sql'
import Task from '#app/crm/models/task'
import { TASK_KINDS, type TaskKind } from '#app/crm/playbook'
import type Staff from '#app/people/models/staff'

const BOARD_LIMIT = 200
const DAY_LIMIT = 100

/** One's own open tasks: late, due until the end of the day in Tehran, and later. */
export async function dayOf(staff: Staff) {
  const tasks = await Task.query()
    .where('assignee_id', staff.id)
    .where('state', 'open')
    .orderBy('due_at')
    .orderBy('id')
    .limit(DAY_LIMIT)
    .preload('customer')
  const evening = clock.now().setZone(TEHRAN).endOf('day')
  return {
    late: tasks.filter((task) => task.isLate),
    today: tasks.filter((task) => !task.isLate && task.dueAt <= evening),
    later: tasks.filter((task) => task.dueAt > evening),
  }
}

/** What he finished since a moment. */
export async function doneSince(staff: Staff, since: DateTime): Promise<number> {
  const [row] = await Task.query()
    .where('closed_by_id', staff.id)
    .where('closed_at', '>=', sqlTime(since))
    .where('state', 'done')
    .pojo<{ count: number }>()
    .count('* as count')
  return Number(row.count)
}

/** The open tasks of his branches in one column for each kind, the most urgent first. */
export async function boardOf(staff: Staff, { mine }: { mine: boolean }) {
  const branches = staff.branchesFor('tasks.work')
  const tasks = await Task.query()
    .where('state', 'open')
    .if(mine, (query) => query.where('assignee_id', staff.id))
    .if(branches !== 'all', (query) =>
      query.where((q) =>
        q.whereIn('branch_id', branches as number[]).orWhere('assignee_id', staff.id)
      )
    )
    .orderBy('due_at')
    .orderBy('id')
    .limit(BOARD_LIMIT)
    .preload('customer')
    .preload('assignee')
  const ofKind = (kind: TaskKind) => tasks.filter((task) => task.kind === kind)
  const columns = TASK_KINDS.map((kind) => ({ kind, tasks: ofKind(kind) }))
  return columns.filter((column) => column.tasks.length > 0)
}
