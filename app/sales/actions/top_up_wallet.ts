import { once } from '#app/core/idempotency'
import type { Rial } from '#app/core/money'
import { Refusal } from '#app/core/refusal'
import { assertUsual } from '#app/core/unusual'
import type { Trx } from '#app/core/sql'
import { transaction } from '#app/core/transaction'
import Customer from '#app/people/models/customer'
import { settings } from '#app/people/models/setting'
import { openCase } from '#app/crm/record'
import Member from '#app/club/models/member'
import { beginPayment, gatewayPage } from '#app/sales/begin_payment'
import TopUp from '#app/sales/models/top_up'
import { usualTopUp } from '#app/sales/queries/wallet_papers'

export interface TopUpWish {
  customerId: number
  /** Rial, within the house's bounds. */
  amount: Rial
  /** False: an amount far above the member's usual is refused until it was read in words. */
  confirmed?: boolean
  key: string
  /** `/en` when the payer comes back to English pages. */
  prefix?: string
}

/**
 * A member puts real money into the own wallet: a document that is paid at the gateway like any
 * other, and credited once when its payment is verified, by callback or by the rescue job.
 * @throws Refusal `top_up_out_of_bounds` {min, max}, `amount_unusual` {amount}, `top_up_needs_member`, `customer_blocked`,
 * `key_reused`, and the gateway's own
 */
export async function topUpWallet(
  wish: TopUpWish
): Promise<{ topUpId: number; paymentId: number; redirectUrl: string }> {
  const { customerId, amount, key } = wish
  const { topUpId, paymentId } = await transaction((trx) => {
    const scope = `top_up_wallet:customer:${customerId}`
    return once({ scope, key, input: { amount } }, trx, () => open(wish, trx))
  })
  return { topUpId, paymentId, redirectUrl: await gatewayPage(paymentId, wish.prefix) }
}

async function open({ customerId, amount, confirmed }: TopUpWish, trx: Trx) {
  await assertWithinBounds(amount, trx)
  if (confirmed === false) assertUsual(amount, await usualTopUp(customerId, trx))
  const customer = await Customer.findOrFail(customerId, { client: trx })
  if (customer.status === 'blocked') throw new Refusal('customer_blocked')
  if (!(await Member.of(customerId, trx))) throw new Refusal('top_up_needs_member')
  const kase = await openCase('wallet', { customerId }, trx)
  const row = { customerId, caseId: kase.id, amount, status: 'waiting' as const }
  const topUp = await TopUp.create(row, { client: trx })
  const due = { about: topUp.ref, customerId, caseId: kase.id, branchId: null, amount }
  return { topUpId: topUp.id, ...(await beginPayment(due, trx)) }
}

async function assertWithinBounds(amount: Rial, trx: Trx) {
  const { min, max } = await settings.get('topUp', trx)
  if (Number.isSafeInteger(amount) && amount >= min && amount <= max) return
  const params = { min: { rial: min }, max: { rial: max } }
  throw new Refusal('top_up_out_of_bounds', { field: 'amount', params })
}
