import db from '@adonisjs/lucid/services/db'
import { byIndex } from '#app/core/by_index'
import { latinDigits } from '#app/core/digits'
import { normalizeMobile } from '#app/core/mobile'
import type { Rial } from '#app/core/money'
import type { PaymentStatus } from '#app/sales/models/payment'
import SalesReturn from '#app/sales/models/sales_return'
import PreInvoice from '#app/sales/models/pre_invoice'
import type { PreInvoiceStatus } from '#app/sales/models/pre_invoice_moves'
import TopUp from '#app/sales/models/top_up'
import { inBranches, isOne, withPayable, type Branches } from '#app/sales/queries/scopes'

/* Lists are paged by key: what comes after the last row that was shown. */

export const PAGE = 25

export interface ListPage<Row> {
  rows: Row[]
  /** Id to go on from; null on the last page. */
  next: number | null
}

export interface PreInvoiceRow {
  id: number
  number: string
  status: PreInvoiceStatus
  total: Rial
  created_at: string
  valid_until: string
  customer_id: number
  first_name: string | null
  last_name: string | null
  mobile: string
}

export interface Asked {
  branches: Branches
  after: number | null
  /** Number of the document or a mobile number. */
  search: string | null
}

function paged<Row extends { id: number }>(rows: Row[]): ListPage<Row> {
  const shown = rows.slice(0, PAGE)
  return { rows: shown, next: rows.length > PAGE ? shown[PAGE - 1].id : null }
}

/** What waits is served in the order in which it came; of the rest the newest is first. */
const isQueue = (status: PreInvoiceStatus | null) => status === 'issued' || status === 'confirmed'

/** Pre-invoices of a state (or of all) in these branches. */
export async function preInvoiceList(asked: Asked & { status: PreInvoiceStatus | null }) {
  const query = inBranches(preInvoiceRows(), 'p.branch_id', asked.branches)
  if (asked.search !== null) {
    const id = PreInvoice.idOf(asked.search)
    const mobile = normalizeMobile(asked.search)
    if (id === null && mobile === null) return paged<PreInvoiceRow>([])
    if (mobile !== null) query.where('c.mobile', mobile)
    else query.where('p.id', id!)
  } else if (asked.status !== null) {
    const prefix = isOne(asked.branches) ? 'branch_id_status' : 'status'
    byIndex(query, 'pre_invoices as p', `pre_invoices_${prefix}_id_index`)
    query.where('p.status', asked.status)
  }

  const oldestFirst = asked.search === null && isQueue(asked.status)
  if (asked.after !== null) query.where('p.id', oldestFirst ? '>' : '<', asked.after)
  const rows = await query.orderBy('p.id', oldestFirst ? 'asc' : 'desc').limit(PAGE + 1)
  return paged(rows.map(numbered))
}

/** A customer's own requests and orders, the newest first. */
export async function orderList(customerId: number, after: number | null) {
  const query = preInvoiceRows().where('p.customer_id', customerId)
  if (after !== null) query.where('p.id', '<', after)
  const rows = await query.orderBy('p.id', 'desc').limit(PAGE + 1)
  return paged(rows.map(numbered))
}

function preInvoiceRows() {
  return db
    .from('pre_invoices as p')
    .join('customers as c', 'c.id', 'p.customer_id')
    .select('p.id', 'p.status', 'p.total', 'p.created_at', 'p.valid_until', 'p.customer_id')
    .select('c.first_name', 'c.last_name', 'c.mobile')
}

const numbered = (row: Omit<PreInvoiceRow, 'number'>): PreInvoiceRow => ({
  ...row,
  number: PreInvoice.numberOf(row.id),
})

export interface InvoiceRow {
  id: number
  branch_id: number
  jalali_year: number
  serial: number
  channel: string
  total: Rial
  created_at: string
  source_type: string
  source_id: number
  first_name: string | null
  last_name: string | null
  mobile: string | null
  cancellation_id: number | null
  /** What came back of it so far, in Rial. */
  came_back: Rial
}

/** «1-1405-00012»: branch, Jalali year and number of an invoice, or null. */
function invoiceNumber(text: string) {
  const parts = /^(\d{1,9})-(\d{4})-(\d{1,9})$/.exec(latinDigits(text).trim())?.slice(1).map(Number)
  return parts ? { branch_id: parts[0], jalali_year: parts[1], serial: parts[2] } : null
}

/** Invoices of these branches, the newest first. */
export async function invoiceList(asked: Asked): Promise<ListPage<InvoiceRow>> {
  const query = inBranches(invoiceRows(), 'i.branch_id', asked.branches)
  if (asked.search !== null) {
    const number = invoiceNumber(asked.search)
    const mobile = normalizeMobile(asked.search)
    if (!number && !mobile) return paged<InvoiceRow>([])
    if (mobile) query.where('c.mobile', mobile)
    for (const [column, value] of Object.entries(number ?? {})) query.where(`i.${column}`, value)
  } else {
    const index = isOne(asked.branches) ? 'invoices_branch_id_id_index' : 'PRIMARY'
    byIndex(query, 'invoices as i', index)
  }
  if (asked.after !== null) query.where('i.id', '<', asked.after)
  return paged(await query.orderBy('i.id', 'desc').limit(PAGE + 1))
}

function invoiceRows() {
  return db
    .from('invoices as i')
    .leftJoin('customers as c', 'c.id', 'i.customer_id')
    .leftJoin('invoice_cancellations as x', 'x.invoice_id', 'i.id')
    .select('i.id', 'i.branch_id', 'i.jalali_year', 'i.serial', 'i.channel', 'i.total')
    .select('i.created_at', 'i.source_type', 'i.source_id', 'x.id as cancellation_id')
    .select('c.first_name', 'c.last_name', 'c.mobile')
    .select(db.raw(`${CAME_BACK} as came_back`))
}

const CAME_BACK = `(SELECT COALESCE(SUM(r.total), 0) FROM sales_returns r WHERE r.invoice_id = i.id)`

export interface PaymentRow {
  id: number
  number: string
  method: string
  status: PaymentStatus
  amount: Rial
  ref_id: string | null
  refund_ref_id: string | null
  card_pan: string | null
  problem: string | null
  created_at: string
  /** What it is for: the page of the document and its number. */
  payable_type: string
  payable_id: number
  payable_number: string
  customer_id: number
  first_name: string | null
  last_name: string | null
  mobile: string
}

/** Payments for documents of these branches, the newest first; top-ups are the whole house's. */
export async function paymentList(asked: Omit<Asked, 'search'> & { status: PaymentStatus | null }) {
  const query = withPayable(paymentRows(), asked.branches)
  byIndex(query, 'payments as m', asked.status ? 'payments_status_id_index' : 'PRIMARY')
  if (asked.status !== null) query.where('m.status', asked.status)
  if (asked.after !== null) query.where('m.id', '<', asked.after)
  const rows = await query.orderBy('m.id', 'desc').limit(PAGE + 1)
  return paged(
    rows.map((row): PaymentRow => ({
      ...row,
      number: `PY-${10_000 + row.id}`,
      payable_number: payableNumber(row),
    }))
  )
}

function payableNumber(row: Record<string, string | number>): string {
  if (row.payable_type === 'pre_invoice') return PreInvoice.numberOf(Number(row.payable_id))
  if (row.payable_type === 'top_up') return TopUp.numberOf(Number(row.payable_id))
  const [branch, year, serial] = [row.return_branch, row.return_year, row.return_serial].map(Number)
  return SalesReturn.numberOf(branch, year, serial)
}

/** By id, not by the index of the documents: nearly all payments are for pre-invoices. */
function paymentRows() {
  return db
    .from('payments as m')
    .join('customers as c', 'c.id', 'm.customer_id')
    .select('r.branch_id as return_branch', 'r.jalali_year as return_year')
    .select('r.serial as return_serial', 'm.payable_type', 'm.payable_id', 'm.customer_id')
    .select('m.id', 'm.method', 'm.status', 'm.amount', 'm.ref_id', 'm.card_pan', 'm.problem')
    .select('m.refund_ref_id')
    .select('m.created_at', 'c.first_name', 'c.last_name', 'c.mobile')
}
