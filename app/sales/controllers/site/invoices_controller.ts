import type { HttpContext } from '@adonisjs/core/http'
import { languageOf } from '#app/core/language'
import { sendPaper } from '#app/core/paper/send_paper'
import { idOf, memberOf } from '#app/people/session'
import { invoicePaper } from '#app/sales/papers/invoice_paper'
import { officialForm } from '#app/sales/queries/official_form'
import { ownInvoice } from '#app/sales/queries/scopes'

/** The official form of a customer's own purchase. */
export default class InvoicesController {
  async print(ctx: HttpContext) {
    const invoice = await ownInvoice(idOf(ctx), memberOf(ctx).id)
    const isOrder = invoice.sourceType === 'pre_invoice'
    const back = isOrder ? `/pre-invoices/${invoice.sourceId}` : '/panel/purchases'
    return ctx.view.render('sales/print/invoice', {
      ...(await officialForm(invoice, ctx.locale)),
      back,
      pdf: `/invoices/${invoice.id}/pdf`,
    })
  }

  async pdf(ctx: HttpContext) {
    const invoice = await ownInvoice(idOf(ctx), memberOf(ctx).id)
    const form = await officialForm(invoice, ctx.locale)
    return sendPaper(ctx, await invoicePaper(form, languageOf(ctx.locale)), invoice.number)
  }
}
