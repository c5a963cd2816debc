import { once } from '#app/core/idempotency'
import { Refusal } from '#app/core/refusal'
import type { Trx } from '#app/core/sql'
import { transaction } from '#app/core/transaction'
import { endHold, keepGoods } from '#app/shop/keep_goods'
import Cart, { type CartOwner } from '#app/shop/models/cart'
import CheckoutHold from '#app/shop/models/checkout_hold'

/**
 * So many minutes more for the hold of this cart, once in its life.
 * @throws Refusal `hold_over` (409) when there is none or it ran out, `hold_extended_already` (409)
 */
export function extendHold(
  { owner, key }: { owner: CartOwner; key: string },
  outer?: Trx
): Promise<{ holdId: number; repeated: boolean }> {
  return transaction((trx) => {
    const scope = `extend_hold:${Cart.nameOf(owner)}`
    return once({ scope, key, input: {} }, trx, async () => {
      const cart = await Cart.lock(owner, trx)
      const hold = cart && (await CheckoutHold.inForce(cart.holdId, trx))
      if (!hold) throw new Refusal('hold_over', { status: 409 })
      await hold.extend(trx)
      return { holdId: hold.id }
    })
  }, outer)
}

/**
 * The cart was changed: its hold keeps what is in it now, as far as stock goes, and ends when nothing
 * is. A cart whose hold is behind harms nobody: the issue takes from stock what the hold lacks.
 */
export function followCart(owner: CartOwner, outer?: Trx): Promise<void> {
  return transaction(async (trx) => {
    const cart = await Cart.lock(owner, trx)
    const hold = cart && (await CheckoutHold.inForce(cart.holdId, trx))
    if (!hold) return
    const wanted = await cart.wanted(trx)
    if (wanted.length === 0) await endHold(hold.id, 'freed', trx)
    else await keepGoods(cart, hold, trx)
  }, outer)
}

/** The buyer lets go of what was set aside for him. @returns false when nothing was */
export function freeHold(owner: CartOwner, outer?: Trx): Promise<boolean> {
  return transaction(async (trx) => {
    const cart = await Cart.lock(owner, trx)
    return cart?.holdId ? endHold(cart.holdId, 'freed', trx) : false
  }, outer)
}
