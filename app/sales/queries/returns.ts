import db from '@adonisjs/lucid/services/db'
import { byIndex } from '#app/core/by_index'
import { latinDigits } from '#app/core/digits'
import { normalizeMobile } from '#app/core/mobile'
import type { Rial } from '#app/core/money'
import { found } from '#app/core/refusal'
import Staff from '#app/people/models/staff'
import { warehousesOf } from '#app/warehouse/queries/scope'
import Payment from '#app/sales/models/payment'
import { takenWith } from '#app/club/queries/taken_with'
import SalesReturn, { SALES_RETURN } from '#app/sales/models/sales_return'
import type { Place } from '#app/sales/returning'
import { PAGE } from '#app/sales/queries/lists'
import { inBranches, isOne, type Branches } from '#app/sales/queries/scopes'

export interface ReturnRow {
  id: number
  number: string
  branch_id: number
  jalali_year: number
  serial: number
  invoice_id: number
  invoice_year: number
  invoice_serial: number
  reason: string
  total: Rial
  money_back: Rial
  credit_back: Rial
  cash_back: Rial
  clawed_back: Rial
  owed: Rial
  created_at: string
  first_name: string | null
  last_name: string | null
  mobile: string | null
}

/** «RT-1-1405-00012», with or without its letters, or null. */
function returnNumber(text: string) {
  const written = latinDigits(text).trim()
  const parts = /^(?:RT[\s-]*)?(\d{1,9})-(\d{4})-(\d{1,9})$/i.exec(written)?.slice(1).map(Number)
  return parts ? { branch_id: parts[0], jalali_year: parts[1], serial: parts[2] } : null
}

/** Returns of these branches, the newest first. */
export async function returnList(of: {
  branches: Branches
  search: string | null
  after: number | null
}): Promise<{ rows: ReturnRow[]; next: number | null }> {
  const query = inBranches(returnRows(), 'r.branch_id', of.branches)
  if (of.search !== null) {
    const number = returnNumber(of.search)
    const mobile = normalizeMobile(of.search)
    if (!number && !mobile) return { rows: [], next: null }
    if (mobile) query.where('c.mobile', mobile)
    for (const [column, value] of Object.entries(number ?? {})) query.where(`r.${column}`, value)
  } else {
    const index = isOne(of.branches) ? 'sales_returns_branch_id_id_index' : 'PRIMARY'
    byIndex(query, 'sales_returns as r', index)
  }
  if (of.after !== null) query.where('r.id', '<', of.after)
  const rows = await query.orderBy('r.id', 'desc').limit(PAGE + 1)
  const shown = rows.slice(0, PAGE).map(numbered)
  return { rows: shown, next: rows.length > PAGE ? shown[PAGE - 1].id : null }
}

const numbered = (row: Omit<ReturnRow, 'number'>): ReturnRow => ({
  ...row,
  number: SalesReturn.numberOf(row.branch_id, row.jalali_year, row.serial),
})

function returnRows() {
  return db
    .from('sales_returns as r')
    .join('invoices as i', 'i.id', 'r.invoice_id')
    .leftJoin('customers as c', 'c.id', 'r.customer_id')
    .select('r.id', 'r.branch_id', 'r.jalali_year', 'r.serial', 'r.invoice_id', 'r.reason')
    .select('r.total', 'r.money_back', 'r.credit_back', 'r.cash_back', 'r.clawed_back', 'r.owed')
    .select('r.created_at', 'i.jalali_year as invoice_year', 'i.serial as invoice_serial')
    .select('c.first_name', 'c.last_name', 'c.mobile')
}

/** @throws NotFound also when it is of another branch */
export async function branchReturn(id: number, branches: Branches): Promise<SalesReturn> {
  const query = SalesReturn.query().where('id', id)
  if (branches !== 'all') query.whereIn('branch_id', branches)
  return found(await query.first())
}

/** @throws NotFound */
export async function ownReturn(id: number, customerId: number): Promise<SalesReturn> {
  return found(await SalesReturn.query().where({ id, customerId }).first())
}

/** Returns of a sale, the oldest first. */
export function returnsOf(invoiceId: number): Promise<SalesReturn[]> {
  return SalesReturn.query().where('invoiceId', invoiceId).orderBy('id')
}

/** All that the page and the paper of a return say. */
export async function returnPage(back: SalesReturn) {
  await back.load('invoice')
  await back.load('customer')
  await back.load('branch')
  await back.load('lines', (query) => query.preload('invoiceLine').orderBy('id'))
  const payment = await Payment.query()
    .where({ payableType: SALES_RETURN, payableId: back.id })
    .first()
  const warehouses = await db
    .from('warehouses')
    .whereIn(
      'id',
      back.lines.map(({ warehouseId }) => warehouseId ?? 0)
    )
    .select('id', 'name_fa', 'name_en')
  const unearned = await takenWith(back.ref)
  const staff = back.actorKind === 'staff' ? await Staff.find(back.actorId) : null
  return {
    back,
    payment,
    staff,
    unearned,
    warehouses: new Map(warehouses.map((row) => [row.id, row])),
  }
}

/** Where goods may be put: the warehouses of these branches, those of the sale's branch first. */
export async function placesOf(branches: Branches, first?: number) {
  const rows = await warehousesOf(branches)
  const apart = await db.from('warehouses').whereNotNull('damaged_of_id').select('id')
  const damaged = new Set(apart.map(({ id }) => Number(id)))
  const shelves = rows.filter(({ id }) => !damaged.has(Number(id)))
  shelves.sort((a, b) => Number(b.branch_id === first) - Number(a.branch_id === first))
  return {
    shelves,
    /** The place that a form names, or none: somebody else's warehouse is no place. */
    of(typed: string | undefined): Place | null {
      if (typed === 'damaged') return 'damaged'
      return shelves.find(({ id }) => String(id) === typed)?.id ?? null
    },
  }
}
