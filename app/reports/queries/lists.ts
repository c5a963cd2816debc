import db from '@adonisjs/lucid/services/db'
import type { Client } from '#app/core/sql'
import type { Scope } from '#app/reports/queries/sales_figures'

const PAGE = 1000
type Query = ReturnType<Client['from']>
export type ListRow = Record<string, string | number | null> & { id: number }

/**
 * A list in pages of a thousand by key, oldest first: each page is one short query, so an export
 * of any length holds no connection and no memory.
 */
export async function* inPages(start: () => Query, key: string): AsyncGenerator<ListRow[]> {
  for (let after = 0; ;) {
    const page: ListRow[] = await start().where(key, '>', after).orderBy(key).limit(PAGE)
    if (page.length > 0) yield page
    if (page.length < PAGE) return
    after = page[page.length - 1].id
  }
}

/** Keeps a list to the branches in which it may be read. */
export function within(query: Query, column: string, scope: Scope): Query {
  return scope === 'all' ? query : query.whereIn(column, scope)
}

export const customerRows = (scope: Scope) => () =>
  within(
    db
      .from('customers as c')
      .leftJoin('members as m', 'm.customer_id', 'c.id')
      .leftJoin('tiers as t', 't.id', 'm.tier_id')
      .leftJoin('customer_stats as s', 's.customer_id', 'c.id')
      .select('c.id', 'c.first_name', 'c.last_name', 'c.mobile', 'c.status', 'c.created_at')
      .select('t.name_fa', 't.name_en', 'm.joined_at', 's.purchases', 's.spent')
      .select('s.last_purchase_at'),
    'c.branch_id',
    scope
  )

export const preInvoiceRows = (scope: Scope) => () =>
  within(
    db
      .from('pre_invoices as p')
      .join('customers as c', 'c.id', 'p.customer_id')
      .join('branches as b', 'b.id', 'p.branch_id')
      .select(
        'p.id',
        'p.status',
        'p.total',
        'p.credit_amount',
        'p.cash_amount',
        'p.created_at',
        'p.valid_until'
      )
      .select('c.first_name', 'c.last_name', 'c.mobile', 'b.name_fa', 'b.name_en'),
    'p.branch_id',
    scope
  )

/** Validation calls that wait. */
export const callRows = (scope: Scope) => () =>
  within(
    db
      .from('tasks as t')
      .join('pre_invoices as p', 'p.id', 't.about_id')
      .join('customers as c', 'c.id', 't.customer_id')
      .join('branches as b', 'b.id', 'p.branch_id')
      .leftJoin('staff as s', 's.id', 't.assignee_id')
      .where({ 't.kind': 'validation_call', 't.state': 'open' })
      .select('t.id', 't.about_id', 't.due_at', 't.not_before', 'p.total', 's.last_name as expert')
      .select('c.first_name', 'c.last_name', 'c.mobile', 'b.name_fa', 'b.name_en')
      .select(
        db
          .from('validations as v')
          .whereColumn('v.pre_invoice_id', 'p.id')
          .where('v.outcome', 'no_answer')
          .count('*')
          .as('tries')
      ),
    'p.branch_id',
    scope
  )

export const invoiceRows = (scope: Scope) => () =>
  within(
    db
      .from('invoices as i')
      .leftJoin('customers as c', 'c.id', 'i.customer_id')
      .leftJoin('invoice_cancellations as x', 'x.invoice_id', 'i.id')
      .join('branches as b', 'b.id', 'i.branch_id')
      .select('i.id', 'i.branch_id', 'i.jalali_year', 'i.serial', 'i.channel', 'i.created_at')
      .select('i.lines_total', 'i.discount', 'i.vat', 'i.freight', 'i.total', 'i.credit_amount')
      .select('i.cash_amount')
      .select('c.first_name', 'c.last_name', 'c.mobile', 'b.name_fa', 'b.name_en')
      .select('x.created_at as cancelled_at'),
    'i.branch_id',
    scope
  )

export const returnRows = (scope: Scope) => () =>
  within(
    db
      .from('sales_returns as r')
      .join('invoices as i', 'i.id', 'r.invoice_id')
      .join('branches as b', 'b.id', 'r.branch_id')
      .leftJoin('customers as c', 'c.id', 'r.customer_id')
      .select('r.id', 'r.branch_id', 'r.jalali_year', 'r.serial', 'r.created_at', 'r.reason')
      .select('r.note', 'r.total', 'r.money_back', 'r.credit_back', 'r.cash_back')
      .select('r.clawed_back', 'r.owed', 'c.first_name', 'c.last_name', 'c.mobile')
      .select('b.name_fa', 'b.name_en')
      .select(db.raw(`CONCAT(i.branch_id, '-', i.jalali_year, '-', i.serial) AS invoice`)),
    'r.branch_id',
    scope
  )

export const ticketRows = (scope: Scope) => () =>
  within(
    db
      .from('tickets as t')
      .join('customers as c', 'c.id', 't.customer_id')
      .join('ticket_categories as k', 'k.id', 't.category_id')
      .leftJoin('staff as s', 's.id', 't.expert_id')
      .select('t.id', 't.subject', 't.status', 't.rating', 't.created_at', 't.first_answer_at')
      .select('t.closed_at', 'c.first_name', 'c.last_name', 'c.mobile', 'k.name_fa', 'k.name_en')
      .select('s.last_name as expert'),
    't.branch_id',
    scope
  )

export const tillSaleRows = (scope: Scope) => () =>
  within(
    db
      .from('till_sales as s')
      .join('branches as b', 'b.id', 's.branch_id')
      .join('staff as u', 'u.id', 's.staff_id')
      .leftJoin('customers as c', 'c.id', 's.customer_id')
      .select(
        's.id',
        's.amount',
        's.credit_spent',
        's.cash_spent',
        's.credit_earned',
        's.method',
        's.created_at'
      )
      .select('c.first_name', 'c.last_name', 'c.mobile', 'b.name_fa', 'b.name_en')
      .select('u.last_name as cashier'),
    's.branch_id',
    scope
  )

export const adjustmentRows = (scope: Scope) => () =>
  within(
    db
      .from('credit_adjustments as a')
      .join('customers as c', 'c.id', 'a.customer_id')
      .join('staff as s', 's.id', 'a.proposed_by_id')
      .leftJoin('staff as d', 'd.id', 'a.decided_by_id')
      .leftJoin('branches as b', 'b.id', 'a.branch_id')
      .select('a.id', 'a.status', 'a.kind', 'a.reason', 'a.amount', 'a.note', 'a.created_at')
      .select('c.first_name', 'c.last_name', 'c.mobile', 'b.name_fa', 'b.name_en')
      .select('s.last_name as proposed_by', 'd.last_name as decided_by'),
    'a.branch_id',
    scope
  )

/** Of every branch: who may take it along may know when the others are closed. */
export const holidayRows = () => () =>
  db
    .from('holidays as h')
    .leftJoin('branches as b', 'b.id', 'h.branch_id')
    .select('h.id', 'h.day', 'h.name_fa as holiday', 'b.name_fa', 'b.name_en')

/** Of the whole house. */
export const selfAuditRows = () => () =>
  db
    .from('self_audits as a')
    .leftJoin('staff as s', 's.id', 'a.started_by_id')
    .select('a.id', 'a.state as audit_state', 'a.checked as laws', 'a.broken', 'a.finished_at')
    .select('a.created_at as audit_at', 's.last_name as audit_by')
/** Of the whole house. */
export const extensionRows = () => () =>
  db
    .from('credit_extensions as x')
    .join('staff as s', 's.id', 'x.started_by_id')
    .leftJoin('tiers as t', 't.id', 'x.tier_id')
    .select('x.id', 'x.state', 'x.ending_from', 'x.ending_until', 'x.new_end', 'x.lots_done')
    .select('x.amount_done', 'x.reason', 'x.created_at', 't.name_fa', 't.name_en')
    .select('s.last_name as started_by')

export const payoutRows = (scope: Scope) => () =>
  within(
    db
      .from('payouts as p')
      .join('customers as c', 'c.id', 'p.customer_id')
      .leftJoin('staff as a', 'a.id', 'p.approved_by_id')
      .leftJoin('staff as x', 'x.id', 'p.closed_by_id')
      .leftJoin('branches as b', 'b.id', 'p.branch_id')
      .select('p.id', 'p.status', 'p.amount', 'p.sheba', 'p.holder', 'p.ref_id', 'p.created_at')
      .select('c.first_name', 'c.last_name', 'c.mobile', 'b.name_fa', 'b.name_en', 'p.closed_at')
      .select('a.last_name as approved_by', 'x.last_name as closed_by'),
    'p.branch_id',
    scope
  )

/** How goods came and went in the warehouses of his branches; of one variant, or all. */
export const movementRows = (scope: Scope, of: number | null) => () => {
  const query = db
    .from('movements as m')
    .join('warehouses as w', 'w.id', 'm.warehouse_id')
    .join('variants as v', 'v.id', 'm.variant_id')
    .join('products as p', 'p.id', 'v.product_id')
    .leftJoin('staff as s', (on) => on.on('s.id', 'm.actor_id').andOnVal('m.actor_kind', 'staff'))
    .leftJoin('stock_adjustments as a', (on) =>
      on.on('a.id', 'm.about_id').andOnVal('m.about_type', 'stock_adjustment')
    )
    .leftJoin('stock_count_lines as cl', (on) =>
      on
        .on('cl.count_id', 'm.about_id')
        .on('cl.variant_id', 'm.variant_id')
        .andOnVal('m.about_type', 'stock_count')
    )
    .select('m.id', 'm.quantity', 'm.reason', 'm.note', 'm.created_at', 'm.variant_id', 'v.sku')
    .select('w.name_fa', 'w.name_en')
    .select(
      db.raw(`CONCAT(p.name_fa, ' ', COALESCE(v.name_fa, '')) AS goods_fa`),
      db.raw(`CONCAT(p.name_en, ' ', COALESCE(v.name_en, '')) AS goods_en`),
      db.raw('COALESCE(a.cause, cl.cause) AS cause'),
      db.raw(`CASE WHEN s.id IS NOT NULL THEN CONCAT(s.first_name, ' ', s.last_name) END AS staff`)
    )
  if (of) query.where('m.variant_id', of)
  return within(query, 'w.branch_id', scope)
}

/** The web shop's own: of no branch, so whoever may take it along takes all of it. */
export const lostDemandRows = () => () =>
  db
    .from('lost_demands as d')
    .leftJoin('variants as v', 'v.id', 'd.variant_id')
    .leftJoin('products as p', 'p.id', 'v.product_id')
    .select('d.id', 'd.kind', 'd.term', 'd.quantity', 'd.worth', 'd.created_at')
    .select('v.sku', 'p.name_fa', 'p.name_en')
