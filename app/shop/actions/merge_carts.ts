import type { Trx } from '#app/core/sql'
import { transaction } from '#app/core/transaction'
import { availableTo } from '#app/sales/queries/available_to'
import Cart from '#app/shop/models/cart'

/**
 * The visitor turned out to be a customer: what he collected joins his own cart. Quantities of the
 * same variant are summed and kept within the stock; what is sold out meanwhile stays behind. The
 * visitor's cart is gone afterwards, so a second run changes nothing.
 */
export function mergeCarts(
  { token, customerId }: { token: string; customerId: number },
  outer?: Trx
): Promise<void> {
  return transaction(async (trx) => {
    const visitors = await Cart.lock({ token }, trx)
    if (!visitors) return
    const lines = await visitors.lines(trx)
    const left = await availableTo(
      customerId,
      lines.map((line) => line.variantId),
      trx
    )
    const own = await Cart.open({ customerId }, trx)
    for (const { variantId, quantity, seenPrice: price } of lines) {
      const rest = left.get(variantId) ?? 0
      if (rest > 0) await own.put({ variantId, quantity, price, left: rest, add: true }, trx)
    }
    await visitors.clear(trx)
    await visitors.useTransaction(trx).delete()
  }, outer)
}
