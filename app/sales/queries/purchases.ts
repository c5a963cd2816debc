import db from '@adonisjs/lucid/services/db'
import { byIndex } from '#app/core/by_index'
import type { Rial } from '#app/core/money'
import { cutPage, type CutPage } from '#app/core/page'
import { serialNumber } from '#app/sales/serial_number'

const PAGE = 20

/** A purchase as its buyer sees it, whatever door he bought through. */
export interface Purchase {
  id: number
  /** Branch, Jalali year and number of the invoice: «1-1405-00012». */
  number: string
  channel: 'web' | 'till'
  branch: { nameFa: string; nameEn: string }
  total: Rial
  /** Part of it that credit and the wallet's real money paid. */
  fromWallet: Rial
  status: 'valid' | 'cancelled' | 'returned_part' | 'returned'
  /** As the database keeps it. */
  at: string
}

const CAME_BACK = `(SELECT COALESCE(SUM(r.total), 0) FROM sales_returns r WHERE r.invoice_id = i.id)`

/** What a customer bought on the web and at tills, the latest first, a page at a time, by key. */
export async function purchasesOf(customerId: number, after?: number): Promise<CutPage<Purchase>> {
  const list = db
    .from('invoices as i')
    .join('branches as b', 'b.id', 'i.branch_id')
    .leftJoin('invoice_cancellations as x', 'x.invoice_id', 'i.id')
    .where('i.customer_id', customerId)
    .where('i.id', '<', after ?? Number.MAX_SAFE_INTEGER)
    .orderBy('i.id', 'desc')
    .limit(PAGE + 1)
    .select('i.id', 'i.branch_id', 'i.jalali_year', 'i.serial', 'i.channel', 'i.total')
    .select('i.credit_amount', 'i.cash_amount', 'i.created_at', 'b.name_fa', 'b.name_en')
    .select('x.id as cancellation_id', db.raw(`${CAME_BACK} as came_back`))
  byIndex(list, 'invoices as i', 'invoices_customer_id_id_index')
  const { shown, next } = cutPage(await list, PAGE)
  return { shown: shown.map(purchaseOf), next }
}

function purchaseOf(row: Record<string, string | number | null>): Purchase {
  return {
    id: Number(row.id),
    number: serialNumber(Number(row.branch_id), Number(row.jalali_year), Number(row.serial)),
    channel: row.channel === 'till' ? 'till' : 'web',
    branch: { nameFa: String(row.name_fa), nameEn: String(row.name_en) },
    total: Number(row.total),
    fromWallet: Number(row.credit_amount) + Number(row.cash_amount),
    status: statusOf(row),
    at: String(row.created_at),
  }
}

function statusOf(row: Record<string, string | number | null>): Purchase['status'] {
  if (row.cancellation_id !== null) return 'cancelled'
  const cameBack = Number(row.came_back)
  if (cameBack === 0) return 'valid'
  return cameBack < Number(row.total) ? 'returned_part' : 'returned'
}
