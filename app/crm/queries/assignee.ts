import type { Trx } from '#app/core/sql'
import Staff from '#app/people/models/staff'
import type { Role } from '#app/people/rights'

export interface Assignment {
  role: Role
  branchId: number | null
  /** Who has the case already; he keeps it while he is there. */
  expertId: number | null
  categoryIds: readonly number[]
  /** Who may not get it. */
  notFor?: number
}

/**
 * Who gets a task, in one query. Active staff with the role in the branch (or in all branches):
 * first the expert of the case, then who serves one of the categories, then who serves any, then
 * who has the fewest open tasks. Nobody there: the manager of the branch, then a manager.
 */
export async function assigneeFor(job: Assignment, trx: Trx): Promise<Staff | null> {
  const serves = trx.from('expert_categories').whereColumn('staff_id', 'staff.id')
  const matching = serves.clone().whereIn('category_id', [...job.categoryIds])
  const load = trx.from('tasks').whereColumn('assignee_id', 'staff.id').where('state', 'open')
  return Staff.query({ client: trx })
    .join('staff_roles', 'staff_roles.staff_id', 'staff.id')
    .where('staff.active', true)
    .whereIn('staff_roles.role', [job.role, 'branch_manager', 'manager'])
    .if(job.branchId !== null, (query) =>
      query.where((q) =>
        q.whereNull('staff_roles.branch_id').orWhere('staff_roles.branch_id', job.branchId!)
      )
    )
    .if(job.notFor !== undefined, (query) => query.whereNot('staff.id', job.notFor!))
    .select('staff.*')
    .orderByRaw(`CASE staff_roles.role WHEN ? THEN 0 WHEN 'branch_manager' THEN 1 ELSE 2 END`, [
      job.role,
    ])
    .orderByRaw('CASE WHEN staff.id = ? THEN 0 ELSE 1 END', [job.expertId ?? 0])
    .orderBy(matching.clone().select(trx.raw('CASE WHEN COUNT(*) > 0 THEN 0 ELSE 1 END')), 'asc')
    .orderBy(serves.clone().select(trx.raw('CASE WHEN COUNT(*) > 0 THEN 1 ELSE 0 END')), 'asc')
    .orderBy(load.count('*'), 'asc')
    .orderBy('staff.id', 'asc')
    .first()
}
