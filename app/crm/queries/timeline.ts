import type { DateTime } from 'luxon'
import db from '@adonisjs/lucid/services/db'
import type { DocumentRef } from '#app/core/actor'
import { clock } from '#app/core/clock'
import type { Rial } from '#app/core/money'
import { type Client, timeOf } from '#app/core/sql'
import { rowsOf } from '#app/core/statement'
import { playOf, type RecordKind, type TaskKind } from '#app/crm/playbook'
import type { Role } from '#app/people/rights'

export interface TimelineEntry {
  id: number
  kind: RecordKind
  at: DateTime
  /** In Rial. */
  amount: Rial | null
  about: DocumentRef | null
  /** Who did it; the name is for staff only. */
  by: { kind: 'customer' | 'staff' | 'system'; name: string | null }
  facts: Record<string, unknown>
  caseId: number | null
  /** Place on the path from request to delivery, if it has one. */
  step: number | null
}

/** What the case waits for now; the name is for staff only. */
export interface Waiting {
  taskId: number
  kind: TaskKind
  role: Role
  dueAt: DateTime
  late: boolean
  assignee: string | null
}

export interface Timeline {
  entries: TimelineEntry[]
  waiting: Waiting[]
}

const RECORDS = `SELECT r.*, s.first_name, s.last_name FROM crm_records r
  LEFT JOIN staff s ON s.id = r.actor_id AND r.actor_kind = 'staff'
  WHERE r.case_id = ? ORDER BY r.id`

/* The open ones are picked and sorted here: asked for them, SQLite reads all open tasks of the house. */
const TASKS = `SELECT t.id, t.state, t.kind, t.role, t.due_at, s.first_name, s.last_name
  FROM tasks t LEFT JOIN staff s ON s.id = t.assignee_id WHERE t.case_id = ?`

/**
 * A case from its first record to what it waits for now: the same rows for customer and staff. The
 * customer sees the shared kinds, the role and the promised time; staff see names and the rest.
 */
export async function timelineOf(
  caseId: number,
  { forCustomer }: { forCustomer: boolean },
  client: Client = db.connection()
): Promise<Timeline> {
  const rows = await rowsOf<Row>(RECORDS, [caseId], client)
  const tasks = await rowsOf<Record<string, string>>(TASKS, [caseId], client)
  return {
    entries: rows
      .filter((row) => !forCustomer || playOf(row.kind).shared)
      .map((row) => entryOf(row, forCustomer)),
    waiting: tasks
      .filter((row) => row.state === 'open' && !(forCustomer && row.kind === 'late_step'))
      .map((row) => waitingOf(row, forCustomer))
      .sort((a, b) => a.dueAt.toMillis() - b.dueAt.toMillis()),
  }
}

export interface FileFilter {
  customerId: number
  kinds?: readonly RecordKind[]
  /** Records before this id. */
  after?: number
  limit?: number
}

/** The customer file, newest first, a page at a time. */
export async function customerFile({ customerId, kinds, after, limit = 30 }: FileFilter) {
  const rows = await recordRows(db.connection())
    .where('crm_records.customer_id', customerId)
    .if(kinds, (query) => query.whereIn('crm_records.kind', [...kinds!]))
    .if(after, (query) => query.where('crm_records.id', '<', after!))
    .orderBy('crm_records.id', 'desc')
    .limit(limit + 1)
  const entries = rows.slice(0, limit).map((row) => entryOf(row, false))
  return { entries, next: rows.length > limit ? (entries.at(-1)?.id ?? null) : null }
}

function recordRows(client: Client) {
  return client
    .from('crm_records')
    .leftJoin('staff', (join) =>
      join.on('staff.id', 'crm_records.actor_id').andOnVal('crm_records.actor_kind', 'staff')
    )
    .select('crm_records.*', 'staff.first_name', 'staff.last_name')
}

interface Row {
  id: number | string
  kind: RecordKind
  actor_kind: TimelineEntry['by']['kind']
  created_at: string
  facts: string | Record<string, unknown>
  amount: number | string | null
  about_type: string | null
  about_id: number | string | null
  case_id: number | string | null
  first_name: string | null
  last_name: string | null
}

function entryOf(row: Row, forCustomer: boolean): TimelineEntry {
  const number = (value: unknown) => (value === null ? null : Number(value))
  return {
    id: Number(row.id),
    kind: row.kind,
    at: timeOf(row.created_at),
    amount: number(row.amount),
    about: row.about_type ? { type: String(row.about_type), id: Number(row.about_id) } : null,
    by: { kind: row.actor_kind, name: forCustomer ? null : nameIn(row) },
    facts: typeof row.facts === 'string' ? JSON.parse(row.facts) : row.facts,
    caseId: number(row.case_id),
    step: playOf(row.kind).step ?? null,
  }
}

function waitingOf(row: Record<string, string>, forCustomer: boolean): Waiting {
  const dueAt = timeOf(row.due_at)
  return {
    taskId: Number(row.id),
    kind: row.kind as TaskKind,
    role: row.role as Role,
    dueAt,
    late: dueAt < clock.now(),
    assignee: forCustomer ? null : nameIn(row),
  }
}

function nameIn(row: { first_name?: unknown; last_name?: unknown }) {
  return row.first_name ? `${row.first_name} ${row.last_name}` : null
}
