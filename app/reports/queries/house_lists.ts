import db from '@adonisjs/lucid/services/db'
import { withinReach } from '#app/people/queries/staff_reach'
import { withPayable } from '#app/sales/queries/scopes'
import { within } from '#app/reports/queries/lists'
import type { Scope } from '#app/reports/queries/sales_figures'

const STAFF = `CONCAT(s.first_name, ' ', s.last_name)`

/** Payments for documents of these branches; top-ups belong to none, so only the whole house has them. */
export const paymentRows = (scope: Scope) => () =>
  withPayable(
    db
      .from('payments as m')
      .join('customers as c', 'c.id', 'm.customer_id')
      .select('m.id', 'm.payable_type', 'm.payable_id', 'm.method', 'm.status', 'm.amount')
      .select('m.ref_id', 'm.card_pan', 'm.created_at', 'm.paid_at')
      .select('r.branch_id', 'r.jalali_year', 'r.serial')
      .select('c.first_name', 'c.last_name', 'c.mobile'),
    scope
  )

const pieces = (table: string, column: string, of: string) =>
  db.from(table).whereColumn(column, of).sum('quantity').as('pieces')

export const remittanceRows = (scope: Scope) => () =>
  within(
    db
      .from('remittances as r')
      .join('warehouses as w', 'w.id', 'r.warehouse_id')
      .leftJoin('customers as c', 'c.id', 'r.customer_id')
      .leftJoin('staff as s', 's.id', 'r.picked_by_id')
      .select('r.id', 'r.status', 'r.created_at', 'r.picked_at', 'w.name_fa', 'w.name_en')
      .select('c.first_name', 'c.last_name', 'c.mobile', db.raw(`${STAFF} AS picked_by`))
      .select(pieces('remittance_lines', 'remittance_id', 'r.id')),
    'w.branch_id',
    scope
  )

export const shipmentRows = (scope: Scope) => () =>
  within(
    db
      .from('shipments as h')
      .join('remittances as r', 'r.id', 'h.remittance_id')
      .join('warehouses as w', 'w.id', 'r.warehouse_id')
      .join('customers as c', 'c.id', 'h.customer_id')
      .select('h.id', 'h.remittance_id', 'h.status', 'h.carrier', 'h.tracking_code', 'h.cost')
      .select('h.created_at', 'h.delivered_at', 'w.name_fa', 'w.name_en')
      .select('c.first_name', 'c.last_name', 'c.mobile'),
    'w.branch_id',
    scope
  )

export const stockRows = (scope: Scope) => () =>
  within(
    db
      .from('stock_levels as l')
      .join('warehouses as w', 'w.id', 'l.warehouse_id')
      .join('variants as v', 'v.id', 'l.variant_id')
      .join('products as p', 'p.id', 'v.product_id')
      .where('w.active', 1)
      .select('l.id', 'l.on_hand', 'l.reserved', 'l.sellable', 'w.name_fa', 'w.name_en', 'v.sku')
      .select('p.name_fa as goods_fa', 'p.name_en as goods_en')
      .select('v.name_fa as variant_fa', 'v.name_en as variant_en'),
    'w.branch_id',
    scope
  )

export const stockCountRows = (scope: Scope) => () => {
  const lines = () => db.from('stock_count_lines').whereColumn('count_id', 'n.id').count('*')
  return within(
    db
      .from('stock_counts as n')
      .join('warehouses as w', 'w.id', 'n.warehouse_id')
      .leftJoin('categories as g', 'g.id', 'n.category_id')
      .leftJoin('staff as s', (on) => on.on('s.id', 'n.actor_id').andOnVal('n.actor_kind', 'staff'))
      .select('n.id', 'n.status', 'n.created_at', 'n.ended_at', 'w.name_fa', 'w.name_en')
      .select('g.name_fa as category_fa', 'g.name_en as category_en')
      .select(db.raw(`${STAFF} AS started_by`), lines().as('items'))
      .select(lines().whereColumn('counted', '<>', 'expected').as('differences')),
    'w.branch_id',
    scope
  )
}

/** Transfers that leave or reach a warehouse of these branches. */
export const stockTransferRows = (scope: Scope) => () => {
  const query = db
    .from('stock_transfers as t')
    .join('warehouses as f', 'f.id', 't.from_warehouse_id')
    .join('warehouses as w', 'w.id', 't.to_warehouse_id')
    .leftJoin('staff as s', (on) => on.on('s.id', 't.actor_id').andOnVal('t.actor_kind', 'staff'))
    .select('t.id', 't.status', 't.created_at', 't.sent_at', 't.received_at', 't.cancelled_at')
    .select('f.name_fa as from_fa', 'f.name_en as from_en', 'w.name_fa as to_fa')
    .select('w.name_en as to_en', 't.note', db.raw(`${STAFF} AS started_by`))
    .select(pieces('stock_transfer_lines', 'transfer_id', 't.id'))
  if (scope === 'all') return query
  return query.where((either) =>
    either.whereIn('f.branch_id', scope).orWhereIn('w.branch_id', scope)
  )
}

export const lowStockRows = (scope: Scope) => () =>
  within(
    db
      .from('low_stock_notices as n')
      .join('warehouses as w', 'w.id', 'n.warehouse_id')
      .leftJoin('staff as s', 's.id', 'n.done_by_id')
      .select('n.id', 'n.items', 'n.created_at', 'n.done_at', 'w.name_fa', 'w.name_en')
      .select(db.raw(`${STAFF} AS done_by`)),
    'w.branch_id',
    scope
  )

/** What the web shop can still promise of a variant, over all its warehouses. */
const SELLABLE = `(SELECT COALESCE(SUM(l.sellable), 0) FROM stock_levels l
  JOIN warehouses w ON w.id = l.warehouse_id AND w.active = 1 AND w.sells_online = 1
  WHERE l.variant_id = v.id)`

/** Goods variant by variant, those off sale too; of no branch. */
export const productRows = () => () =>
  db
    .from('variants as v')
    .leftJoin('products as p', 'p.id', 'v.product_id')
    .leftJoin('categories as g', 'g.id', 'p.category_id')
    .select(db.raw('CASE WHEN v.active = 1 AND p.active = 1 THEN 1 ELSE 0 END AS active'))
    .select('v.id', 'v.sku', 'v.barcode', 'v.price', 'v.member_price', 'p.brand_fa', 'p.brand_en')
    .select('p.name_fa', 'p.name_en', 'g.name_fa as category_fa', 'g.name_en as category_en')
    .select('v.name_fa as variant_fa', 'v.name_en as variant_en')
    .select(db.raw(`${SELLABLE} AS sellable`))

/** Of the whole house. */
export const messageRows = () => () =>
  db
    .from('outgoing_messages as o')
    .select('o.id', 'o.channel', 'o.state', 'o.template', 'o.recipient', 'o.subject', 'o.text')
    .select('o.provider', 'o.attempts', 'o.created_at', 'o.sent_at')

/** Of the whole house; what a line changed is on its page. */
export const auditRows = () => () =>
  db
    .from('audits as a')
    .leftJoin('staff as s', (on) => on.on('s.id', 'a.actor_id').andOnVal('a.actor_kind', 'staff'))
    .select('a.id', 'a.action', 'a.outcome', 'a.actor_kind', 'a.ip', 'a.route', 'a.subject_type')
    .select('a.subject_id', 'a.created_at', db.raw(`${STAFF} AS staff`))

/** Active staff who work in these branches, and how long they are off duty. */
export const staffRows = (scope: Scope) => () =>
  withinReach(
    db
      .from('staff as s')
      .leftJoin('branches as b', 'b.id', 's.branch_id')
      .where('s.active', true)
      .select('s.id', 's.first_name', 's.last_name', 's.mobile', 'b.name_fa', 'b.name_en')
      .select('s.off_duty_from', 's.off_duty_until'),
    scope
  )

/** Open tasks of these branches. */
export const taskRows = (scope: Scope) => () =>
  within(
    db
      .from('tasks as t')
      .leftJoin('customers as c', 'c.id', 't.customer_id')
      .leftJoin('branches as b', 'b.id', 't.branch_id')
      .leftJoin('staff as s', 's.id', 't.assignee_id')
      .where('t.state', 'open')
      .select('t.id', 't.kind', 't.role', 't.due_at', 't.created_at', 'b.name_fa', 'b.name_en')
      .select('c.first_name', 'c.last_name', 'c.mobile', db.raw(`${STAFF} AS assignee`)),
    't.branch_id',
    scope
  )
