import type { Breach, Law } from '#app/core/law'
import { type Client, sqlTime } from '#app/core/sql'
import { firstUnfolded } from '#app/sales/jobs/summarise_days_job'

/** Folded days hold what the invoices of those days hold, less what was called off or came back in them. */
const foldedDays: Law = {
  name: 'sales: daily_sales = invoices − cancellations − returns of the folded days',
  async check(client) {
    const end = await firstUnfolded(client)
    const folded = await client.from('daily_sales').sum('invoices as count').sum('total as total')
    if (!end || Number(folded[0].count ?? 0) === 0) return []
    const made = await sums(client.from('invoices as i').where('i.created_at', '<', sqlTime(end)))
    const off = await sums(
      client
        .from('invoice_cancellations as x')
        .join('invoices as i', 'i.id', 'x.invoice_id')
        .where('x.created_at', '<', sqlTime(end))
    )
    const [back] = await client
      .from('sales_returns')
      .where('created_at', '<', sqlTime(end))
      .sum('total as total')
    const total = made.total - off.total - Number(back.total ?? 0)
    return [
      ...differing('invoices', made.count - off.count, Number(folded[0].count)),
      ...differing('total', total, Number(folded[0].total)),
    ]
  },
}

async function sums(rows: ReturnType<Client['from']>) {
  const [row] = await rows.count('* as count').sum('i.total as total')
  return { count: Number(row.count), total: Number(row.total ?? 0) }
}

function differing(what: string, expected: number, found: number): Breach[] {
  return expected === found ? [] : [{ where: `daily_sales ${what}`, expected, found }]
}

export const laws: Law[] = [foldedDays]
