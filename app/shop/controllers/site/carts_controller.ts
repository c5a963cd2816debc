import type { HttpContext } from '@adonisjs/core/http'
import { DELIVERY_METHODS } from '#app/sales/models/pre_invoice_moves'
import { buyerOf, creditOn } from '#app/shop/buyer'
import { cartOwner, noteCount } from '#app/shop/cart_cookie'
import { cartPage } from '#app/shop/queries/cart_page'
import { deliveryOf } from '#app/shop/validators'

/** The cart is already an invoice: what it would cost now, in figures and words. */
export default class CartsController {
  async show(ctx: HttpContext) {
    const { customer } = ctx
    const deliveryMethod = deliveryOf(ctx.request.qs().delivery)
    const page = await cartPage({ owner: cartOwner(ctx), customer, deliveryMethod })
    noteCount(ctx, page.lines)
    const guest = page.credit.member ? null : await buyerOf(ctx)
    return ctx.view.render('shop/site/cart', {
      ...page,
      deliveryMethod,
      methods: DELIVERY_METHODS,
      joining: guest ? creditOn(page.bill.earnableForMembers, guest) : 0,
    })
  }
}
