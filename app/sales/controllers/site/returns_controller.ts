import type { HttpContext } from '@adonisjs/core/http'
import { rialInWords } from '#app/core/money'
import { idOf, memberOf } from '#app/people/session'
import { ownReturn, returnPage } from '#app/sales/queries/returns'

/** The paper of what a customer brought back. */
export default class ReturnsController {
  async print(ctx: HttpContext) {
    const page = await returnPage(await ownReturn(idOf(ctx), memberOf(ctx).id))
    const { invoice, total } = page.back
    const isOrder = invoice.sourceType === 'pre_invoice'
    return ctx.view.render('sales/print/return', {
      ...page,
      totalInWords: rialInWords(total, ctx.locale),
      backTo: isOrder ? `/pre-invoices/${invoice.sourceId}` : '/panel/wallet',
    })
  }
}
