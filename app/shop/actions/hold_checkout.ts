import { once } from '#app/core/idempotency'
import { Refusal } from '#app/core/refusal'
import type { Trx } from '#app/core/sql'
import { transaction } from '#app/core/transaction'
import { availableTo } from '#app/sales/queries/available_to'
import { endHold, keepGoods, type ShortLine } from '#app/shop/keep_goods'
import Cart, { type CartOwner } from '#app/shop/models/cart'
import CheckoutHold, { type Holder } from '#app/shop/models/checkout_hold'
import { outOfStock } from '#app/warehouse/stock'

export interface HoldWish {
  owner: CartOwner
  /** Where the request came from; it counts for visitors only. */
  ip: string
  key: string
}

/**
 * The buyer goes on to the checkout: what is in his cart is set aside for some minutes. One hold a
 * cart: from a second tab the same one is brought in step with the cart and lasts no longer. Who had
 * all his holds of the day goes on without one. Order of locks: key, cart, hold, stock.
 * @returns `holdId` null for who goes on without one
 * @throws Refusal `empty_cart`, `out_of_stock` beside `lines.<variantId>`
 */
export function holdCheckout(
  { owner, ip, key }: HoldWish,
  outer?: Trx
): Promise<{ holdId: number | null; repeated: boolean }> {
  return transaction((trx) => {
    const scope = `hold_checkout:${Cart.nameOf(owner)}`
    return once({ scope, key, input: {} }, trx, async () => {
      const cart = await Cart.lock(owner, trx)
      const wanted = cart ? await cart.wanted(trx) : []
      if (!cart || wanted.length === 0) throw new Refusal('empty_cart')
      const hold = (await lasting(cart, trx)) ?? (await begun(cart, holderOf(owner, ip), trx))
      if (!hold) return { holdId: null }
      await assertServed(hold, await keepGoods(cart, hold, trx), trx)
      return { holdId: hold.id }
    })
  }, outer)
}

function holderOf(owner: CartOwner, ip: string): Holder {
  return 'token' in owner ? { addressHash: CheckoutHold.hashOf(ip) } : owner
}

/** The hold that the cart has; one that ran out before the job came is ended here. */
async function lasting(cart: Cart, trx: Trx): Promise<CheckoutHold | null> {
  if (cart.holdId === null) return null
  const hold = await CheckoutHold.inForce(cart.holdId, trx)
  if (!hold) await endHold(cart.holdId, 'expired', trx)
  return hold
}

async function begun(cart: Cart, holder: Holder, trx: Trx): Promise<CheckoutHold | null> {
  if (await CheckoutHold.isSpent(holder, trx)) return null
  const hold = await CheckoutHold.open(holder, trx)
  await cart.holdBy(hold.id, trx)
  return hold
}

/** What his own requests keep that nobody has confirmed makes room for the new one: it counts too. */
async function assertServed({ customerId }: CheckoutHold, short: ShortLine[], trx: Trx) {
  if (short.length === 0) return
  const ids = short.map((line) => line.variantId)
  const more = await availableTo(customerId, ids, trx)
  for (const { variantId, quantity, kept } of short) {
    const left = kept + (more.get(variantId) ?? 0)
    if (left < quantity) throw outOfStock(variantId, left)
  }
}
