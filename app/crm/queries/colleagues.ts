import type Task from '#app/crm/models/task'
import Staff from '#app/people/models/staff'

/** Active staff to whom a task may be given: its role or a manager's, in its branch. */
export function colleaguesFor(task: Task): Promise<Staff[]> {
  return Staff.query()
    .where('active', true)
    .whereHas('roles', (role) => {
      role.whereIn('role', [task.role, 'branch_manager', 'manager'])
      if (task.branchId !== null) {
        role.where((q) => q.whereNull('branch_id').orWhere('branch_id', task.branchId!))
      }
    })
    .orderBy('last_name')
    .limit(100)
}
