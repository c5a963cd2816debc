import type { HttpContext } from '@adonisjs/core/http'
import { languageOf } from '#app/core/language'
import { sendPaper } from '#app/core/paper/send_paper'
import Customer from '#app/people/models/customer'
import { actorOf, idOf, staffOf } from '#app/people/session'
import { timelineOf } from '#app/crm/queries/timeline'
import { STAFF_METHODS } from '#app/sales/models/payment'
import PreInvoiceLine from '#app/sales/models/pre_invoice_line'
import { PRE_INVOICE_STATUSES } from '#app/sales/models/pre_invoice_moves'
import { preInvoicePaper } from '#app/sales/papers/pre_invoice_paper'
import { preInvoiceList } from '#app/sales/queries/lists'
import { hasLeft, partsOf } from '#app/sales/queries/pre_invoice_page'
import { mayExtend } from '#app/sales/queries/renewal_offer'
import { branchPreInvoice } from '#app/sales/queries/scopes'
import { versionChanges } from '#app/sales/queries/version_changes'
import { timelineSteps } from '#app/sales/timeline_steps'
import { asked, askedAfter, askedOne } from '#app/core/asked'

/** The queue of requests, and one of them with all that is to be done about it. */
export default class PreInvoicesController {
  async index(ctx: HttpContext) {
    const branches = staffOf(ctx).branchesFor('preInvoices.read')
    const search = asked(ctx, 'q')
    const every = ctx.request.qs().status === 'all'
    const status = askedOne(ctx, 'status', PRE_INVOICE_STATUSES) ?? (every ? null : 'issued')
    const page = await preInvoiceList({ branches, status, search, after: askedAfter(ctx) })
    return ctx.view.render('sales/desk/pre_invoices', {
      ...page,
      search,
      status,
      statuses: PRE_INVOICE_STATUSES,
      channels: channelsOf(branches),
    })
  }

  async show(ctx: HttpContext) {
    const staff = staffOf(ctx)
    const branches = staff.branchesFor('preInvoices.read')
    const preInvoice = await branchPreInvoice(idOf(ctx), branches)
    const { branchId, caseId, customerId } = preInvoice
    const timeline = await timelineOf(caseId, { forCustomer: false })
    const works = staff.can('preInvoices.work', branchId)
    const receives = staff.can('payments.record', branchId)
    const parts = await partsOf(preInvoice)
    return ctx.view.render('sales/desk/pre_invoice', {
      preInvoice,
      ...parts,
      buyer: await Customer.findOrFail(customerId),
      timeline: timelineSteps(timeline, languageOf(ctx.locale), { forStaff: true }),
      methods: STAFF_METHODS,
      changes: await versionChanges(preInvoice),
      mayRevise: works && preInvoice.isOpen && !preInvoice.isPastValidity,
      mayExtend: works && (await mayExtend(preInvoice)),
      mayCall: works && preInvoice.status === 'issued',
      mayCancel: works && preInvoice.allows('cancelled', actorOf(ctx)) && !hasLeft(parts.parcels),
      mayCallOff: works,
      mayReturn: preInvoice.status === 'delivered' && staff.can('returns.accept', branchId),
      mayReceive: receives && preInvoice.status === 'confirmed' && preInvoice.isAccepted,
    })
  }

  async pdf(ctx: HttpContext) {
    const branches = staffOf(ctx).branchesFor('preInvoices.read')
    const preInvoice = await branchPreInvoice(idOf(ctx), branches)
    const lines = await PreInvoiceLine.of(preInvoice)
    const buyer = await Customer.findOrFail(preInvoice.customerId)
    const language = languageOf(ctx.locale)
    const paper = await preInvoicePaper(preInvoice, { lines, named: { buyer }, language })
    return sendPaper(ctx, paper, preInvoice.number)
  }
}

/** Live channels of the boards that this list is part of. */
function channelsOf(branches: 'all' | number[]) {
  return (branches === 'all' ? [0] : branches).map((id) => `desk/${id}`).join(' ')
}
