import type { HttpContext } from '@adonisjs/core/http'
import { DELIVERY_METHODS } from '#app/sales/models/pre_invoice_moves'
import { previewEarning } from '#app/sales/earning_of_bill'
import type { Bill } from '#app/sales/pricing'
import { type Buyer, buyerOf } from '#app/shop/buyer'
import { cartOwner, noteCount } from '#app/shop/cart_cookie'
import { wayToJoin } from '#app/club/membership'
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
    const isCustomer = guest !== null && customer !== null && customer !== undefined
    return ctx.view.render('shop/site/cart', {
      way: isCustomer ? await wayToJoin(customer.id) : null,
      ...page,
      deliveryMethod,
      methods: DELIVERY_METHODS,
      joining: guest ? await joiningCredit(page.bill, guest) : 0,
    })
  }
}

/** Credit (Rial) that a visitor would get for this bill as a member. */
async function joiningCredit(bill: Bill, { tier, customerId }: Buyer) {
  if (!tier || bill.lines.length === 0) return 0
  const { total } = await previewEarning(bill, { tier, customerId })
  return total
}
