import { type DateTime } from 'luxon'
import type { Client } from '#app/core/sql'
import { sqlTime, timeOf } from '#app/core/sql'
import type { EarningLine } from '#app/club/earning'
import type { EarnChannel } from '#app/club/models/earn_rule'
import type { PlayedReturn, PlayedSale, PlayedTier } from '#app/reports/simulating'

export interface Span {
  from: DateTime
  until: DateTime
}

/** The next members by the id of their customer. */
export async function nextMembers(after: number, limit: number, client: Client): Promise<number[]> {
  const rows = await client
    .from('members')
    .where('customer_id', '>', after)
    .orderBy('customer_id')
    .limit(limit)
    .select('customer_id')
  return rows.map((row) => Number(row.customer_id))
}

export async function countMembers(client: Client): Promise<number> {
  const row = await client.from('members').count('* as number').firstOrFail()
  return Number(row.number)
}

/** Net sales to everybody in the time, less what was called off or came back, in Rial. */
export async function allSales(span: Span, client: Client): Promise<number> {
  const row = await salesIn(span, client)
    .select(client.raw('SUM(i.lines_total - i.discount) as net'))
    .first()
  const back = await salesIn(span, client)
    .join('sales_returns as r', 'r.invoice_id', 'i.id')
    .where('r.created_at', '<', sqlTime(span.until))
    .select(client.raw('SUM(r.lines_total - r.discount) as net'))
    .first()
  return Number(row?.net ?? 0) - Number(back?.net ?? 0)
}

function salesIn({ from, until }: Span, client: Client) {
  return client
    .from('invoices as i')
    .leftJoin('invoice_cancellations as x', 'x.invoice_id', 'i.id')
    .where('i.created_at', '>=', sqlTime(from))
    .where('i.created_at', '<', sqlTime(until))
    .whereNull('x.id')
}

interface SaleRow {
  id: number
  customer_id: number
  created_at: string
  channel: EarnChannel
  branch_id: number
  tier_id: number
  net: number
  vat: number
  freight: number
  credit_amount: number
}

/** What these customers bought as members, each one's sales in their order. Not what was called off. */
export async function salesOf(
  customerIds: readonly number[],
  { from, until }: Span,
  { tiers, byGoods }: { tiers: ReadonlyMap<number, PlayedTier>; byGoods: boolean },
  client: Client
): Promise<Map<number, PlayedSale[]>> {
  const rows: SaleRow[] = await client
    .from('invoices as i')
    .leftJoin('invoice_cancellations as x', 'x.invoice_id', 'i.id')
    .whereIn('i.customer_id', [...customerIds])
    .where('i.created_at', '>=', sqlTime(from))
    .where('i.created_at', '<', sqlTime(until))
    .whereNotNull('i.tier_id')
    .whereNull('x.id')
    .orderBy('i.customer_id')
    .orderBy('i.created_at')
    .orderBy('i.id')
    .select('i.id', 'i.customer_id', 'i.created_at', 'i.channel', 'i.branch_id', 'i.tier_id')
    .select('i.vat', 'i.freight', 'i.credit_amount')
    .select(client.raw('i.lines_total - i.discount as net'))
  const lines = byGoods ? await linesOf(rows, client) : new Map<number, EarningLine[]>()
  const returns = await returnsOf(rows, until, client)
  const played = rows.flatMap((row) => {
    const tier = tiers.get(Number(row.tier_id))
    if (!tier) return []
    const sale = { ...saleOf(row, tier, lines), returns: returns.get(Number(row.id)) ?? [] }
    return [{ customerId: Number(row.customer_id), sale }]
  })
  const groups = Map.groupBy(played, ({ customerId }) => customerId)
  return new Map([...groups].map(([id, all]) => [id, all.map(({ sale }) => sale)]))
}

/** What of these sales came back until then, in order. */
async function returnsOf(sales: readonly SaleRow[], until: DateTime, client: Client) {
  const rows = await client
    .from('sales_returns')
    .whereIn(
      'invoice_id',
      sales.map(({ id }) => id)
    )
    .where('created_at', '<', sqlTime(until))
    .orderBy('id')
    .select('invoice_id', 'created_at', 'lines_total', 'discount')
  const all = rows.map((row) => ({
    invoiceId: Number(row.invoice_id),
    at: timeOf(row.created_at),
    net: Number(row.lines_total) - Number(row.discount),
  }))
  return Map.groupBy<number, PlayedReturn & { invoiceId: number }>(
    all,
    ({ invoiceId }) => invoiceId
  )
}

function saleOf(
  row: SaleRow,
  tier: PlayedTier,
  lines: Map<number, EarningLine[]>
): Omit<PlayedSale, 'returns'> {
  const whole = { net: Number(row.net), vat: Number(row.vat), categoryId: null }
  return {
    at: timeOf(row.created_at),
    channel: row.channel,
    branchId: Number(row.branch_id),
    tier,
    lines: lines.get(Number(row.id)) ?? [whole],
    freight: Number(row.freight),
    creditUsed: Number(row.credit_amount),
  }
}

/** Lines by goods, for invoices of the web; the till names none. */
async function linesOf(sales: readonly SaleRow[], client: Client) {
  const ids = sales.filter(({ channel }) => channel === 'web').map(({ id }) => id)
  if (ids.length === 0) return new Map<number, EarningLine[]>()
  const rows = await client
    .from('invoice_lines as l')
    .leftJoin('variants as v', 'v.id', 'l.variant_id')
    .leftJoin('products as p', 'p.id', 'v.product_id')
    .whereIn('l.invoice_id', ids)
    .orderBy('l.id')
    .select('l.invoice_id', 'l.quantity', 'l.unit_price', 'l.discount', 'l.vat', 'p.category_id')
  const lines = rows.map((row) => ({
    invoiceId: Number(row.invoice_id),
    net: Number(row.quantity) * Number(row.unit_price) - Number(row.discount),
    vat: Number(row.vat),
    categoryId: row.category_id === null ? null : Number(row.category_id),
  }))
  return Map.groupBy<number, EarningLine & { invoiceId: number }>(lines, (line) => line.invoiceId)
}
