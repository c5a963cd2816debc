import { SYSTEM } from '#app/core/actor'
import { clock } from '#app/core/clock'
import { languageOf } from '#app/core/language'
import { changed, sqlTime, type Trx } from '#app/core/sql'
import { eachAlone } from '#app/core/sweep'
import { transaction } from '#app/core/transaction'
import Task from '#app/crm/models/task'
import { openHouseTask } from '#app/crm/house_task'
import { record } from '#app/crm/record'
import { queueMessage } from '#app/messaging/queue_message'
import type { Role } from '#app/people/rights'

/** What became late longer ago stays quiet: after a long stop nobody gets a hundred messages. */
const STILL_NEWS = { days: 1 }

/** Roles above which a late step goes to nobody. */
const HEADS: readonly Role[] = ['branch_manager', 'manager', 'administrator']

/**
 * Who has a task that became late is told by SMS, once for each task, and the manager of the branch
 * gets a task about it. The guarded UPDATE lets one node tell them. @returns how many tasks were told of
 */
export function remindLateTasks(limit = 200): Promise<number> {
  return eachAlone(() => lateTasks(limit), remind)
}

function remind(id: number): Promise<boolean> {
  return transaction(async (trx) => {
    const now = sqlTime(clock.now())
    const mark = trx
      .from('tasks')
      .where({ id, state: 'open' })
      .where('due_at', '<', now)
      .whereNull('reminded_at')
      .whereNotNull('assignee_id')
      .update({ reminded_at: now })
    if ((await changed(mark)) === 0) return false

    const task = await Task.query({ client: trx })
      .where('id', id)
      .preload('assignee', (assignee) => assignee.preload('roles'))
      .preload('customer')
      .firstOrFail()
    const { assignee: staff, caseId, kind } = task
    const name = { task: languageOf(staff.locale).t(`crm.tasks.kinds.${kind}`) }
    const about = { type: 'task', id }
    const toHead = !staff.roles.some(({ role }) => HEADS.includes(role))
    if (!isOfCustomer(task)) {
      const order = { template: 'house_task_late' as const, to: { staff }, params: name, about }
      await queueMessage(order, trx)
      if (toHead)
        await openHouseTask('late_step', { branchId: task.branchId, about, within: 120 }, trx)
      return true
    }
    const params = { ...name, customer: task.customer.fullName(staff.locale) }
    await queueMessage({ template: 'task_late', to: { staff }, params, about, caseId }, trx)
    if (toHead) await tellHead(task, params, trx)
    return true
  })
}

type CustomersTask = Task & { customerId: number }

const isOfCustomer = (task: Task): task is CustomersTask => task.customerId !== null

/** A task upwards; it ends when the step is done, or by hand. */
async function tellHead(task: CustomersTask, names: { task: string; customer: string }, trx: Trx) {
  const { id, caseId, customerId, branchId, kind, assignee } = task
  await record(
    'step_late',
    {
      customerId,
      caseId,
      about: { type: 'task', id },
      branchId,
      by: SYSTEM,
      facts: { task: kind },
      params: { ...names, staff: assignee.fullName },
    },
    trx
  )
}

async function lateTasks(limit: number): Promise<number[]> {
  const now = clock.now()
  const rows = await Task.query()
    .where('state', 'open')
    .where('due_at', '<', sqlTime(now))
    .where('due_at', '>', sqlTime(now.minus(STILL_NEWS)))
    .whereNull('reminded_at')
    .whereNotNull('assignee_id')
    .orderBy('due_at')
    .limit(limit)
    .select('id')
  return rows.map((row) => row.id)
}
