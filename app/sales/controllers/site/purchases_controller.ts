import type { HttpContext } from '@adonisjs/core/http'
import { askedAfter } from '#app/core/asked'
import { memberOf } from '#app/people/session'
import { purchasesOf } from '#app/sales/queries/purchases'

/** Everything that a customer bought, on the web and at the tills of branches, in his panel. */
export default class PurchasesController {
  async index(ctx: HttpContext) {
    const page = await purchasesOf(memberOf(ctx).id, askedAfter(ctx) ?? undefined)
    return ctx.view.render('sales/site/purchases', { ...page })
  }
}
