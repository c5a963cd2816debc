import type { DateTime } from 'luxon'
import type { Actor, DocumentRef } from '#app/core/actor'
import { clock } from '#app/core/clock'
import type { Rial } from '#app/core/money'
import { created } from '#app/core/rows'
import { sqlTime, type Trx } from '#app/core/sql'
import { execute, insert, rowOf } from '#app/core/statement'
import CrmCase, { type CaseKind } from '#app/crm/models/crm_case'
import Task from '#app/crm/models/task'
import { type Play, playOf, type RecordKind, TASKS } from '#app/crm/playbook'
import { assigneeFor } from '#app/crm/queries/assignee'
import { addWorkingMinutes } from '#app/crm/working_calendar'
import { announce, live } from '#app/messaging/live'
import { type MessageOrder, type Person, queueMessages } from '#app/messaging/queue_message'
import type { TextValues } from '#app/messaging/render'
import Staff from '#app/people/models/staff'

export interface Happening {
  customerId: number
  /** The customer, when this transaction has read him already: his messages need no other look. */
  customer?: Person
  caseId?: number | null
  /** The case of `caseId`, when this transaction has just opened it. */
  newCase?: CrmCase
  /** The document it is about. */
  about?: DocumentRef
  /** The document whose task ends with it, when that is another: the remittance of a shipment. */
  endsTaskOf?: DocumentRef
  amount?: Rial
  /** The branch it happens in; the case's branch when left out. */
  branchId?: number | null
  by: Actor
  facts?: Record<string, unknown>
  /** The member of staff who may not get the task: a second person is needed. */
  notFor?: number
  /** Categories of the goods, for the choice of the expert. */
  categoryIds?: readonly number[]
  /** By when its task is to be done, when something else was promised than the playbook says. */
  dueAt?: DateTime
  /** Values of the messages' placeholders. */
  params?: TextValues
}

export interface Recorded {
  recordId: number
  /** The task that waits now because of it. */
  task: Task | null
  /** Who has that task, or else the case. */
  expert: Staff | null
}

/** Opens the case that a chain of records hangs on. */
export function openCase(
  kind: CaseKind,
  of: { customerId: number; branchId?: number | null; expertId?: number | null },
  trx: Trx
): Promise<CrmCase> {
  const { customerId, branchId = null, expertId = null } = of
  return created(CrmCase, { kind, customerId, branchId, expertId }, trx)
}

/**
 * Writes what happened into the customer file, in the transaction that did it, and does what the
 * playbook says follows: ends tasks, gives the next one to the right expert, queues the messages,
 * and moves the boards once the transaction is stored.
 */
export async function record(kind: RecordKind, what: Happening, trx: Trx): Promise<Recorded> {
  const play = playOf(kind)
  const kase = what.caseId && needsCase(play, what) ? await caseOf(what.caseId, what, trx) : null
  const branchId = what.branchId ?? kase?.branchId ?? null

  const recordId = await insertRecord(kind, { ...what, branchId }, trx)
  if (play.closes && what.caseId) {
    const where = { caseId: what.caseId, about: what.endsTaskOf ?? what.about ?? null }
    const ends = [...play.closes, 'late_step'] as const
    await Task.close(ends, where, { actor: what.by, recordId }, trx)
  }
  const task = play.opens
    ? await openTask(play.opens, { ...what, branchId, recordId }, kase, trx)
    : null
  const expert = await expertOf(task, kase, play, trx)
  await tell(play, what, expert, trx)
  announceIt(kind, what.customerId, branchId, expert, recordId, trx)
  return { recordId, task, expert }
}

function needsCase(play: Play, what: Happening) {
  return what.branchId === undefined || Boolean(play.opens) || Boolean(play.tellsExpert)
}

async function caseOf(id: number, { newCase }: Happening, trx: Trx) {
  if (newCase) return { id, branchId: newCase.branchId, expertId: newCase.expertId }
  const row = await rowOf<{ branchId: number | null; expertId: number | null }>(
    'SELECT branch_id AS branchId, expert_id AS expertId FROM crm_cases WHERE id = ?',
    [id],
    trx
  )
  return { id, ...row! }
}
type Case = Awaited<ReturnType<typeof caseOf>>

function insertRecord(kind: RecordKind, what: Happening, trx: Trx): Promise<number> {
  const row = {
    kind,
    customer_id: what.customerId,
    case_id: what.caseId,
    about_type: what.about?.type,
    about_id: what.about?.id,
    amount: what.amount,
    branch_id: what.branchId,
    actor_kind: what.by.kind,
    actor_id: what.by.id,
    facts: JSON.stringify(what.facts ?? {}),
    created_at: sqlTime(clock.now()),
  }
  return insert('crm_records', row, trx)
}

async function openTask(
  { task: kind, within }: NonNullable<Play['opens']>,
  what: Happening & { branchId: number | null; recordId: number },
  kase: Case | null,
  trx: Trx
): Promise<Task> {
  const { branchId, customerId, recordId } = what
  const { role } = TASKS[kind]
  const categoryIds = what.categoryIds ?? []
  const expertId = kase?.expertId ?? null
  const job = { role, branchId, expertId, categoryIds, notFor: what.notFor }
  const assignee = await assigneeFor(job, trx)
  const dueAt = what.dueAt ?? (await addWorkingMinutes(clock.now(), within, branchId, trx))
  const task = await Task.open(
    {
      kind,
      customerId,
      caseId: what.caseId ?? null,
      recordId,
      about: what.about ?? null,
      branchId,
      assigneeId: assignee?.id ?? null,
      dueAt,
    },
    trx
  )
  if (assignee && task.assigneeId === assignee.id) task.$setRelated('assignee', assignee)
  await takeCase(kase, role, task, trx)
  return task
}

/** The first expert who gets a task of a case keeps the case. */
async function takeCase(kase: Case | null, role: string, task: Task, trx: Trx) {
  if (!kase || kase.expertId !== null || task.assigneeId === null || !role.endsWith('_expert'))
    return
  await execute(
    'UPDATE crm_cases SET expert_id = ? WHERE id = ? AND expert_id IS NULL',
    [task.assigneeId, kase.id],
    trx
  )
}

async function expertOf(task: Task | null, kase: Case | null, play: Play, trx: Trx) {
  if (task?.$preloaded.assignee) return task.assignee
  const id = task?.assigneeId ?? (play.tellsExpert ? kase?.expertId : null)
  return id ? Staff.find(id, { client: trx }) : null
}

const PERSON = 'SELECT id, mobile, email, locale FROM customers WHERE id = ?'

async function tell(play: Play, what: Happening, expert: Staff | null, trx: Trx) {
  const { about, caseId, customerId, params = {} } = what
  const common = { params, about, caseId: caseId ?? undefined }
  const orders: MessageOrder[] = []
  if (play.tellsCustomer) {
    const customer = what.customer ?? (await rowOf<Person>(PERSON, [customerId], trx))
    orders.push({ template: play.tellsCustomer, to: { customer: customer! }, ...common })
  }
  if (play.tellsExpert && expert?.mobile) {
    orders.push({ template: play.tellsExpert, to: { staff: expert }, ...common })
  }
  await queueMessages(orders, trx)
}

/** Boards of the branch, the expert's own day and the customer's panel show it without reloading. */
function announceIt(
  what: RecordKind,
  customerId: number,
  branchId: number | null,
  expert: Staff | null,
  id: number,
  trx: Trx
) {
  announce(trx, live.desk(branchId ?? 0), { what, id })
  if (branchId) announce(trx, live.desk(0), { what, id })
  if (expert) announce(trx, live.staff(expert.id), { what, id })
  announce(trx, live.member(customerId), { what, id })
}
