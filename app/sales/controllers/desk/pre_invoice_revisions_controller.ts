import type { HttpContext } from '@adonisjs/core/http'
import { latinDigits } from '#app/core/digits'
import { Refusal } from '#app/core/refusal'
import Customer from '#app/people/models/customer'
import { idOf, staffOf } from '#app/people/session'
import { variantByCode } from '#app/warehouse/queries/levels'
import { revisePreInvoice } from '#app/sales/actions/revise_pre_invoice'
import PreInvoiceLine from '#app/sales/models/pre_invoice_line'
import { branchPreInvoice } from '#app/sales/queries/scopes'
import { done } from '#app/sales/done'
import { revisionValidator } from '#app/sales/validators'

/** An expert changes what was asked for; the customer then accepts it. */
export default class PreInvoiceRevisionsController {
  async edit(ctx: HttpContext) {
    const preInvoice = await this.#at(ctx)
    preInvoice.assertInForce({ kind: 'staff', id: staffOf(ctx).id })
    return ctx.view.render('sales/desk/revision', {
      preInvoice,
      lines: await PreInvoiceLine.of(preInvoice),
      buyer: await Customer.findOrFail(preInvoice.customerId),
    })
  }

  async store(ctx: HttpContext) {
    const {
      code,
      added = 1,
      lines = [],
      confirmed_freight: seen,
      ...form
    } = await ctx.request.validateUsing(revisionValidator)
    const { id } = await this.#at(ctx)
    const by = { kind: 'staff', id: staffOf(ctx).id } as const
    const wanted = code ? { variantId: await variantOf(code), quantity: added } : null
    const confirmed = seen === form.freight
    await revisePreInvoice({ ...form, confirmed, lines, added: wanted, preInvoiceId: id, by })
    return done(ctx, `/desk/pre-invoices/${id}`, 'sales.done.revised')
  }

  #at(ctx: HttpContext) {
    return branchPreInvoice(idOf(ctx), staffOf(ctx).branchesFor('preInvoices.work'))
  }
}

async function variantOf(code: string): Promise<number> {
  const variantId = await variantByCode(latinDigits(code))
  if (!variantId) throw new Refusal('unknown_code', { field: 'code' })
  return variantId
}
