import type { Actor } from '#app/core/actor'
import { found, Refusal } from '#app/core/refusal'
import { changed, type Trx } from '#app/core/sql'
import { transaction } from '#app/core/transaction'
import { closeLateStep } from '#app/crm/house_task'
import Task, { closing } from '#app/crm/models/task'
import { announce, live } from '#app/messaging/live'
import { audit } from '#app/people/models/audit'
import Staff from '#app/people/models/staff'

/**
 * Gives an open task to a member of staff: to oneself («برمی‌دارم») or to a colleague of the branch.
 * @throws Refusal `task_over` when it ended meanwhile, `not_his_task` when his roles do not reach it
 */
export function assignTask(order: { taskId: number; toStaffId: number; by: Actor }): Promise<Task> {
  return transaction(async (trx) => {
    const task = await lockOpen(order.taskId, trx)
    const to = await activeStaff(order.toStaffId, trx)
    if (!to || !task.isFor(to)) throw new Refusal('not_his_task', { field: 'toStaffId' })
    const before = { assigneeId: task.assigneeId }
    await task.merge({ assigneeId: to.id }).save()
    const subject = { type: 'task', id: task.id }
    await audit('assign_task', { subject, before, after: { assigneeId: to.id } }, order.by, trx)
    tellBoards(task, [before.assigneeId, to.id], trx)
    return task
  })
}

/**
 * Ends a task with a note, where no recorded work ends it: a refund, a mismatch, an unhappy call.
 * Only who has it, or whose role it is: a cashier closes no alarm of the gateway's.
 * @throws Refusal `task_over`, `task_ends_by_work`, `not_his_task`
 */
export function finishTask(order: {
  taskId: number
  note: string
  by: Extract<Actor, { kind: 'staff' }>
}): Promise<Task> {
  return transaction(async (trx) => {
    const task = await lockOpen(order.taskId, trx)
    if (!task.mayCloseByHand) throw new Refusal('task_ends_by_work', { status: 409 })
    const by = await activeStaff(order.by.id, trx)
    const isHis = by && (task.assigneeId === by.id || task.isFor(by))
    if (!isHis) throw new Refusal('not_his_task', { field: 'note' })
    const end = closing('done', { actor: order.by, note: order.note })
    const update = trx.from('tasks').where({ id: task.id, state: 'open' }).update(end)
    if ((await changed(update)) === 0) throw new Refusal('task_over', { status: 409 })
    if (task.customerId === null) await closeLateStep(task.id, order.by, trx)
    const subject = { type: 'task', id: task.id }
    await audit('finish_task', { subject, after: { note: order.note } }, order.by, trx)
    tellBoards(task, [task.assigneeId], trx)
    return task.refresh()
  })
}

function activeStaff(id: number, trx: Trx): Promise<Staff | null> {
  return Staff.query({ client: trx }).where({ id, active: true }).preload('roles').first()
}

async function lockOpen(id: number, trx: Trx): Promise<Task> {
  const task = found(await Task.query({ client: trx }).where('id', id).forUpdate().first())
  if (!task.isOpen) throw new Refusal('task_over', { status: 409 })
  return task
}

function tellBoards(task: Task, staffIds: (number | null)[], trx: Trx) {
  const news = { what: 'task', id: task.id }
  announce(trx, live.desk(task.branchId ?? 0), news)
  if (task.branchId) announce(trx, live.desk(0), news)
  for (const id of staffIds) if (id) announce(trx, live.staff(id), news)
}
