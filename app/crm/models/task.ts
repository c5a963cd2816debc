import { belongsTo } from '@adonisjs/lucid/orm'
import type { BelongsTo } from '@adonisjs/lucid/types/relations'
import type { DateTime } from 'luxon'
import type { Actor, DocumentRef } from '#app/core/actor'
import { clock } from '#app/core/clock'
import { created } from '#app/core/rows'
import { changed, isDuplicate, sqlTime, type Trx } from '#app/core/sql'
import { type TaskKind, TASKS } from '#app/crm/playbook'
import Customer from '#app/people/models/customer'
import Staff from '#app/people/models/staff'
import type { Role } from '#app/people/rights'
import { TaskSchema } from '#database/schema'

export const TASK_STATES = ['open', 'done', 'cancelled'] as const
export type TaskState = (typeof TASK_STATES)[number]

/** Roles that may do anybody's task. */
const HEADS: readonly Role[] = ['branch_manager', 'manager', 'administrator']

export interface NewTask {
  kind: TaskKind
  /** None for a task of the house itself. */
  customerId: number | null
  caseId: number | null
  recordId: number | null
  about: DocumentRef | null
  /** What a task of the house is about, in words. */
  subjectFa?: string | null
  subjectEn?: string | null
  branchId: number | null
  assigneeId: number | null
  dueAt: DateTime
}

/** What a member of staff must do by when. */
export default class Task extends TaskSchema {
  static table = 'tasks'

  declare kind: TaskKind
  declare state: TaskState
  declare role: Role

  @belongsTo(() => Customer)
  declare customer: BelongsTo<typeof Customer>

  @belongsTo(() => Staff, { foreignKey: 'assigneeId' })
  declare assignee: BelongsTo<typeof Staff>

  get isOpen() {
    return this.state === 'open'
  }

  get isLate() {
    return this.isOpen && this.dueAt < clock.now()
  }

  get mayCloseByHand() {
    return this.isOpen && TASKS[this.kind].byHand
  }

  /** Whether his roles, loaded, reach it: the role that it asks for or a head's, in its branch. */
  isFor(staff: Staff): boolean {
    const { role: wanted, branchId: place } = this
    return staff.roles.some(
      ({ role, branchId }) =>
        (role === wanted || HEADS.includes(role)) &&
        (branchId === null || place === null || branchId === place)
    )
  }

  /**
   * Opens a task, or answers the one that is open for the same thing: a UNIQUE index keeps it to
   * one, whoever comes at the same time.
   */
  static async open(task: NewTask, trx: Trx): Promise<Task> {
    const opened = await Task.openOnce(task, trx)
    return opened.task
  }

  /** The same, and whether it was opened now. */
  static async openOnce(
    { about, ...task }: NewTask,
    trx: Trx
  ): Promise<{ task: Task; isNew: boolean }> {
    const openKey = openKeyOf({ ...task, about })
    const row = {
      ...task,
      openKey,
      state: 'open' as const,
      role: TASKS[task.kind].role,
      aboutType: about?.type ?? null,
      aboutId: about?.id ?? null,
    }
    try {
      return { task: await created(Task, row, trx), isNew: true }
    } catch (error) {
      if (!isDuplicate(error) || openKey === null) throw error
      const open = await Task.query({ client: trx }).where('open_key', openKey).firstOrFail()
      return { task: open, isNew: false }
    }
  }

  /**
   * Ends the open tasks of these kinds in a case, in one statement. Where a kind has a task for
   * each document, one about another document of the same type stays.
   */
  static async close(
    kinds: readonly TaskKind[],
    where: { caseId: number; about: DocumentRef | null },
    by: { actor: Actor; recordId: number },
    trx: Trx
  ): Promise<number> {
    const { about, caseId } = where
    const query = Task.query({ client: trx })
      .where('case_id', caseId)
      .whereIn('kind', [...kinds])
      .where('state', 'open')
    const single = kinds.filter((kind) => TASKS[kind].per === 'document')
    if (about && single.length > 0) {
      query.where((q) =>
        q
          .whereNotIn('kind', single)
          .orWhereNot('about_type', about.type)
          .orWhere('about_id', about.id)
      )
    }
    return changed(query.update(closing('done', by)))
  }
}

/** The columns of a task that ends. */
export function closing(
  state: 'done' | 'cancelled',
  by: { actor: Actor; recordId?: number; note?: string | null }
) {
  return {
    state,
    open_key: null,
    closed_at: sqlTime(clock.now()),
    closed_by_id: by.actor.kind === 'staff' ? by.actor.id : null,
    closing_record_id: by.recordId ?? null,
    closing_note: by.note ?? null,
  }
}

/** A case's tasks are kept apart by their case, the house's own by their kind and document. */
function openKeyOf({ kind, caseId, customerId, about }: Omit<NewTask, 'dueAt'>) {
  const own = TASKS[kind].per === 'document' && about ? `:${about.type}:${about.id}` : ''
  if (caseId !== null) return `${caseId}:${kind}${own}`
  return customerId === null ? `house:${kind}${own}` : null
}
