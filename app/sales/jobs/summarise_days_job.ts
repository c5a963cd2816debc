import { DateTime } from 'luxon'
import db from '@adonisjs/lucid/services/db'
import { clock } from '#app/core/clock'
import { startOfTehranDay, TEHRAN, tehranDate } from '#app/core/jalali'
import type { Job } from '#app/core/job'
import type { Rial } from '#app/core/money'
import { type Client, sqlTime, timeOf } from '#app/core/sql'
import type { InvoiceChannel } from '#app/sales/models/invoice'

/** Sales of one kind in some time. Amounts in Rial; what was called off or came back in it is taken away. */
export interface SalesSum {
  branchId: number
  channel: InvoiceChannel
  byMember: boolean
  invoices: number
  /** Goods: net of discount, VAT and freight. */
  net: Rial
  total: Rial
  creditSpent: Rial
}

/** A sale that is still being stored at midnight is waited for. */
const SETTLING = { hours: 1 }

/**
 * Folds the days that are over into `daily_sales`, for reports over years. Invoices are never
 * changed; one that is called off counts against the day of its cancellation, goods that came back
 * against the day of their return. So a folded day stays as it is; folding it again gives the same
 * rows.
 * @returns days folded
 */
export async function summariseDays(client: Client = db.connection()): Promise<number> {
  const end = startOfTehranDay(clock.now().minus(SETTLING))
  let folded = 0
  for (let day = await firstUnfolded(client); day && day < end; day = day.plus({ days: 1 })) {
    await foldDay(day, client)
    folded++
  }
  return folded
}

/** Throws the folded days away and folds them anew. @returns days folded */
export async function rebuildDays(client: Client = db.connection()): Promise<number> {
  await client.from('daily_sales').delete()
  return summariseDays(client)
}

/** Start of the first day that is not folded yet; null before the first sale. */
export async function firstUnfolded(client: Client): Promise<DateTime | null> {
  const last = await client.from('daily_sales').orderBy('day', 'desc').select('day').first()
  if (last) return DateTime.fromISO(last.day, { zone: TEHRAN }).plus({ days: 1 }).toUTC()
  const sale = await client.from('invoices').orderBy('created_at').select('created_at').first()
  return sale ? startOfTehranDay(timeOf(String(sale.created_at))) : null
}

/** What was sold from one moment until before another, by branch, channel and membership. */
export async function salesBetween(
  from: DateTime,
  to: DateTime,
  client: Client = db.connection()
): Promise<SalesSum[]> {
  const bounds = [sqlTime(from), sqlTime(to)] as const
  const made = await sums(client.from('invoices as i'), 'i.created_at', bounds)
  const off = client
    .from('invoice_cancellations as x')
    .join('invoices as i', 'i.id', 'x.invoice_id')
  return merged(made, [
    ...(await sums(off, 'x.created_at', bounds)),
    ...(await returned(bounds, client)),
  ])
}

/** The sale itself still counts as one: only its amounts are less. */
async function returned([from, to]: readonly [string, string], client: Client) {
  const found = await client
    .from('sales_returns as r')
    .join('invoices as i', 'i.id', 'r.invoice_id')
    .where('r.created_at', '>=', from)
    .where('r.created_at', '<', to)
    .groupBy('i.branch_id', 'i.channel', 'i.by_member')
    .select('i.branch_id', 'i.channel', 'i.by_member')
    .sum('r.lines_total as goods')
    .sum('r.discount as discount')
    .sum('r.total as total')
    .sum('r.credit_back as credit')
  return found.map((row) => sumOfRow({ ...row, invoices: 0 }))
}

type Rows = ReturnType<Client['from']>

async function sums(rows: Rows, time: string, [from, to]: readonly [string, string]) {
  const found = await rows
    .where(time, '>=', from)
    .where(time, '<', to)
    .groupBy('i.branch_id', 'i.channel', 'i.by_member')
    .select('i.branch_id', 'i.channel', 'i.by_member')
    .count('* as invoices')
    .sum('i.lines_total as goods')
    .sum('i.discount as discount')
    .sum('i.total as total')
    .sum('i.credit_amount as credit')
  return found.map(sumOfRow)
}

function sumOfRow(row: Record<string, string | number>): SalesSum {
  return {
    branchId: Number(row.branch_id),
    channel: row.channel as InvoiceChannel,
    byMember: Boolean(row.by_member),
    invoices: Number(row.invoices),
    net: Number(row.goods) - Number(row.discount),
    total: Number(row.total),
    creditSpent: Number(row.credit),
  }
}

function merged(made: SalesSum[], off: SalesSum[]): SalesSum[] {
  const kindOf = (sum: SalesSum) => `${sum.branchId} ${sum.channel} ${sum.byMember}`
  const all = new Map(made.map((sum) => [kindOf(sum), { ...sum }]))
  for (const sum of off) {
    const nothing = { ...sum, invoices: 0, net: 0, total: 0, creditSpent: 0 }
    const kept = all.get(kindOf(sum)) ?? nothing
    kept.invoices -= sum.invoices
    kept.net -= sum.net
    kept.total -= sum.total
    kept.creditSpent -= sum.creditSpent
    all.set(kindOf(sum), kept)
  }
  return [...all.values()]
}

/** One statement, so that two nodes at once leave the same rows. */
async function foldDay(day: DateTime, client: Client) {
  const rows = await salesBetween(day, day.plus({ days: 1 }), client)
  if (rows.length === 0) return
  const name = tehranDate(day)
  await client
    .insertQuery()
    .table('daily_sales')
    .knexQuery.insert(
      rows.map((row) => ({
        day: name,
        branch_id: row.branchId,
        channel: row.channel,
        by_member: row.byMember ? 1 : 0,
        invoices: row.invoices,
        net: row.net,
        total: row.total,
        credit_spent: row.creditSpent,
      }))
    )
    .onConflict(['day', 'branch_id', 'channel', 'by_member'])
    .merge()
}

export default {
  name: 'summarise_days',
  every: { seconds: 900 },
  run: () => summariseDays(),
} satisfies Job
