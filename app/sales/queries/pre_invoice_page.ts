import { modelOf } from '#app/core/rows'
import { rowsOf } from '#app/core/statement'
import Invoice from '#app/sales/models/invoice'
import { returnsOf } from '#app/sales/queries/returns'
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
  pickup: number | boolean
  back_order_of_id: number | null
  /** By when the rest was promised. */
  promised_at: string | null
  pieces: number
  shipped_at: string | null
  delivered_at: string | null
}

/** All that hangs on a pre-invoice, for its page. */
export async function partsOf(preInvoice: PreInvoice) {
  const invoice = await Invoice.ofSource(preInvoice.ref)
  const parcels = await parcelsOf(preInvoice)
  return {
    lines: await PreInvoiceLine.of(preInvoice),
    invoice,
    returns: invoice ? await returnsOf(invoice.id) : [],
    payments: await paymentsOf(preInvoice),
    parcels,
    rests: restsOf(parcels),
    path: pathOf(preInvoice.status),
  }
}

async function paymentsOf({ ref }: PreInvoice): Promise<Payment[]> {
  const sql = 'SELECT * FROM payments WHERE payable_type = ? AND payable_id = ? ORDER BY id'
  const rows = await rowsOf(sql, [ref.type, ref.id])
  return rows.map((row) => modelOf(Payment, row))
}

function parcelsOf({ ref }: PreInvoice): Promise<Parcel[]> {
  return rowsOf<Parcel>(
    `SELECT r.id AS remittance_id, r.status AS remittance_status, w.branch_id,
       w.name_fa AS warehouse_fa, w.name_en AS warehouse_en, s.id AS shipment_id,
       s.status AS shipment_status, s.carrier, s.tracking_code,
       s.created_at AS shipped_at, s.delivered_at, r.pickup,
       r.back_order_of_id, r.promised_at,
       (SELECT SUM(l.quantity) FROM remittance_lines l WHERE l.remittance_id = r.id) AS pieces
     FROM remittances r
     JOIN warehouses w ON w.id = r.warehouse_id
     LEFT JOIN shipments s ON s.remittance_id = r.id
     WHERE r.about_type = ? AND r.about_id = ? ORDER BY r.id`,
    [ref.type, ref.id]
  )
}

/** Whether goods of it have left the shelf: the sale as a whole is not cancelled any more. */
export function hasLeft(parcels: readonly Parcel[]): boolean {
  return parcels.some(({ remittance_status: at }) => at === 'picked' || at === 'handed_over')
}

/** Parts that wait while others have left: each can be called off by itself. */
function restsOf(parcels: readonly Parcel[]): Parcel[] {
  return hasLeft(parcels) ? parcels.filter((row) => row.remittance_status === 'waiting') : []
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
