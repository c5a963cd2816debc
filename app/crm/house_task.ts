import type { Actor, DocumentRef } from '#app/core/actor'
import { clock } from '#app/core/clock'
import { changed, type Trx } from '#app/core/sql'
import Task, { closing } from '#app/crm/models/task'
import { type TaskKind, TASKS } from '#app/crm/playbook'
import { assigneeFor } from '#app/crm/queries/assignee'
import { addWorkingMinutes } from '#app/crm/working_calendar'
import { announce, live } from '#app/messaging/live'

/*
 * Tasks that are about no customer: the books, a shelf, a machine. They stand on the same boards
 * and are handed over in the same way, but no customer file has a line of them.
 */

export interface HouseTask {
  /** The branch whose staff do it; none: the whole house. */
  branchId: number | null
  /** What it is about, where each of a kind has its own. */
  about?: DocumentRef
  /** The same in words, for its card. */
  subject?: { fa: string; en: string }
  /** Working minutes until it is due. */
  within: number
}

/**
 * Opens a task of the house, or answers the one of its kind that is open already.
 * @returns the task, its assignee loaded where there is one, and whether it is a new one
 */
export async function openHouseTask(
  kind: TaskKind,
  { branchId, about, subject, within }: HouseTask,
  trx: Trx
): Promise<{ task: Task; isNew: boolean }> {
  const { role } = TASKS[kind]
  const assignee = await assigneeFor({ role, branchId, expertId: null, categoryIds: [] }, trx)
  const dueAt = await addWorkingMinutes(clock.now(), within, branchId, trx)
  const { task, isNew } = await Task.openOnce(
    {
      kind,
      customerId: null,
      caseId: null,
      recordId: null,
      about: about ?? null,
      subjectFa: subject?.fa ?? null,
      subjectEn: subject?.en ?? null,
      branchId,
      assigneeId: assignee?.id ?? null,
      dueAt,
    },
    trx
  )
  if (isNew && assignee) task.$setRelated('assignee', assignee)
  tellBoards(task, trx)
  return { task, isNew }
}

/**
 * Ends the open task of a kind that the house has one of, or one for each document, and what was opened because it was late.
 * @returns whether there was one
 */
export async function closeHouseTask(
  kind: TaskKind,
  end: { by: Actor; note: string; about?: DocumentRef },
  trx: Trx
): Promise<boolean> {
  const own = end.about ? `:${end.about.type}:${end.about.id}` : ''
  const openKey = `house:${kind}${own}`
  const task = await Task.query({ client: trx }).where('open_key', openKey).first()
  if (!task) return false
  const row = trx.from('tasks').where({ id: task.id, state: 'open' })
  const ended = await changed(row.update(closing('done', { actor: end.by, note: end.note })))
  await closeLateStep(task.id, end.by, trx)
  tellBoards(task, trx)
  return ended === 1
}

/** A task of the house ended: nobody has to see to its lateness any more. */
export async function closeLateStep(taskId: number, by: Actor, trx: Trx): Promise<void> {
  const row = trx.from('tasks').where({ open_key: `house:late_step:task:${taskId}` })
  await row.update(closing('done', { actor: by }))
}

function tellBoards({ id, branchId, assigneeId }: Task, trx: Trx) {
  const news = { what: 'task', id }
  announce(trx, live.desk(branchId ?? 0), news)
  if (branchId) announce(trx, live.desk(0), news)
  if (assigneeId) announce(trx, live.staff(assigneeId), news)
}
