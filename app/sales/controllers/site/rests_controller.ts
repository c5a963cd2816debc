import type { HttpContext } from '@adonisjs/core/http'
import { actorOf, idOf, memberOf } from '#app/people/session'
import { callOffRest } from '#app/sales/actions/call_off_rest'
import { restPage } from '#app/sales/queries/rest'
import { ownRest } from '#app/sales/queries/scopes'
import { done } from '#app/sales/done'
import { ownRestValidator } from '#app/sales/validators'

/** The customer does not want to wait for the rest of his order any longer. */
export default class RestsController {
  async show(ctx: HttpContext) {
    const id = await ownRest(idOf(ctx), memberOf(ctx).id)
    return ctx.view.render('sales/site/rest', await restPage(id, { freight: false }))
  }

  async store(ctx: HttpContext) {
    const { reason = null, ...form } = await ctx.request.validateUsing(ownRestValidator)
    const remittanceId = await ownRest(idOf(ctx), memberOf(ctx).id)
    const { preInvoice } = await restPage(remittanceId, { freight: false })
    await callOffRest({ ...form, reason, freight: false, remittanceId, by: actorOf(ctx) })
    return done(ctx, `/pre-invoices/${preInvoice.id}`, 'sales.done.rest_called_off')
  }
}
