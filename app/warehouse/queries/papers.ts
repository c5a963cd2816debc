import db from '@adonisjs/lucid/services/db'
import { byIndex } from '#app/core/by_index'
import { found } from '#app/core/refusal'
import type { RemittanceStatus, ShipmentStatus } from '#app/warehouse/words'

const PAGE = 30

function cut<Row extends { id: number }>(rows: Row[]) {
  const shown = rows.slice(0, PAGE)
  return { rows: shown, next: rows.length > PAGE ? Number(shown.at(-1)!.id) : null }
}

export interface PaperFilter<Status> {
  warehouseIds: number[]
  status: Status | null
  after: number | null
}

/** Remittances of some warehouses: what waits is worked off oldest first, the rest shows newest first. */
export async function remittances({ warehouseIds, status, after }: PaperFilter<RemittanceStatus>) {
  const oldestFirst = status === 'waiting' || status === 'picked'
  const query = db
    .from('remittances as r')
    .join('warehouses as w', 'w.id', 'r.warehouse_id')
    .leftJoin('customers as c', 'c.id', 'r.customer_id')
    .whereIn('r.warehouse_id', warehouseIds)
    .orderBy('r.id', oldestFirst ? 'asc' : 'desc')
    .limit(PAGE + 1)
    .select('r.id', 'r.status', 'r.about_type', 'r.about_id', 'r.created_at', 'r.picked_at')
    .select('w.name_fa', 'w.name_en', 'c.first_name', 'c.last_name', 'c.mobile')
    .select(
      db.from('remittance_lines').whereColumn('remittance_id', 'r.id').sum('quantity').as('pieces')
    )
  if (status) query.where('r.status', status)
  const prefix = warehouseIds.length === 1 ? 'warehouse_id_status' : 'status'
  byIndex(query, 'remittances as r', status ? `remittances_${prefix}_id_index` : 'PRIMARY')
  if (after) query.where('r.id', oldestFirst ? '>' : '<', after)
  return cut(await query)
}

/** One remittance with its lines, customer and shipment. @throws NotFound */
export async function remittancePage(id: number, warehouseIds: number[]) {
  const remittance = found(
    await db
      .from('remittances as r')
      .join('warehouses as w', 'w.id', 'r.warehouse_id')
      .leftJoin('customers as c', 'c.id', 'r.customer_id')
      .leftJoin('staff as s', 's.id', 'r.picked_by_id')
      .where('r.id', id)
      .whereIn('r.warehouse_id', warehouseIds)
      .select(
        'r.*',
        'w.name_fa',
        'w.name_en',
        'w.branch_id',
        'c.first_name',
        'c.last_name',
        'c.mobile'
      )
      .select(
        'c.address',
        'c.postal_code',
        's.first_name as picker_first',
        's.last_name as picker_last'
      )
      .first()
  )
  const lines = await db
    .from('remittance_lines as l')
    .join('variants as v', 'v.id', 'l.variant_id')
    .join('products as p', 'p.id', 'v.product_id')
    .where('l.remittance_id', id)
    .orderBy('l.id')
    .select('l.id', 'l.quantity', 'l.scanned', 'l.variant_id', 'v.sku', 'v.barcode', 'p.picture')
    .select(
      'v.name_fa as variant_fa',
      'v.name_en as variant_en',
      'p.name_fa',
      'p.name_en',
      'v.weight_grams'
    )
  const shipment = await db.from('shipments').where('remittance_id', id).first()
  const rests = await db
    .from('remittances')
    .where('back_order_of_id', id)
    .orderBy('id')
    .select('id')
  return { remittance, lines, shipment, rests }
}

/** Shipments of some warehouses: those on the way oldest first, the delivered newest first. */
export async function shipments({ warehouseIds, status, after }: PaperFilter<ShipmentStatus>) {
  const oldestFirst = status === 'sent'
  const query = db
    .from('shipments as s')
    .join('remittances as r', 'r.id', 's.remittance_id')
    .join('customers as c', 'c.id', 's.customer_id')
    .whereIn('r.warehouse_id', warehouseIds)
    .orderBy('s.id', oldestFirst ? 'asc' : 'desc')
    .limit(PAGE + 1)
    .select(
      's.id',
      's.status',
      's.carrier',
      's.tracking_code',
      's.cost',
      's.created_at',
      's.delivered_at',
      's.delivered_way',
      'r.pickup'
    )
    .select(
      's.remittance_id',
      'r.about_type',
      'r.about_id',
      'c.first_name',
      'c.last_name',
      'c.mobile'
    )
  if (status) query.where('s.status', status)
  byIndex(query, 'shipments as s', status ? 'shipments_status_id_index' : 'PRIMARY')
  if (after) query.where('s.id', oldestFirst ? '>' : '<', after)
  return cut(await query)
}
