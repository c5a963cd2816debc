import type { HttpContext } from '@adonisjs/core/http'
import { idOf, memberOf } from '#app/people/session'
import { orderList } from '#app/sales/queries/lists'
import { ownPreInvoice } from '#app/sales/queries/scopes'
import { askedAfter } from '#app/core/asked'

/** The customer's requests and orders, in his panel. */
export default class OrdersController {
  async index(ctx: HttpContext) {
    return ctx.view.render('sales/site/orders', await orderList(memberOf(ctx).id, askedAfter(ctx)))
  }

  /** An order is its pre-invoice's page. */
  async show(ctx: HttpContext) {
    const { id } = await ownPreInvoice(idOf(ctx), memberOf(ctx).id)
    return ctx.response.redirect().toPath(`${ctx.prefix}/pre-invoices/${id}`)
  }
}
