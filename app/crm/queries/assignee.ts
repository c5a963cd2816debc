import { clock } from '#app/core/clock'
import { modelOf } from '#app/core/rows'
import { sqlTime, type Trx } from '#app/core/sql'
import { marks, rowOf } from '#app/core/statement'
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

/** Open tasks, counted up to a bound: however many wait, the choice costs the same. */
const OPEN = `FROM tasks t WHERE t.assignee_id = s.id AND t.state = 'open'`
const LOAD = `CASE WHEN (SELECT t.id ${OPEN} LIMIT 1 OFFSET 200) IS NULL
  THEN (SELECT COUNT(*) ${OPEN}) ELSE 200 END`

/**
 * Who gets a task, in one query. Active staff with the role in the branch (or in all branches):
 * first the expert of the case, then who serves one of the categories, then who serves any, then
 * who has the fewest open tasks; who has 200 has plenty, and of such the one whose last task is
 * oldest. Nobody on duty: the manager of the branch, then a manager; who is off duty gets it only
 * when nobody at all is there.
 */
export async function assigneeFor(job: Assignment, trx: Trx): Promise<Staff | null> {
  const { role, branchId, expertId, categoryIds, notFor } = job
  const serves = 'SELECT COUNT(*) FROM expert_categories c WHERE c.staff_id = s.id'
  const now = sqlTime(clock.now())
  const fitting =
    categoryIds.length > 0 ? `c.category_id IN (${marks(categoryIds.length)})` : '0 = 1'
  const row = await rowOf(
    `SELECT s.* FROM staff s JOIN staff_roles r ON r.staff_id = s.id
     WHERE s.active = 1 AND r.role IN (?, 'branch_manager', 'manager') AND s.id <> ?
       ${branchId === null ? '' : 'AND (r.branch_id IS NULL OR r.branch_id = ?)'}
     ORDER BY CASE WHEN s.off_duty_until > ? AND COALESCE(s.off_duty_from, ?) <= ? THEN 1 ELSE 0 END,
       CASE r.role WHEN ? THEN 0 WHEN 'branch_manager' THEN 1 ELSE 2 END,
       CASE WHEN s.id = ? THEN 0 ELSE 1 END,
       CASE WHEN (${serves} AND ${fitting}) > 0 THEN 0 ELSE 1 END,
       CASE WHEN (${serves}) > 0 THEN 1 ELSE 0 END,
       ${LOAD}, (SELECT MAX(t.id) FROM tasks t WHERE t.assignee_id = s.id), s.id
     LIMIT 1`,
    [
      role,
      notFor ?? 0,
      ...(branchId === null ? [] : [branchId]),
      now,
      now,
      now,
      role,
      expertId ?? 0,
      ...categoryIds,
    ],
    trx
  )
  return row && modelOf(Staff, row, trx)
}
