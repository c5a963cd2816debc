import type { Trx } from '#app/core/sql'
import { transaction } from '#app/core/transaction'
import { endHold, keepGoods } from '#app/shop/keep_goods'
import Cart from '#app/shop/models/cart'
import CheckoutHold from '#app/shop/models/checkout_hold'
import { leftFor } from '#app/shop/queries/left_for'

/**
 * The visitor turned out to be a customer: what he collected joins his own cart. Quantities of the
 * same variant are summed and kept within the stock; what is sold out meanwhile stays behind. What
 * was set aside for him as a visitor stays so. The visitor's cart is gone afterwards, so a second run
 * changes nothing.
 */
export function mergeCarts(
  { token, customerId }: { token: string; customerId: number },
  outer?: Trx
): Promise<void> {
  return transaction(async (trx) => {
    const visitors = await Cart.lock({ token }, trx)
    if (!visitors) return
    await Cart.open({ customerId }, trx)
    const own = (await Cart.lock({ customerId }, trx))!
    const lines = await visitors.lines(trx)
    const asker = { customerId, holds: [visitors.holdId, own.holdId] }
    const variantIds = lines.map((line) => line.variantId)
    const left = await leftFor(asker, variantIds, trx)
    for (const { variantId, quantity, seenPrice: price } of lines) {
      const rest = left.get(variantId) ?? 0
      if (rest > 0) await own.put({ variantId, quantity, price, left: rest, add: true }, trx)
    }
    await visitors.clear(trx)
    await visitors.useTransaction(trx).delete()
    await passHold(visitors.holdId, own, trx)
  }, outer)
}

/** His own hold goes on; else the visitor's is his now, and ends when it would have ended. */
async function passHold(visitors: number | null, own: Cart, trx: Trx) {
  const isPassed = visitors !== null && own.holdId === null
  if (isPassed) {
    await own.holdBy(visitors, trx)
    await CheckoutHold.passTo(own.customerId!, visitors, trx)
  } else if (visitors !== null) {
    await endHold(visitors, 'freed', trx)
  }
  const hold = await CheckoutHold.inForce(isPassed ? visitors : own.holdId, trx)
  if (hold) await keepGoods(own, hold, trx)
}
