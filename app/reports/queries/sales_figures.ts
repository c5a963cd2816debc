import db from '@adonisjs/lucid/services/db'
import { DateTime } from 'luxon'
import { TEHRAN, tehranDate } from '#app/core/jalali'
import { type Rial, sumOf } from '#app/core/money'
import { firstUnfolded, salesBetween, type SalesSum } from '#app/sales/jobs/summarise_days_job'
import { boundsOf, bucketsOf, type Period } from '#app/reports/period'

/** Branches that a report covers. */
export type Scope = 'all' | number[]

/** Sales of one kind on one day. Amounts in Rial. */
export interface DaySales extends SalesSum {
  /** Start of the day in Tehran. */
  day: DateTime
}

/**
 * What was sold, by day, branch, channel and membership: folded days from `daily_sales`, the days
 * since then (usually only today) from the invoices themselves.
 */
export async function salesOf(period: Period, scope: Scope): Promise<DaySales[]> {
  const unfolded = await firstUnfolded(db.connection())
  if (!unfolded) return []
  const folded = await foldedSales(period, scope)
  const fresh: DaySales[] = []
  let day = DateTime.max(unfolded, period.from)
  for (; day < period.to; day = day.plus({ days: 1 })) {
    const rows = await salesBetween(day, day.plus({ days: 1 }))
    for (const row of rows) if (covers(scope, row.branchId)) fresh.push({ ...row, day })
  }
  return [...folded, ...fresh]
}

async function foldedSales(period: Period, scope: Scope): Promise<DaySales[]> {
  const query = db
    .from('daily_sales')
    .where('day', '>=', tehranDate(period.from))
    .where('day', '<', tehranDate(period.to))
    .orderBy('day')
  if (scope !== 'all') query.whereIn('branch_id', scope)
  const rows = await query
  return rows.map((row) => ({
    day: DateTime.fromISO(row.day, { zone: TEHRAN }).toUTC(),
    branchId: Number(row.branch_id),
    channel: row.channel,
    byMember: Boolean(row.by_member),
    invoices: Number(row.invoices),
    net: Number(row.net),
    total: Number(row.total),
    creditSpent: Number(row.credit_spent),
  }))
}

const covers = (scope: Scope, branchId: number) => scope === 'all' || scope.includes(branchId)

/** Sums of some sales, in Rial. */
export interface SalesTotals {
  invoices: number
  net: Rial
  total: Rial
  creditSpent: Rial
}

export function totalsOf(rows: readonly SalesSum[]): SalesTotals {
  return {
    invoices: sumOf(rows.map((row) => row.invoices)),
    net: sumOf(rows.map((row) => row.net)),
    total: sumOf(rows.map((row) => row.total)),
    creditSpent: sumOf(rows.map((row) => row.creditSpent)),
  }
}

/** Values of rows summed into the bars of a period. */
export function inBuckets<T extends { day: DateTime }>(
  rows: readonly T[],
  period: Period,
  value: (row: T) => number
): number[] {
  const starts = bucketsOf(period).map((start) => start.toMillis())
  const sums = starts.map(() => 0)
  for (const row of rows) {
    const at = row.day.toMillis()
    const bucket = starts.findLastIndex((start) => start <= at)
    if (bucket >= 0) sums[bucket] += value(row)
  }
  return sums
}

export interface CategorySales {
  id: number
  name_fa: string
  name_en: string
  net: Rial
}

/** Net of what came back of a line, found by its index. */
const CAME_BACK = `COALESCE((SELECT SUM(r.total - r.vat) FROM sales_return_lines r
  WHERE r.invoice_line_id = l.id), 0)`

/** Goods sold by category, net of returns, the most first. The till names no goods, so this is the web's. */
export async function topCategories(period: Period, scope: Scope): Promise<CategorySales[]> {
  const [from, to] = boundsOf(period)
  const query = db
    .from('invoices as i')
    .join('invoice_lines as l', 'l.invoice_id', 'i.id')
    .join('variants as v', 'v.id', 'l.variant_id')
    .join('products as p', 'p.id', 'v.product_id')
    .join('categories as c', 'c.id', 'p.category_id')
    .leftJoin('invoice_cancellations as x', 'x.invoice_id', 'i.id')
    .whereNull('x.id')
    .where('i.created_at', '>=', from)
    .where('i.created_at', '<', to)
    .groupBy('c.id', 'c.name_fa', 'c.name_en')
    .select('c.id', 'c.name_fa', 'c.name_en', db.raw(`SUM(l.total - l.vat - ${CAME_BACK}) AS net`))
    .orderBy('net', 'desc')
    .limit(8)
  if (scope !== 'all') query.whereIn('i.branch_id', scope)
  const rows = await query
  return rows.map((row) => ({ ...row, net: Number(row.net) }))
}
