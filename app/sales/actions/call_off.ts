import type { Actor } from '#app/core/actor'
import { clock } from '#app/core/clock'
import { sqlTime, type Trx } from '#app/core/sql'
import { record } from '#app/crm/record'
import { release } from '#app/warehouse/stock'
import Wallet from '#app/club/models/wallet'
import { voidDraw } from '#app/club/pockets'
import type PreInvoice from '#app/sales/models/pre_invoice'

/** Stock and credit that were set aside for an open pre-invoice may be had again. */
export async function giveBack(preInvoice: PreInvoice, by: Actor, trx: Trx): Promise<void> {
  await release(preInvoice.ref, trx)
  if (!preInvoice.hasHolds) return
  const { customerId, caseId, branchId } = preInvoice
  const wallet = await Wallet.of(customerId, trx)
  const amount = await voidDraw(wallet, preInvoice.holds, trx)
  await record(
    'credit_released',
    { customerId, caseId, about: preInvoice.ref, amount, branchId, by },
    trx
  )
}

/** The row that says who called a pre-invoice off and why. */
export async function writeCancellation(
  { preInvoice, by, reason }: { preInvoice: PreInvoice; by: Actor; reason: string | null },
  trx: Trx
): Promise<void> {
  await trx
    .insertQuery()
    .table('cancellations')
    .insert({
      pre_invoice_id: preInvoice.id,
      actor_kind: by.kind,
      actor_id: by.id,
      reason,
      created_at: sqlTime(clock.now()),
    })
  const { customerId, caseId, branchId, number, total } = preInvoice
  await record(
    'pre_invoice_cancelled',
    {
      customerId,
      caseId,
      about: preInvoice.ref,
      amount: total,
      branchId,
      by,
      facts: { number, reason },
      params: { number },
    },
    trx
  )
}

/** Calls off a locked pre-invoice that is still open: nothing is sold yet, all of it is given back. */
export async function callOff(
  off: { preInvoice: PreInvoice; by: Actor; reason: string | null },
  trx: Trx
): Promise<void> {
  await off.preInvoice.move('cancelled', off.by, trx)
  await giveBack(off.preInvoice, off.by, trx)
  await writeCancellation(off, trx)
}
