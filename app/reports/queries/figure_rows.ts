import db from '@adonisjs/lucid/services/db'
import { byIndex } from '#app/core/by_index'
import type { Client } from '#app/core/sql'
import { CREDIT_REASONS } from '#app/reports/queries/club_figures'
import { boundsOf, type Period } from '#app/reports/period'
import type { Scope } from '#app/reports/queries/sales_figures'

/*
 * The rows behind each number of the page, newest first. Every figure answers the same columns:
 * id, at, amount (Rial or null), customer, and the name of its source; so one page shows them all.
 */

const PAGE = 50
type Query = ReturnType<Client['from']>

interface Figure {
  rows(): Query
  /** Column that the period bounds and the order follows. */
  time: string
  branch: string
}

const invoices = (channel?: 'web' | 'till', byMember?: boolean): Figure => ({
  rows() {
    const query = db
      .from('invoices as r')
      .leftJoin('customers as c', 'c.id', 'r.customer_id')
      .select('r.total as amount', 'r.channel as kind')
    if (channel) query.where('r.channel', channel)
    if (byMember !== undefined) query.where('r.by_member', byMember ? 1 : 0)
    return query
  },
  time: 'r.created_at',
  branch: 'r.branch_id',
})

const transfers = (reasons: readonly string[], side: 'debit' | 'credit'): Figure => ({
  rows: () =>
    db
      .from('transfers as r')
      .join('accounts as a', 'a.id', `r.${side}_account_id`)
      .leftJoin('customers as c', 'c.id', 'a.customer_id')
      .whereIn('r.reason', [...reasons])
      .select('r.amount', 'r.reason as kind'),
  time: 'r.created_at',
  branch: 'r.branch_id',
})

/**
 * Lots are earned in the order of their ids and the newest are mostly open: read from the last one
 * back until a page is full. By their state all open lots of the club would be sorted for each page.
 */
const lots = (state: 'available' | 'pending'): Figure => ({
  rows: () =>
    byIndex(db.from('lots as r'), 'lots as r', 'PRIMARY')
      .leftJoin('customers as c', 'c.id', 'r.customer_id')
      .whereRaw("COALESCE(r.state, '') = ?", [state])
      .select('r.remaining as amount', 'r.state as kind'),
  time: 'r.earned_at',
  branch: 'r.branch_id',
})

export const FIGURES = {
  sales: invoices(),
  web: invoices('web'),
  till: invoices('till'),
  members: invoices(undefined, true),
  given: transfers(CREDIT_REASONS.given, 'credit'),
  spent: transfers(CREDIT_REASONS.spent, 'debit'),
  expired: transfers(CREDIT_REASONS.expired, 'debit'),
  pending: lots('pending'),
  liability: lots('available'),
  new_members: {
    rows: () =>
      db
        .from('members as r')
        .join('customers as c', 'c.id', 'r.customer_id')
        .select(db.raw('NULL as amount'), 'r.source as kind'),
    time: 'r.joined_at',
    branch: 'c.branch_id',
  },
  ratings: {
    rows: () =>
      db
        .from('tickets as r')
        .join('customers as c', 'c.id', 'r.customer_id')
        .select(db.raw('NULL as amount'), 'r.rating as kind'),
    time: 'r.rated_at',
    branch: 'r.branch_id',
  },
} satisfies Record<string, Figure>
export type FigureName = keyof typeof FIGURES

/** Sums of what is open now have no period. */
const NOW: readonly FigureName[] = ['pending', 'liability']

export interface FigureRow {
  id: number
  at: string
  amount: number | null
  kind: string | number
  customer_id: number | null
  first_name: string | null
  last_name: string | null
  mobile: string | null
}

/** Where the next page begins: the time and id of the last row shown. */
export interface After {
  at: string
  id: number
}

export async function figureRows(
  name: FigureName,
  period: Period,
  scope: Scope,
  after: After | null
): Promise<{ rows: FigureRow[]; next: After | null }> {
  const { time, branch, rows }: Figure = FIGURES[name]
  const query = rows()
    .select(
      'r.id',
      `${time} as at`,
      'c.id as customer_id',
      'c.first_name',
      'c.last_name',
      'c.mobile'
    )
    .limit(PAGE + 1)
  if (NOW.includes(name)) {
    query.orderBy('r.id', 'desc')
    if (after) query.where('r.id', '<', after.id)
  } else {
    const [from, to] = boundsOf(period)
    query.where(time, '>=', from).where(time, '<', to)
    query.orderBy(time, 'desc').orderBy('r.id', 'desc')
    if (after) query.where(olderThan(time, after))
  }
  if (scope !== 'all') query.whereIn(branch, scope)
  const found: FigureRow[] = await query
  const shown = found.slice(0, PAGE)
  const last = shown.at(-1)
  return { rows: shown, next: found.length > PAGE && last ? { at: last.at, id: last.id } : null }
}

function olderThan(time: string, { at, id }: After) {
  return (older: Query) => {
    older.where(time, '<', at).orWhere((same) => void same.where(time, at).where('r.id', '<', id))
  }
}
