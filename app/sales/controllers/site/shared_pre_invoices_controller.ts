import type { HttpContext } from '@adonisjs/core/http'
import { languageOf } from '#app/core/language'
import { sendPaper } from '#app/core/paper/send_paper'
import Customer from '#app/people/models/customer'
import { maskedName } from '#app/people/masked_name'
import PreInvoice from '#app/sales/models/pre_invoice'
import PreInvoiceLine from '#app/sales/models/pre_invoice_line'
import { preInvoicePaper } from '#app/sales/papers/pre_invoice_paper'

/** What whoever has the link sees: a quote, without number, address or full name of the customer. */
export default class SharedPreInvoicesController {
  async show(ctx: HttpContext) {
    const { preInvoice, owner, lines } = await this.#shared(ctx)
    return ctx.view.render('sales/site/shared', {
      preInvoice,
      lines,
      owner: maskedName(owner.fullName()),
      isOwner: ctx.customer?.id === owner.id,
      isShared: true,
    })
  }

  async pdf(ctx: HttpContext) {
    const { preInvoice, owner, lines } = await this.#shared(ctx)
    const named = { maskedName: maskedName(owner.fullName()) }
    const language = languageOf(ctx.locale)
    const paper = await preInvoicePaper(preInvoice, { lines, named, language })
    return sendPaper(ctx, paper, preInvoice.number)
  }

  async #shared({ params, response }: HttpContext) {
    response.header('X-Robots-Tag', 'noindex, nofollow')
    response.header('Referrer-Policy', 'no-referrer')
    response.header('Cache-Control', 'private, no-store')
    const preInvoice = await PreInvoice.shared(String(params.secret))
    return {
      preInvoice,
      owner: await Customer.findOrFail(preInvoice.customerId),
      lines: await PreInvoiceLine.of(preInvoice),
    }
  }
}
