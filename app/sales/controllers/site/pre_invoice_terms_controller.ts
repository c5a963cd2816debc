import type { HttpContext } from '@adonisjs/core/http'
import { appUrl } from '#config/app'
import { actorOf, idOf, memberOf } from '#app/people/session'
import { acceptRevision, sendAcceptanceCode } from '#app/sales/actions/accept_revision'
import { extendPreInvoice } from '#app/sales/actions/extend_pre_invoice'
import { renewPreInvoice } from '#app/sales/actions/renew_pre_invoice'
import { ownPreInvoice } from '#app/sales/queries/scopes'
import { done } from '#app/sales/done'
import {
  acceptanceValidator,
  keyValidator,
  readVersionValidator,
  renewalValidator,
} from '#app/sales/validators'

/** How long his pre-invoice holds, what of it was changed, and who else may look at it. */
export default class PreInvoiceTermsController {
  async extend(ctx: HttpContext) {
    const { key } = await ctx.request.validateUsing(keyValidator)
    const { id } = await ownPreInvoice(idOf(ctx), memberOf(ctx).id)
    await extendPreInvoice({ preInvoiceId: id, by: actorOf(ctx), key })
    return done(ctx, `/pre-invoices/${id}`, 'sales.done.extended')
  }

  async renew(ctx: HttpContext) {
    const form = await ctx.request.validateUsing(renewalValidator)
    const customerId = memberOf(ctx).id
    const { id } = await ownPreInvoice(idOf(ctx), customerId)
    const renewed = await renewPreInvoice({ ...form, preInvoiceId: id, customerId })
    return done(ctx, `/pre-invoices/${renewed.preInvoiceId}`, 'sales.done.renewed')
  }

  /** He agrees to what an expert changed. */
  async accept(ctx: HttpContext) {
    const form = await ctx.request.validateUsing(acceptanceValidator)
    const customerId = memberOf(ctx).id
    const { id } = await ownPreInvoice(idOf(ctx), customerId)
    await acceptRevision({ ...form, preInvoiceId: id, customerId })
    return done(ctx, `/pre-invoices/${id}`, 'sales.done.accepted')
  }

  async sendCode(ctx: HttpContext) {
    const { version } = await ctx.request.validateUsing(readVersionValidator)
    const customerId = memberOf(ctx).id
    const { id } = await ownPreInvoice(idOf(ctx), customerId)
    await sendAcceptanceCode({ preInvoiceId: id, customerId, version })
    return done(ctx, `/pre-invoices/${id}`, 'sales.done.code_sent')
  }

  /** The link is shown once, on the next page: we keep its hash only. */
  async share(ctx: HttpContext) {
    const preInvoice = await ownPreInvoice(idOf(ctx), memberOf(ctx).id)
    const secret = await preInvoice.share()
    ctx.session.flash('sharedLink', `${appUrl()}${ctx.prefix}/s/${secret}`)
    return done(ctx, `/pre-invoices/${preInvoice.id}`, 'sales.done.shared')
  }

  async stopSharing(ctx: HttpContext) {
    const preInvoice = await ownPreInvoice(idOf(ctx), memberOf(ctx).id)
    await preInvoice.stopSharing()
    return done(ctx, `/pre-invoices/${preInvoice.id}`, 'sales.done.share_stopped')
  }
}
