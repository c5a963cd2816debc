import type { Actor, DocumentRef } from '#app/core/actor'
import type { Trx } from '#app/core/sql'
import Remittance from '#app/warehouse/models/remittance'
import { reserve, type HeldLine } from '#app/warehouse/stock'
import type { StockLine } from '#app/warehouse/words'

export interface RemittanceOrder {
  /** The document that holds the goods. */
  reservedFor: DocumentRef
  /** The document by which they leave, such as the invoice. */
  about: DocumentRef
  customerId: number | null
  caseId: number | null
  /** The customer fetches the goods at the branch. */
  pickup?: boolean
  by: Actor
}

/**
 * Writes one remittance for each warehouse from which a document's reserved goods must come, each
 * waiting to be picked. A reservation is written on one remittance only, so a second call writes none.
 */
export async function writeRemittances(order: RemittanceOrder, trx: Trx): Promise<Remittance[]> {
  const byWarehouse = Map.groupBy(
    await unwritten(order.reservedFor, trx),
    (row) => row.warehouse_id
  )
  const written: Remittance[] = []
  for (const [warehouseId, rows] of byWarehouse) {
    const remittance = await Remittance.create(
      {
        warehouseId,
        customerId: order.customerId,
        caseId: order.caseId,
        status: 'waiting',
        aboutType: order.about.type,
        aboutId: order.about.id,
        pickup: order.pickup ?? false,
      },
      { client: trx }
    )
    await trx.table('remittance_lines').multiInsert(
      rows.map((row) => ({
        remittance_id: remittance.id,
        variant_id: row.variant_id,
        reservation_id: row.id,
        quantity: row.quantity,
      }))
    )
    written.push(remittance)
  }
  return written
}

function unwritten(document: DocumentRef, trx: Trx): Promise<HeldLine[]> {
  return trx
    .from('reservations as r')
    .leftJoin('remittance_lines as l', 'l.reservation_id', 'r.id')
    .where({ 'r.for_type': document.type, 'r.for_id': document.id, 'r.state': 'active' })
    .whereNull('l.id')
    .orderBy('r.warehouse_id')
    .orderBy('r.id')
    .select('r.id', 'r.warehouse_id', 'r.variant_id', 'r.quantity')
}

export interface CounterSale {
  warehouseId: number
  lines: StockLine[]
  about: DocumentRef
  customerId: number | null
  caseId: number | null
  by: Actor
}

/**
 * A sale at the counter: the goods are written on a remittance and handed over at once.
 * @throws Refusal `out_of_stock`
 */
export async function handOverAtCounter(sale: CounterSale, trx: Trx): Promise<Remittance[]> {
  await reserve(
    { lines: sale.lines, for: sale.about, by: sale.by, warehouseId: sale.warehouseId },
    trx
  )
  const remittances = await writeRemittances({ ...sale, reservedFor: sale.about }, trx)
  for (const remittance of remittances) {
    await remittance.pick(sale.by, trx)
    await remittance.handOver(trx)
  }
  return remittances
}
