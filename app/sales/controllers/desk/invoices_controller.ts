import type { HttpContext } from '@adonisjs/core/http'
import { languageOf } from '#app/core/language'
import { sendPaper } from '#app/core/paper/send_paper'
import { idOf, staffOf } from '#app/people/session'
import { invoicePaper } from '#app/sales/papers/invoice_paper'
import { invoiceList } from '#app/sales/queries/lists'
import { officialForm } from '#app/sales/queries/official_form'
import { branchInvoice } from '#app/sales/queries/scopes'
import { asked, askedAfter } from '#app/core/asked'

/** Sales of the branches that a member of staff may see. */
export default class InvoicesController {
  async index(ctx: HttpContext) {
    const branches = staffOf(ctx).branchesFor('invoices.read')
    const search = asked(ctx, 'q')
    const page = await invoiceList({ branches, search, after: askedAfter(ctx) })
    const mayReturn = staffOf(ctx).can('returns.accept')
    return ctx.view.render('sales/desk/invoices', { ...page, search, mayReturn })
  }

  async print(ctx: HttpContext) {
    const invoice = await branchInvoice(idOf(ctx), staffOf(ctx).branchesFor('invoices.read'))
    return ctx.view.render('sales/print/invoice', {
      ...(await officialForm(invoice, ctx.locale)),
      back: '/desk/invoices',
      pdf: `/desk/invoices/${invoice.id}/pdf`,
    })
  }

  async pdf(ctx: HttpContext) {
    const invoice = await branchInvoice(idOf(ctx), staffOf(ctx).branchesFor('invoices.read'))
    const form = await officialForm(invoice, ctx.locale)
    return sendPaper(ctx, await invoicePaper(form, languageOf(ctx.locale)), invoice.number)
  }
}
