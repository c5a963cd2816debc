import { SYSTEM } from '#app/core/actor'
import type { Trx } from '#app/core/sql'
import type Cart from '#app/shop/models/cart'
import CheckoutHold, { type HoldEnd } from '#app/shop/models/checkout_hold'
import { isExactly, summed } from '#app/warehouse/reservation_plan'
import { activeReservations, linesOf, release, reserve } from '#app/warehouse/stock'
import type { StockLine } from '#app/warehouse/words'

/** A line of which the hold keeps less than it may. */
export interface ShortLine extends StockLine {
  kept: number
}

/**
 * Sets aside what is in the cart, as far as the house's limits and the stock go; what the hold kept
 * before is given back first. The cart is locked by the caller.
 * @returns the lines that stock was too little for
 */
export async function keepGoods(cart: Cart, hold: CheckoutHold, trx: Trx): Promise<ShortLine[]> {
  const { pieces, kinds } = await hold.limits(trx)
  const wanted = await cart.wanted(trx)
  const lines = wanted
    .slice(0, kinds)
    .map(({ variantId, quantity }) => ({ variantId, quantity: Math.min(quantity, pieces) }))
  if (isExactly(linesOf(await activeReservations(hold.ref, trx)), summed(lines))) return []
  const wish = { lines, for: hold.ref, by: SYSTEM, upToStock: true }
  const parts = lines.length > 0 ? await reserve(wish, trx) : []
  const keptOf = (variantId: number) =>
    parts.reduce((sum, part) => sum + (part.variantId === variantId ? part.quantity : 0), 0)
  return lines
    .map((line) => ({ ...line, kept: keptOf(line.variantId) }))
    .filter((line) => line.kept < line.quantity)
}

/** Ends a hold and gives its goods back. @returns false when it had ended before */
export async function endHold(id: number, endedAs: HoldEnd, trx: Trx): Promise<boolean> {
  if (!(await CheckoutHold.end(id, endedAs, trx))) return false
  await release(CheckoutHold.refOf(id), trx)
  return true
}
