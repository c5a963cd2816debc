import db from '@adonisjs/lucid/services/db'
import Invoice from '#app/sales/models/invoice'
import Payment from '#app/sales/models/payment'
import type PreInvoice from '#app/sales/models/pre_invoice'
import PreInvoiceLine from '#app/sales/models/pre_invoice_line'
import type { PreInvoiceStatus } from '#app/sales/models/pre_invoice_moves'

/** One remittance of a sale with its shipment, if it has left. */
export interface Parcel {
  remittance_id: number
  remittance_status: string
  branch_id: number
  warehouse_fa: string
  warehouse_en: string
  shipment_id: number | null
  shipment_status: string | null
  carrier: string | null
  tracking_code: string | null
  shipped_at: string | null
  delivered_at: string | null
}

/** All that hangs on a pre-invoice, for its page. */
export async function partsOf(preInvoice: PreInvoice) {
  const { type, id } = preInvoice.ref
  return {
    lines: await PreInvoiceLine.query().where('preInvoiceId', id).orderBy('id'),
    invoice: await Invoice.ofSource(preInvoice.ref),
    payments: await Payment.query().where({ payableType: type, payableId: id }).orderBy('id'),
    parcels: await parcelsOf(preInvoice),
    path: pathOf(preInvoice.status),
  }
}

function parcelsOf({ ref }: PreInvoice): Promise<Parcel[]> {
  return db
    .from('remittances as r')
    .join('warehouses as w', 'w.id', 'r.warehouse_id')
    .leftJoin('shipments as s', 's.remittance_id', 'r.id')
    .where({ 'r.about_type': ref.type, 'r.about_id': ref.id })
    .orderBy('r.id')
    .select('r.id as remittance_id', 'r.status as remittance_status', 'w.branch_id')
    .select('w.name_fa as warehouse_fa', 'w.name_en as warehouse_en')
    .select('s.id as shipment_id', 's.status as shipment_status', 's.carrier', 's.tracking_code')
    .select('s.created_at as shipped_at', 's.delivered_at')
}

/** The way that every order goes, as `steps` shows it. */
const WAY = ['issued', 'confirmed', 'invoiced', 'shipped', 'delivered'] as const

export interface Step {
  status: (typeof WAY)[number]
  state: 'done' | 'now' | 'next'
}

/** Where it is on its way; none for one that left it. */
export function pathOf(status: PreInvoiceStatus): Step[] {
  const here = (WAY as readonly string[]).indexOf(status)
  if (here < 0) return []
  const reached = status === 'delivered' ? here + 1 : here
  return WAY.map((step, index) => ({
    status: step,
    state: index < reached ? 'done' : index === reached ? 'now' : 'next',
  }))
}
