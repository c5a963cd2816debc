import type { HttpContext } from '@adonisjs/core/http'
import type { Right } from '#app/people/rights'
import { idOf, staffOf } from '#app/people/session'
import { cancelPreInvoice } from '#app/sales/actions/cancel_pre_invoice'
import { extendPreInvoice } from '#app/sales/actions/extend_pre_invoice'
import { recordPayment } from '#app/sales/actions/record_payment'
import { validatePreInvoice } from '#app/sales/actions/validate_pre_invoice'
import { nextCallPath } from '#app/sales/queries/call_queue'
import { branchPreInvoice } from '#app/sales/queries/scopes'
import { done } from '#app/sales/done'
import {
  callValidator,
  deskCancellationValidator,
  keyValidator,
  paymentValidator,
} from '#app/sales/validators'

/** What experts do with a pre-invoice of their branches. */
export default class PreInvoiceMovesController {
  async call(ctx: HttpContext) {
    const { queue, ...form } = await ctx.request.validateUsing(callValidator)
    const { preInvoiceId, by } = await this.#at(ctx, 'preInvoices.work')
    await validatePreInvoice({ ...form, preInvoiceId, by })
    const page = queue
      ? await nextCallPath(staffOf(ctx), queue)
      : `/desk/pre-invoices/${preInvoiceId}`
    return done(ctx, page, `sales.done.call_${form.outcome}`)
  }

  async pay(ctx: HttpContext) {
    const form = await ctx.request.validateUsing(paymentValidator)
    const { preInvoiceId, by } = await this.#at(ctx, 'payments.record')
    await recordPayment({ ...form, preInvoiceId, by })
    return done(ctx, `/desk/pre-invoices/${preInvoiceId}`, 'sales.done.payment_recorded')
  }

  async cancel(ctx: HttpContext) {
    const form = await ctx.request.validateUsing(deskCancellationValidator)
    const { preInvoiceId, by } = await this.#at(ctx, 'preInvoices.work')
    await cancelPreInvoice({ ...form, preInvoiceId, by })
    return done(ctx, `/desk/pre-invoices/${preInvoiceId}`, 'sales.done.cancelled')
  }

  async extend(ctx: HttpContext) {
    const { key } = await ctx.request.validateUsing(keyValidator)
    const { preInvoiceId, by } = await this.#at(ctx, 'preInvoices.work')
    await extendPreInvoice({ preInvoiceId, by, key })
    return done(ctx, `/desk/pre-invoices/${preInvoiceId}`, 'sales.done.extended')
  }

  async #at(ctx: HttpContext, right: Right) {
    const staff = staffOf(ctx)
    const { id } = await branchPreInvoice(idOf(ctx), staff.branchesFor(right))
    return { preInvoiceId: id, by: { kind: 'staff', id: staff.id } as const }
  }
}
