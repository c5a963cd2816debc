import db from '@adonisjs/lucid/services/db'
import { clock } from '#app/core/clock'
import { type Client, timeOf } from '#app/core/sql'
import { warrantyDaysLeft } from '#app/aftersales/warranty'

/** A line of one of the customer's invoices, as "which item is it about?" shows it. */
export interface BoughtItem {
  lineId: number
  invoiceId: number
  branchId: number
  categoryId: number | null
  name_fa: string
  name_en: string
  picture: string | null
  quantity: number
  soldAt: ReturnType<typeof timeOf>
  warrantyLeft: number | null
}

const SHOWN = 30

/** The customer's latest items, newest first; at most thirty. */
export async function boughtItems(customerId: number): Promise<BoughtItem[]> {
  const invoices = await db
    .from('invoices')
    .where('customer_id', customerId)
    .orderBy('id', 'desc')
    .limit(SHOWN)
    .select('id')
  if (invoices.length === 0) return []
  const rows = await itemRows(db)
    .whereIn(
      'l.invoice_id',
      invoices.map((row) => row.id)
    )
    .orderBy('l.id', 'desc')
    .limit(SHOWN)
  return rows.map(itemOf)
}

/** One item, if the customer bought it. */
export async function boughtItem(
  customerId: number,
  lineId: number,
  client: Client = db.connection()
): Promise<BoughtItem | null> {
  const row = await itemRows(client)
    .where('l.id', lineId)
    .where('i.customer_id', customerId)
    .first()
  return row ? itemOf(row) : null
}

/* A till's line names no variant, so it has no picture and no warranty of its own. */
function itemRows(client: Pick<Client, 'from'>) {
  return client
    .from('invoice_lines as l')
    .join('invoices as i', 'i.id', 'l.invoice_id')
    .leftJoin('variants as v', 'v.id', 'l.variant_id')
    .leftJoin('products as p', 'p.id', 'v.product_id')
    .select('l.id', 'l.invoice_id', 'l.name_fa', 'l.name_en', 'l.quantity', 'i.created_at')
    .select('i.branch_id', 'p.picture', 'p.warranty_months', 'p.category_id')
}

interface ItemRow {
  id: number
  invoice_id: number
  branch_id: number
  category_id: number | null
  name_fa: string
  name_en: string
  picture: string | null
  quantity: number
  created_at: string
  warranty_months: number | null
}

function itemOf(row: ItemRow): BoughtItem {
  const soldAt = timeOf(row.created_at)
  return {
    lineId: row.id,
    invoiceId: row.invoice_id,
    branchId: row.branch_id,
    categoryId: row.category_id,
    name_fa: row.name_fa,
    name_en: row.name_en,
    picture: row.picture,
    quantity: row.quantity,
    soldAt,
    warrantyLeft: warrantyDaysLeft(soldAt, row.warranty_months ?? 0, clock.now()),
  }
}
