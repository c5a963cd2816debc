import { DateTime } from 'luxon'
import db from '@adonisjs/lucid/services/db'
import { clock } from '#app/core/clock'
import { TEHRAN } from '#app/core/jalali'
import type { Rial } from '#app/core/money'
import { sqlTime } from '#app/core/sql'
import { boundsOf, type Period } from '#app/reports/period'
import type { Scope } from '#app/reports/queries/sales_figures'

export const CREDIT_REASONS = {
  given: ['earn', 'earn_pending', 'gift'],
  spent: ['spend'],
  expired: ['expire'],
} as const satisfies Record<string, readonly string[]>
export type CreditFlow = keyof typeof CREDIT_REASONS

/** Credit that moved on one day, in Rial. */
export interface DayCredit {
  day: DateTime
  flow: CreditFlow
  amount: Rial
}

const FLOW_OF = new Map<string, CreditFlow>(
  (Object.keys(CREDIT_REASONS) as CreditFlow[]).flatMap((flow) =>
    CREDIT_REASONS[flow].map((reason) => [reason, flow] as const)
  )
)

/** Credit given, spent and expired, by day. */
export async function creditByDay(period: Period, scope: Scope): Promise<DayCredit[]> {
  const [from, to] = boundsOf(period)
  const day = tehranDay('created_at', period.from)
  const query = db
    .from('transfers')
    .whereIn('reason', [...FLOW_OF.keys()])
    .where('created_at', '>=', from)
    .where('created_at', '<', to)
    .groupByRaw(`${day}, reason`)
    .select(db.raw(`${day} AS day`), 'reason')
    .sum('amount as amount')
  if (scope !== 'all') query.whereIn('branch_id', scope)
  const rows = await query
  return rows.map((row) => ({
    day: DateTime.fromISO(row.day, { zone: TEHRAN }).toUTC(),
    flow: FLOW_OF.get(row.reason)!,
    amount: Number(row.amount),
  }))
}

/** Tehran has had one offset since 2022; the period's is taken for all of its rows. */
function tehranDay(column: string, at: DateTime): string {
  const minutes = at.setZone(TEHRAN).offset
  return db.connection().dialect.name === 'mysql'
    ? `DATE_FORMAT(${column} + INTERVAL ${minutes} MINUTE, '%Y-%m-%d')`
    : `date(${column}, '+${minutes} minutes')`
}

/**
 * What the club owes now, of the whole club, in Rial: a member's balance belongs to no branch. It
 * is a sum over all members and grows with them; only this page asks for it.
 */
export async function liabilityNow(): Promise<{ available: Rial; held: Rial; pending: Rial }> {
  const rows = await db
    .from('accounts')
    .whereIn('kind', ['member_credit', 'member_pending'])
    .groupBy('kind')
    .select('kind')
    .sum('available as available')
    .sum('held as held')
  const of = (kind: string) => rows.find((row) => row.kind === kind)
  return {
    available: Number(of('member_credit')?.available ?? 0),
    held: Number(of('member_credit')?.held ?? 0),
    pending: Number(of('member_pending')?.available ?? 0),
  }
}

/** Members who joined; with a branch, those whose customer belongs to it. */
export async function newMembers(period: Period, scope: Scope): Promise<number> {
  const [from, to] = boundsOf(period)
  const query = db
    .from('members as m')
    .where('m.joined_at', '>=', from)
    .where('m.joined_at', '<', to)
    .count('* as count')
  if (scope !== 'all') {
    query.join('customers as c', 'c.id', 'm.customer_id').whereIn('c.branch_id', scope)
  }
  const [row] = await query
  return Number(row.count)
}

/** Customers who bought, and those of them who have bought more than once. */
export async function buyersOf(period: Period, scope: Scope) {
  const [from, to] = boundsOf(period)
  const buyers = db
    .from('invoices')
    .where('created_at', '>=', from)
    .where('created_at', '<', to)
    .whereNotNull('customer_id')
    .distinct('customer_id')
  if (scope !== 'all') buyers.whereIn('branch_id', scope)
  const row = await db
    .from(buyers.as('b'))
    .join('customer_stats as s', 's.customer_id', 'b.customer_id')
    .select(db.raw('COUNT(*) AS buyers'))
    .select(db.raw('SUM(CASE WHEN s.purchases > 1 THEN 1 ELSE 0 END) AS again'))
    .first()
  return { buyers: Number(row?.buyers ?? 0), again: Number(row?.again ?? 0) }
}

/** What waits for staff now. */
export async function workNow(scope: Scope) {
  const tasks = db.from('tasks').where('state', 'open')
  if (scope !== 'all') tasks.whereIn('branch_id', scope)
  const late = tasks.clone().where('due_at', '<', sqlTime(clock.now()))
  const tickets = db.from('tickets').whereIn('status', ['waiting_staff', 'waiting_customer'])
  if (scope !== 'all') tickets.whereIn('branch_id', scope)
  const [[open], [overdue], [asked]] = await Promise.all([
    tasks.count('* as count'),
    late.count('* as count'),
    tickets.count('* as count'),
  ])
  return {
    openTasks: Number(open.count),
    lateTasks: Number(overdue.count),
    openTickets: Number(asked.count),
  }
}

/** Ratings that members gave, and their average; null when nobody did. */
export async function ratingsOf(period: Period, scope: Scope) {
  const [from, to] = boundsOf(period)
  const query = db
    .from('tickets')
    .where('rated_at', '>=', from)
    .where('rated_at', '<', to)
    .count('* as count')
    .sum('rating as stars')
  if (scope !== 'all') query.whereIn('branch_id', scope)
  const [row] = await query
  const count = Number(row.count)
  return { count, average: count === 0 ? null : Number(row.stars) / count }
}
