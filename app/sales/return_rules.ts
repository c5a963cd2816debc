import { clock } from '#app/core/clock'
import type { Rial } from '#app/core/money'
import { Refusal } from '#app/core/refusal'
import type { Client, Trx } from '#app/core/sql'
import { settings } from '#app/people/models/setting'
import Staff from '#app/people/models/staff'
import Account from '#app/ledger/models/account'
import { lockLevels } from '#app/warehouse/stock'
import { lockBuyer } from '#app/club/unearned'
import Wallet from '#app/club/models/wallet'
import type Invoice from '#app/sales/models/invoice'
import type { ReturnSums } from '#app/sales/models/sales_return'
import type { ReturnPlan } from '#app/sales/returning'

/**
 * The goods have left the house for good: before that the sale itself is called off.
 * @throws Refusal `invoice_called_off`, `return_before_delivery` (409)
 */
export async function assertReturnable(invoice: Invoice, client: Client): Promise<void> {
  const off = await client.from('invoice_cancellations').where('invoice_id', invoice.id).first()
  if (off) throw new Refusal('invoice_called_off', { status: 409 })
  if (invoice.sourceType !== 'pre_invoice') return
  const sale = await client.from('pre_invoices').where('id', invoice.source.id).first()
  if (sale.status !== 'delivered') throw new Refusal('return_before_delivery', { status: 409 })
}

/**
 * Money for goods that nobody brought is the oldest trick of a till: large returns, and those of
 * old sales, are for heads of a branch.
 * @throws Refusal `return_needs_manager` {limit, days} (403)
 */
export async function assertMayTakeBack(
  { invoice, worth, staffId }: { invoice: Invoice; worth: Rial; staffId: number },
  trx: Trx
): Promise<void> {
  const { amount, days } = await settings.get('returnAlone', trx)
  if (worth <= amount && clock.now() <= invoice.createdAt.plus({ days })) return
  const staff = await Staff.query({ client: trx }).where('id', staffId).preload('roles').first()
  if (staff?.can('returns.large', invoice.branchId)) return
  throw new Refusal('return_needs_manager', {
    params: { limit: { rial: amount }, days },
    status: 403,
  })
}

/** The buyer, then stock before value, as every verb does; then what is planned by holds until the end. */
export async function lockGoodsAndWallet(invoice: Invoice, trx: Trx): Promise<Wallet | null> {
  if (invoice.customerId !== null) await lockBuyer(invoice.customerId, trx)
  await invoice.load('lines')
  await lockLevels(
    invoice.lines.map(({ variantId }) => variantId).filter((id) => id !== null),
    trx
  )
  const { customerId } = invoice
  const wallet = customerId === null ? null : await Wallet.existing(customerId, trx)
  if (wallet) await Account.lock([wallet.creditAccountId, wallet.pendingAccountId], trx)
  return wallet
}

const EXPECTED = ['moneyBack', 'creditBack', 'cashBack', 'voided', 'taken', 'owed'] as const

/** What the preview said, in Rial: the return is made only if it still holds. */
export type Expected = Pick<ReturnSums, (typeof EXPECTED)[number]>

/** @throws Refusal `return_changed` (409) when the numbers moved since they were shown */
export function assertAsShown({ sums }: ReturnPlan, expected: Expected) {
  if (EXPECTED.every((name) => sums[name] === expected[name])) return
  throw new Refusal('return_changed', { status: 409 })
}
