import type { DateTime } from 'luxon'
import type { Rial } from '#app/core/money'
import { isDuplicate, sqlTime, type Trx } from '#app/core/sql'
import { execute, insert } from '#app/core/statement'
import { CustomerStatSchema } from '#database/schema'

/** What a customer has bought in all; segments, tiers and the customer file read only this. */
export default class CustomerStat extends CustomerStatSchema {
  static table = 'customer_stats'
}

export interface Purchase {
  customerId: number
  branchId: number | null
  invoiceId: number
  /** Net of VAT, freight and discounts, in Rial. */
  amount: Rial
  at: DateTime
}

/** Counts an invoice into the customer's purchases, in the transaction that issues it. */
export async function recordPurchase(purchase: Purchase, trx: Trx): Promise<void> {
  if (!(await addTo(purchase, trx))) await begin(purchase, trx)
  const { customerId, branchId, invoiceId, amount } = purchase
  const at = sqlTime(purchase.at)
  await insert(
    'customer_purchases',
    { customer_id: customerId, branch_id: branchId, invoice_id: invoiceId, amount, created_at: at },
    trx
  )
}

async function addTo({ customerId, amount, at }: Purchase, trx: Trx): Promise<boolean> {
  const rows = await execute(
    `UPDATE customer_stats SET purchases = purchases + 1, spent = spent + ?, last_purchase_at = ?
     WHERE customer_id = ?`,
    [amount, sqlTime(at), customerId],
    trx
  )
  return rows === 1
}

/** The first purchase; another one at the same moment may have been quicker. */
async function begin(purchase: Purchase, trx: Trx) {
  const at = sqlTime(purchase.at)
  const row = { purchases: 1, spent: purchase.amount, first_purchase_at: at, last_purchase_at: at }
  try {
    await insert('customer_stats', { customer_id: purchase.customerId, ...row }, trx)
  } catch (error) {
    if (!isDuplicate(error)) throw error
    await addTo(purchase, trx)
  }
}

/** A part of a sale came back: the purchase counts so much less. */
export async function reducePurchase(
  { customerId, invoiceId, amount }: Pick<Purchase, 'customerId' | 'invoiceId' | 'amount'>,
  trx: Trx
): Promise<void> {
  await trx
    .from('customer_stats')
    .where('customer_id', customerId)
    .update({ spent: trx.raw('spent - ?', [amount]) })
  await trx
    .from('customer_purchases')
    .where('invoice_id', invoiceId)
    .update({ amount: trx.raw('amount - ?', [amount]) })
}

/** A sale that came to nothing counts no more: the invoice leaves the customer's purchases. */
export async function takeBackPurchase(
  { customerId, invoiceId, amount }: Pick<Purchase, 'customerId' | 'invoiceId' | 'amount'>,
  trx: Trx
): Promise<void> {
  await trx
    .from('customer_stats')
    .where('customer_id', customerId)
    .update({ purchases: trx.raw('purchases - 1'), spent: trx.raw('spent - ?', [amount]) })
  await trx.from('customer_purchases').where('invoice_id', invoiceId).delete()
  const times = await trx
    .from('customer_purchases')
    .where('customer_id', customerId)
    .min('created_at as first')
    .max('created_at as last')
    .firstOrFail()
  await trx
    .from('customer_stats')
    .where('customer_id', customerId)
    .update({ first_purchase_at: times.first, last_purchase_at: times.last })
}
