import type { HttpContext } from '@adonisjs/core/http'
import { NotFound } from '#app/core/refusal'
import { rowOf } from '#app/core/statement'
import { idOf } from '#app/people/session'
import { followCart } from '#app/shop/actions/change_hold'
import { cartOwner, noteCount, openCart } from '#app/shop/cart_cookie'
import Cart from '#app/shop/models/cart'
import { leftFor } from '#app/shop/queries/left_for'
import { addValidator, quantityValidator } from '#app/shop/validators'
import { noteShortCart } from '#app/shop/wishes'

/** What goes into the cart and out of it. */
export default class CartLinesController {
  async store(ctx: HttpContext) {
    const { variant, quantity } = await ctx.request.validateUsing(addValidator)
    const price = await priceOf(variant)
    const cart = await openCart(ctx)
    const lines = await cart.lines()
    const others = lines.filter((line) => line.variantId !== variant)
    const had = lines.find((line) => line.variantId === variant)?.quantity ?? 0
    const left = await leftOf({ variant, wanted: had + quantity }, cart, ctx)
    const kept = await cart.put({ variantId: variant, quantity, price, left, add: true, lines })
    await noteShortCart(ctx, { variantId: variant, missing: quantity - left, price })
    await follow(ctx, cart)
    noteCount(ctx, [...others, { quantity: kept }])
    const full = kept === left
    ctx.session.flash(
      'success',
      ctx.i18n.t(full ? 'shop.cart.added_all' : 'shop.cart.added', { n: kept })
    )
    return ctx.response.redirect().toPath(`${ctx.prefix}/cart`)
  }

  async update(ctx: HttpContext) {
    const variant = idOf(ctx)
    const { quantity } = await ctx.request.validateUsing(quantityValidator)
    const cart = await this.#cartWith(ctx, variant)
    const left = await leftOf({ variant, wanted: quantity }, cart, ctx)
    const price = await priceOf(variant)
    await cart.put({ variantId: variant, quantity, price, left })
    await noteShortCart(ctx, { variantId: variant, missing: quantity - left, price })
    return this.#back(ctx, cart)
  }

  async destroy(ctx: HttpContext) {
    const variant = idOf(ctx)
    const cart = await this.#cartWith(ctx, variant)
    await cart.take(variant)
    return this.#back(ctx, cart)
  }

  /** The new prices have been seen: they are what later changes are compared with. */
  async acknowledge(ctx: HttpContext) {
    const owner = cartOwner(ctx)
    const cart = owner && (await Cart.ownedBy(owner))
    await cart?.acceptPrices()
    return ctx.response.redirect().withQs().back()
  }

  /** His own cart, when the variant is in it; other people's carts are not even looked for. */
  async #cartWith(ctx: HttpContext, variantId: number): Promise<Cart> {
    const owner = cartOwner(ctx)
    const cart = owner && (await Cart.ownedBy(owner))
    const lines = cart ? await cart.lines() : []
    if (!cart || !lines.some((line) => line.variantId === variantId)) throw new NotFound()
    return cart
  }

  async #back(ctx: HttpContext, cart: Cart) {
    await follow(ctx, cart)
    noteCount(ctx, await cart.lines())
    return ctx.response.redirect().withQs().back()
  }
}

/** What is set aside for him follows his cart. */
async function follow(ctx: HttpContext, { holdId }: Cart) {
  const owner = cartOwner(ctx)
  if (owner && holdId !== null) await followCart(owner)
}

/** Pieces of a variant that this customer can still have; above what he wants it may be more. */
async function leftOf(
  { variant, wanted }: { variant: number; wanted: number },
  { holdId }: Cart,
  { customer }: HttpContext
) {
  const asker = { customerId: customer?.id, holds: [holdId] }
  const left = await leftFor(asker, [variant], undefined, new Map([[variant, wanted]]))
  return left.get(variant) ?? 0
}

/** List price in Rial of a variant that is sold now. @throws NotFound */
async function priceOf(variantId: number): Promise<number> {
  const row = await rowOf<{ price: number }>(
    `SELECT v.price FROM variants v JOIN products p ON p.id = v.product_id
     WHERE v.id = ? AND v.active = 1 AND p.active = 1`,
    [variantId]
  )
  if (!row) throw new NotFound()
  return row.price
}
