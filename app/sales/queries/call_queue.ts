import db from '@adonisjs/lucid/services/db'
import { clock } from '#app/core/clock'
import { sqlTime } from '#app/core/sql'
import { type TaskKind, TASKS } from '#app/crm/playbook'
import type Staff from '#app/people/models/staff'
import { inBranches } from '#app/sales/queries/scopes'

const KIND = 'validation_call' satisfies TaskKind
const PAGE = 25

/** Whose calls: one's own and those that nobody has, or all of one's branches. */
export const CALL_SCOPES = ['mine', 'all'] as const
export type CallScope = (typeof CALL_SCOPES)[number]

export interface QueuedCall {
  task_id: number
  pre_invoice_id: number
  due_at: string
  not_before: string | null
  total: number
  valid_until: string
  first_name: string | null
  last_name: string | null
  mobile: string
  staff_first: string | null
  staff_last: string | null
  /** Calls that nobody answered. */
  tries: number
}

/** Where a page of the queue ends: the due time and id of its last task. */
export interface Place {
  dueAt: string
  id: number
}

function calls(staff: Staff, scope: CallScope) {
  const branches = staff.branchesFor('preInvoices.work')
  const query = db
    .from('tasks as t')
    .where({ 't.role': TASKS[KIND].role, 't.state': 'open', 't.kind': KIND })
  if (scope === 'all') inBranches(query, 't.branch_id', branches)
  else {
    query.where((own) => {
      own.where('t.assignee_id', staff.id)
      own.orWhere((free) => {
        free.whereNull('t.assignee_id')
        inBranches(free as never, 't.branch_id', branches)
      })
    })
  }
  return query
}

function beyond(query: ReturnType<typeof calls>, { dueAt, id }: Place) {
  return query.where((later) =>
    later
      .where('t.due_at', '>', dueAt)
      .orWhere((same) => same.where('t.due_at', dueAt).where('t.id', '>', id))
  )
}

/** The calls that wait, the most urgent first; those whose time has not come are among them. */
export async function callQueue(staff: Staff, scope: CallScope, after: Place | null) {
  const query = calls(staff, scope)
  if (after) beyond(query, after)
  const rows: QueuedCall[] = await query
    .join('pre_invoices as p', 'p.id', 't.about_id')
    .join('customers as c', 'c.id', 'p.customer_id')
    .leftJoin('staff as s', 's.id', 't.assignee_id')
    .orderBy('t.due_at')
    .orderBy('t.id')
    .limit(PAGE + 1)
    .select('t.id as task_id', 'p.id as pre_invoice_id', 't.due_at', 't.not_before', 'p.total')
    .select('p.valid_until', 'c.first_name', 'c.last_name', 'c.mobile')
    .select('s.first_name as staff_first', 's.last_name as staff_last')
    .select(
      db
        .from('validations as v')
        .whereColumn('v.pre_invoice_id', 'p.id')
        .where('v.outcome', 'no_answer')
        .count('*')
        .as('tries')
    )
  const shown = rows.slice(0, PAGE).map((row) => ({ ...row, tries: Number(row.tries) }))
  const last = shown.at(-1)
  const next = rows.length > PAGE && last ? { dueAt: String(last.due_at), id: last.task_id } : null
  return { rows: shown, next }
}

/** Pre-invoice of the call to make now, or null: the most urgent one whose time has come. */
export async function nextCall(
  staff: Staff,
  scope: CallScope,
  skipped: number | null = null
): Promise<number | null> {
  const query = calls(staff, scope)
  const place = skipped === null ? null : await placeOf(skipped)
  if (place) beyond(query, place)
  const row = await query
    .where((due) =>
      due.whereNull('t.not_before').orWhere('t.not_before', '<=', sqlTime(clock.now()))
    )
    .orderBy('t.due_at')
    .orderBy('t.id')
    .select('t.about_id')
    .first()
  return row ? Number(row.about_id) : null
}

/** Page of the call to make now, or of the queue when none is due. */
export async function nextCallPath(staff: Staff, scope: CallScope, skipped?: number | null) {
  const id = await nextCall(staff, scope, skipped)
  return `/desk/calls${id ? `/${id}` : ''}?scope=${scope}`
}

/** Where the call of a pre-invoice stands in the queue. */
async function placeOf(preInvoiceId: number): Promise<Place | null> {
  const row = await db
    .from('tasks')
    .where({ kind: KIND, about_type: 'pre_invoice', about_id: preInvoiceId })
    .orderBy('id', 'desc')
    .select('id', 'due_at')
    .first()
  return row ? { dueAt: String(row.due_at), id: Number(row.id) } : null
}

export interface EarlierCall {
  outcome: string
  note: string | null
  created_at: string
  first_name: string
  last_name: string
}

/** What came of the calls so far, the first one first. */
export function earlierCalls(preInvoiceId: number): Promise<EarlierCall[]> {
  return db
    .from('validations as v')
    .join('staff as s', 's.id', 'v.staff_id')
    .where('v.pre_invoice_id', preInvoiceId)
    .orderBy('v.id')
    .select('v.outcome', 'v.note', 'v.created_at', 's.first_name', 's.last_name')
}
