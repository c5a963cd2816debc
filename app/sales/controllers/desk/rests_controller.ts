import type { HttpContext } from '@adonisjs/core/http'
import { asked } from '#app/core/asked'
import { idOf, staffOf } from '#app/people/session'
import { callOffRest } from '#app/sales/actions/call_off_rest'
import { restPage } from '#app/sales/queries/rest'
import { branchRest } from '#app/sales/queries/scopes'
import { done } from '#app/sales/done'
import { restValidator } from '#app/sales/validators'

/** Goods of a sale that never come: what calling them off gives back, and doing it. */
export default class RestsController {
  async show(ctx: HttpContext) {
    const id = await this.#at(ctx)
    const freight = asked(ctx, 'freight') === '1'
    return ctx.view.render('sales/desk/rest', { ...(await restPage(id, { freight })), freight })
  }

  async store(ctx: HttpContext) {
    const { freight = false, ...form } = await ctx.request.validateUsing(restValidator)
    const by = { kind: 'staff', id: staffOf(ctx).id } as const
    const remittanceId = await this.#at(ctx)
    const { returnId } = await callOffRest({ ...form, freight, remittanceId, by })
    return done(ctx, `/desk/returns/${returnId}`, 'sales.done.rest_called_off')
  }

  #at(ctx: HttpContext): Promise<number> {
    return branchRest(idOf(ctx), staffOf(ctx).branchesFor('preInvoices.work'))
  }
}
