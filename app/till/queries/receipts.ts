import db from '@adonisjs/lucid/services/db'
import { byIndex } from '#app/core/by_index'
import { found, NotFound } from '#app/core/refusal'
import { rowOf } from '#app/core/statement'
import { inBranches, isOne } from '#app/sales/queries/scopes'
import type { TillMethod } from '#app/till/models/till_sale'

const PAGE = 25

export interface ReceiptRow {
  id: number
  branch_id: number
  branch_fa: string
  branch_en: string
  amount: number
  credit_spent: number
  cash_spent: number
  credit_earned: number
  method: TillMethod
  created_at: string
  first_name: string | null
  last_name: string | null
  mobile: string | null
  cashier: string
  invoice_id: number
}

/** The latest sales of these branches, newest first. */
export async function latestReceipts(branches: 'all' | number[], after: number | null) {
  const query = inBranches(receiptRows(), 's.branch_id', branches)
    .orderBy('s.id', 'desc')
    .limit(PAGE + 1)
  byIndex(query, 'till_sales as s', isOne(branches) ? 'till_sales_branch_id_id_index' : 'PRIMARY')
  if (after) query.where('s.id', '<', after)
  const rows: ReceiptRow[] = await query
  const next = rows.length > PAGE ? rows[PAGE - 1].id : null
  return { rows: rows.slice(0, PAGE), next }
}

/** One sale with all its receipt says; of another branch it is a 404. */
export async function receiptOf(id: number, branches: 'all' | number[]) {
  const receipt = found(await rowOf<Receipt>(RECEIPT, [id]))
  if (branches !== 'all' && !branches.includes(receipt.branch_id)) throw new NotFound()
  return receipt
}

interface Receipt extends ReceiptRow {
  jalali_year: number
  serial: number
  vat: number
  balance_after: number | null
  address_fa: string | null
  address_en: string | null
  phone: string | null
}

/** Every sale ends on this page. */
const RECEIPT = `SELECT s.id, s.branch_id, s.amount, s.credit_spent, s.cash_spent, s.credit_earned,
    s.method, s.created_at, s.invoice_id, s.balance_after, b.name_fa AS branch_fa,
    b.name_en AS branch_en, b.address_fa, b.address_en, b.phone, c.first_name, c.last_name,
    c.mobile, u.last_name AS cashier, i.jalali_year, i.serial, i.vat
  FROM till_sales s JOIN branches b ON b.id = s.branch_id JOIN staff u ON u.id = s.staff_id
  JOIN invoices i ON i.id = s.invoice_id LEFT JOIN customers c ON c.id = s.customer_id
  WHERE s.id = ?`

/** By its key: of so small a table MariaDB would make a heap, join by that, and sort all sales. */
const BRANCH = 'JOIN branches b /*! FORCE INDEX (PRIMARY) */ ON b.id = s.branch_id'

function receiptRows() {
  return db
    .from('till_sales as s')
    .joinRaw(BRANCH)
    .join('staff as u', 'u.id', 's.staff_id')
    .leftJoin('customers as c', 'c.id', 's.customer_id')
    .select('s.id', 's.branch_id', 's.amount', 's.credit_spent', 's.credit_earned', 's.method')
    .select('s.cash_spent')
    .select('s.created_at', 's.invoice_id', 'b.name_fa as branch_fa', 'b.name_en as branch_en')
    .select('c.first_name', 'c.last_name', 'c.mobile', 'u.last_name as cashier')
}
