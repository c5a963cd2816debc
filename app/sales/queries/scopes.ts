import type { DatabaseQueryBuilderContract } from '@adonisjs/lucid/types/querybuilder'
import db from '@adonisjs/lucid/services/db'
import { found } from '#app/core/refusal'
import { modelOf } from '#app/core/rows'
import { rowOf } from '#app/core/statement'
import Invoice from '#app/sales/models/invoice'
import PreInvoice from '#app/sales/models/pre_invoice'

/* Somebody else's row is a row that is not there: every lookup of a page goes through here. */

/** The branches in which a member of staff has the right that a page asks for. */
export type Branches = 'all' | number[]

/**
 * Keeps a list to some branches. One branch is found by its index; of several, the newest rows are
 * read and sifted, for an index of each would have to be sorted as a whole.
 */
export function inBranches<Q extends DatabaseQueryBuilderContract>(
  query: Q,
  column: string,
  branches: Branches
): Q {
  if (branches === 'all') return query
  if (branches.length === 1) query.where(column, branches[0])
  else query.whereRaw(`COALESCE(${column}, 0) IN (${listed(branches)})`)
  return query
}

/** Whether a list is of one branch, and so found by the branch's index. */
export const isOne = (branches: Branches) => branches !== 'all' && branches.length === 1

/** Ids as a list of SQL; zero is nobody's. */
const listed = (ids: number[]) => [0, ...ids.map(Number)].join(', ')

/** @throws NotFound */
export async function ownPreInvoice(id: number, customerId: number): Promise<PreInvoice> {
  const sql = 'SELECT * FROM pre_invoices WHERE id = ? AND customer_id = ?'
  return modelOf(PreInvoice, found(await rowOf(sql, [id, customerId])))
}

/** @throws NotFound */
export async function branchPreInvoice(id: number, branches: Branches): Promise<PreInvoice> {
  const query = PreInvoice.query().where('id', id)
  if (branches !== 'all') query.whereIn('branch_id', branches)
  return found(await query.first())
}

/** Of payments `m`: the pre-invoice `p` or the return `r` of these branches that each is for. */
export function withPayable<Q extends DatabaseQueryBuilderContract>(
  query: Q,
  branches: Branches
): Q {
  query
    .leftJoin('pre_invoices as p', (on) =>
      on.on('p.id', 'm.payable_id').andOnVal('m.payable_type', 'pre_invoice')
    )
    .leftJoin('sales_returns as r', (on) =>
      on.on('r.id', 'm.payable_id').andOnVal('m.payable_type', 'sales_return')
    )
  if (branches !== 'all') {
    query.whereRaw(`COALESCE(p.branch_id, r.branch_id, -1) IN (${listed(branches)})`)
  }
  return query
}

/** @throws NotFound */
export async function ownInvoice(id: number, customerId: number): Promise<Invoice> {
  return found(await Invoice.query().where({ id, customerId }).first())
}

/** @throws NotFound */
export async function branchInvoice(id: number, branches: Branches): Promise<Invoice> {
  const query = Invoice.query().where('id', id)
  if (branches !== 'all') query.whereIn('branch_id', branches)
  return found(await query.first())
}

/** The id, when the remittance is one of a warehouse of these branches. @throws NotFound */
export async function branchRemittance(id: number, branches: Branches): Promise<number> {
  const query = db
    .from('remittances as r')
    .join('warehouses as w', 'w.id', 'r.warehouse_id')
    .where({ 'r.id': id, 'r.about_type': 'pre_invoice' })
    .select('r.id')
  return Number(found(await inBranches(query, 'w.branch_id', branches).first()).id)
}

/** The id, when the remittance is of a pre-invoice of these branches. @throws NotFound */
export async function branchRest(id: number, branches: Branches): Promise<number> {
  const query = restQuery(id)
  return Number(found(await inBranches(query, 'p.branch_id', branches).first()).id)
}

/** The id, when the remittance is of a pre-invoice of this customer. @throws NotFound */
export async function ownRest(id: number, customerId: number): Promise<number> {
  return Number(found(await restQuery(id).where('p.customer_id', customerId).first()).id)
}

const restQuery = (id: number) =>
  db
    .from('remittances as r')
    .join('pre_invoices as p', (on) =>
      on.on('p.id', 'r.about_id').andOnVal('r.about_type', 'pre_invoice')
    )
    .where('r.id', id)
    .select('r.id')

/** The id and its pre-invoice, when the shipment left a warehouse of these branches. @throws NotFound */
export async function branchShipment(id: number, branches: Branches): Promise<number> {
  const query = db
    .from('shipments as s')
    .join('remittances as r', 'r.id', 's.remittance_id')
    .join('warehouses as w', 'w.id', 'r.warehouse_id')
    .where('s.id', id)
    .select('s.id')
  return Number(found(await inBranches(query, 'w.branch_id', branches).first()).id)
}

/** The pre-invoice of a shipment that goes to this customer. @throws NotFound */
export async function ownShipment(id: number, customerId: number): Promise<number> {
  const row = await db
    .from('shipments as s')
    .join('remittances as r', 'r.id', 's.remittance_id')
    .where({ 's.id': id, 's.customer_id': customerId, 'r.about_type': 'pre_invoice' })
    .select('r.about_id')
    .first()
  return Number(found(row).about_id)
}

/** The id, when the payment is for a document of these branches; all of them have the top-ups too. @throws NotFound */
export async function branchPayment(id: number, branches: Branches): Promise<number> {
  const query = db.from('payments as m').where('m.id', id).select('m.id')
  return Number(found(await withPayable(query, branches).first()).id)
}
