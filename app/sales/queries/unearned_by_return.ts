import db from '@adonisjs/lucid/services/db'
import { foreseeUnearned, type Unearned } from '#app/club/unearned'
import type Invoice from '#app/sales/models/invoice'
import type { ReturnPlan } from '#app/sales/returning'

/** What the buyer would lose besides the credit of the sale; null for a sale without a name. */
export function unearnedByReturn(
  { id: invoiceId, customerId }: Invoice,
  { sums }: ReturnPlan
): Promise<Unearned> | null {
  if (customerId === null) return null
  const amount = sums.linesTotal - sums.discount
  return foreseeUnearned(customerId, { invoiceId, amount }, db.connection())
}
