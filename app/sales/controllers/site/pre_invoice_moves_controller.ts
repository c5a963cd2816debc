import type { HttpContext } from '@adonisjs/core/http'
import { actorOf, idOf, memberOf } from '#app/people/session'
import { cancelPreInvoice } from '#app/sales/actions/cancel_pre_invoice'
import { confirmDelivery } from '#app/sales/actions/confirm_delivery'
import { startPayment } from '#app/sales/actions/start_payment'
import { ownPreInvoice, ownShipment } from '#app/sales/queries/scopes'
import { done } from '#app/sales/done'
import { cancellationValidator, keyValidator } from '#app/sales/validators'

/** What the customer himself does with his pre-invoice. */
export default class PreInvoiceMovesController {
  /** To the gateway's page. */
  async pay(ctx: HttpContext) {
    const { key } = await ctx.request.validateUsing(keyValidator)
    const customer = memberOf(ctx)
    const preInvoice = await ownPreInvoice(idOf(ctx), customer.id)
    const { redirectUrl } = await startPayment({
      preInvoiceId: preInvoice.id,
      customerId: customer.id,
      key,
      prefix: ctx.prefix,
    })
    return ctx.response.redirect(redirectUrl)
  }

  async cancel(ctx: HttpContext) {
    const { key, reason = null } = await ctx.request.validateUsing(cancellationValidator)
    const { id } = await ownPreInvoice(idOf(ctx), memberOf(ctx).id)
    await cancelPreInvoice({ preInvoiceId: id, by: actorOf(ctx), reason, key })
    return done(ctx, `/pre-invoices/${id}`, 'sales.done.cancelled')
  }

  /** «به دستم رسید»: he confirms the delivery himself. */
  async receive(ctx: HttpContext) {
    const { key } = await ctx.request.validateUsing(keyValidator)
    const shipmentId = idOf(ctx)
    const preInvoiceId = await ownShipment(shipmentId, memberOf(ctx).id)
    await confirmDelivery({ shipmentId, by: actorOf(ctx), key })
    return done(ctx, `/pre-invoices/${preInvoiceId}`, 'sales.done.delivered')
  }
}
