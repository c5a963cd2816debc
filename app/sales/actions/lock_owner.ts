import { found, NotFound } from '#app/core/refusal'
import type { Trx } from '#app/core/sql'
import Remittance from '#app/warehouse/models/remittance'
import PreInvoice from '#app/sales/models/pre_invoice'

/**
 * Locks the pre-invoice behind a remittance: documents are locked before what hangs on them, so
 * that picking and cancelling meet here.
 * @throws NotFound when the remittance is not of a pre-invoice
 */
export async function lockOwner(remittanceId: number, trx: Trx): Promise<PreInvoice> {
  const remittance = found(await Remittance.find(remittanceId, { client: trx }))
  if (remittance.aboutType !== 'pre_invoice') throw new NotFound()
  return PreInvoice.lock(found(remittance.aboutId), trx)
}
