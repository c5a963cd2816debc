import type { Rial } from '#app/core/money'
import { SYSTEM } from '#app/core/actor'
import type { Trx } from '#app/core/sql'
import type Wallet from '#app/club/models/wallet'
import { callOff } from '#app/sales/actions/call_off'
import PreInvoice from '#app/sales/models/pre_invoice'

interface Lacking {
  customerId: number
  /** Variants that are short for the new request. */
  short: number[]
  /** Set when the new request spends credit. */
  wallet: Wallet | null
  credit: Rial
}

/**
 * A shopper's own reservation never blocks his retry: when stock or credit is short, his earlier
 * requests that hold some of it and that nobody has confirmed yet make room for the new one.
 */
export async function replaceOwnEarlier(lacking: Lacking, trx: Trx): Promise<void> {
  const ids = new Set([
    ...(await holdingStock(lacking, trx)),
    ...(await holdingCredit(lacking, trx)),
  ])
  for (const id of [...ids].sort((a, b) => a - b)) {
    const earlier = await PreInvoice.lock(id, trx)
    if (earlier.status !== 'issued') continue
    await callOff({ preInvoice: earlier, by: SYSTEM, reason: 'replaced' }, trx)
  }
}

async function holdingStock({ customerId, short }: Lacking, trx: Trx): Promise<number[]> {
  if (short.length === 0) return []
  const rows = await trx
    .from('pre_invoices as p')
    .join('reservations as r', 'r.for_id', 'p.id')
    .where({ 'p.customer_id': customerId, 'p.status': 'issued' })
    .where({ 'r.for_type': 'pre_invoice', 'r.state': 'active' })
    .whereIn('r.variant_id', short)
    .distinct('p.id')
  return rows.map((row) => Number(row.id))
}

async function holdingCredit(lacking: Lacking, trx: Trx): Promise<number[]> {
  if (!lacking.wallet) return []
  const { available, held, cash, cashHeld } = await lacking.wallet.pockets(trx)
  if (available + cash >= lacking.credit || held + cashHeld === 0) return []
  const rows = await trx
    .from('pre_invoices')
    .where({ customer_id: lacking.customerId, status: 'issued' })
    .where((query) => query.whereNotNull('credit_hold_id').orWhereNotNull('cash_hold_id'))
    .select('id')
  return rows.map((row) => Number(row.id))
}
