import type { HttpContext } from '@adonisjs/core/http'
import { extendHold, freeHold } from '#app/shop/actions/change_hold'
import { holdCheckout } from '#app/shop/actions/hold_checkout'
import { cartOwner } from '#app/shop/cart_cookie'
import { deliveryOf, holdValidator } from '#app/shop/validators'
import { noteShortCheckout } from '#app/shop/wishes'

/** What is set aside while a buyer, a visitor too, fills in the checkout. */
export default class CheckoutHoldsController {
  async store(ctx: HttpContext) {
    const delivery = deliveryOf(ctx.request.input('delivery'))
    const { key } = await ctx.request.validateUsing(holdValidator)
    const owner = cartOwner(ctx)
    if (!owner) return ctx.response.redirect().toPath(`${ctx.prefix}/cart`)
    const held = holdCheckout({ owner, ip: ctx.request.ip(), key })
    await held.catch(async (error: unknown) => {
      await noteShortCheckout(ctx, error)
      throw error
    })
    return ctx.response.redirect().toPath(`${ctx.prefix}/checkout?delivery=${delivery}`)
  }

  async update(ctx: HttpContext) {
    const { key } = await ctx.request.validateUsing(holdValidator)
    const owner = cartOwner(ctx)
    if (owner) {
      await extendHold({ owner, key })
      ctx.session.flash('success', ctx.i18n.t('shop.hold.extended'))
    }
    return ctx.response.redirect().withQs().back()
  }

  async destroy(ctx: HttpContext) {
    const owner = cartOwner(ctx)
    if (owner && (await freeHold(owner))) {
      ctx.session.flash('success', ctx.i18n.t('shop.hold.freed'))
    }
    return ctx.response.redirect().toPath(`${ctx.prefix}/cart`)
  }
}
