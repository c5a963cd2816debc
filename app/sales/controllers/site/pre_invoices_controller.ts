import type { HttpContext } from '@adonisjs/core/http'
import { languageOf } from '#app/core/language'
import { sendPaper } from '#app/core/paper/send_paper'
import { idOf, memberOf } from '#app/people/session'
import { timelineOf } from '#app/crm/queries/timeline'
import PreInvoiceLine from '#app/sales/models/pre_invoice_line'
import { preInvoicePaper } from '#app/sales/papers/pre_invoice_paper'
import { partsOf } from '#app/sales/queries/pre_invoice_page'
import { mayExtend, renewalOffer } from '#app/sales/queries/renewal_offer'
import { ownPreInvoice } from '#app/sales/queries/scopes'
import { versionChanges } from '#app/sales/queries/version_changes'
import { timelineSteps } from '#app/sales/timeline_steps'

/** The customer's own pre-invoice: the living document of his purchase, and its paper. */
export default class PreInvoicesController {
  async show(ctx: HttpContext) {
    const customer = memberOf(ctx)
    const preInvoice = await ownPreInvoice(idOf(ctx), customer.id)
    const timeline = await timelineOf(preInvoice.caseId, { forCustomer: true })
    const parts = await partsOf(preInvoice)
    return ctx.view.render('sales/site/pre_invoice', {
      preInvoice,
      ...parts,
      renewal: await renewalOffer(preInvoice, parts.lines),
      changes: await versionChanges(preInvoice),
      mayAccept: preInvoice.isOpen && !preInvoice.isPastValidity && !preInvoice.isAccepted,
      mayExtend: await mayExtend(preInvoice),
      timeline: timelineSteps(timeline, languageOf(ctx.locale), { forStaff: false }),
      mayCancel: preInvoice.allows('cancelled', { kind: 'customer', id: customer.id }),
      mayPay:
        preInvoice.status === 'confirmed' && preInvoice.isAccepted && !preInvoice.isPastValidity,
    })
  }

  async print(ctx: HttpContext) {
    const customer = memberOf(ctx)
    const preInvoice = await ownPreInvoice(idOf(ctx), customer.id)
    return ctx.view.render('sales/print/pre_invoice', {
      preInvoice,
      ...(await partsOf(preInvoice)),
      back: `/pre-invoices/${preInvoice.id}`,
      pdf: `/pre-invoices/${preInvoice.id}/pdf`,
    })
  }

  /** The same paper as a file. */
  async pdf(ctx: HttpContext) {
    const buyer = memberOf(ctx)
    const preInvoice = await ownPreInvoice(idOf(ctx), buyer.id)
    const lines = await PreInvoiceLine.of(preInvoice)
    const language = languageOf(ctx.locale)
    const paper = await preInvoicePaper(preInvoice, { lines, named: { buyer }, language })
    return sendPaper(ctx, paper, preInvoice.number)
  }
}
