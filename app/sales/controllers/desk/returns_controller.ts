import type { HttpContext } from '@adonisjs/core/http'
import db from '@adonisjs/lucid/services/db'
import { sentenceOf } from '#app/core/exception_handler'
import { rialInWords } from '#app/core/money'
import { Refusal } from '#app/core/refusal'
import { idOf, staffOf } from '#app/people/session'
import { acceptReturn } from '#app/sales/actions/accept_return'
import type Invoice from '#app/sales/models/invoice'
import { STAFF_METHODS } from '#app/sales/models/payment'
import { RETURN_REASONS } from '#app/sales/models/sales_return'
import { planReturn, type ReturnPlan } from '#app/sales/returning'
import { askedReturn } from '#app/sales/return_form'
import { assertReturnable } from '#app/sales/return_rules'
import { unearnedByReturn } from '#app/sales/queries/unearned_by_return'
import { returnableOf } from '#app/sales/queries/returnable'
import { branchReturn, placesOf, returnList, returnPage } from '#app/sales/queries/returns'
import { branchInvoice } from '#app/sales/queries/scopes'
import { asked, askedAfter } from '#app/core/asked'
import { done } from '#app/sales/done'
import { returnValidator } from '#app/sales/validators'

/** Goods that come back: chosen, shown what follows, taken back. */
export default class ReturnsController {
  async index(ctx: HttpContext) {
    const branches = staffOf(ctx).branchesFor('invoices.read')
    const search = asked(ctx, 'q')
    const page = await returnList({ branches, search, after: askedAfter(ctx) })
    return ctx.view.render('sales/desk/returns', { ...page, search })
  }

  async show(ctx: HttpContext) {
    const id = idOf(ctx)
    const back = await branchReturn(id, staffOf(ctx).branchesFor('invoices.read'))
    return ctx.view.render('sales/desk/return', await returnPage(back))
  }

  async print(ctx: HttpContext) {
    const id = idOf(ctx)
    const page = await returnPage(await branchReturn(id, staffOf(ctx).branchesFor('invoices.read')))
    return ctx.view.render('sales/print/return', {
      ...page,
      totalInWords: rialInWords(page.back.total, ctx.locale),
      backTo: `/desk/returns/${id}`,
    })
  }

  async create(ctx: HttpContext) {
    const invoice = await this.#at(ctx)
    const sold = await returnableOf(invoice, db.connection())
    return ctx.view.render('sales/desk/return_form', {
      invoice,
      sold,
      ...(await this.#planned(ctx, sold)),
      places: await placesOf(staffOf(ctx).branchesFor('returns.accept'), invoice.branchId),
      typed: ctx.request.qs(),
      reasons: RETURN_REASONS,
      methods: STAFF_METHODS,
    })
  }

  async store(ctx: HttpContext) {
    const { id: invoiceId } = await this.#at(ctx)
    const form = await ctx.request.validateUsing(returnValidator)
    const staff = staffOf(ctx)
    const { method, refId, note = null, freight, ...rest } = form
    const places = await placesOf(staff.branchesFor('returns.accept'))
    const lines = rest.lines.map(({ place, ...line }) => ({ ...line, place: places.of(place) }))
    const refund = method === 'later' ? null : { method, refId: refId ?? null }
    const by = { kind: 'staff', id: staff.id } as const
    const order = { ...rest, lines, freight: Boolean(freight), note, refund, invoiceId, by }
    const { returnId } = await acceptReturn(order)
    return done(ctx, `/desk/returns/${returnId}`, 'returns.done')
  }

  #at(ctx: HttpContext): Promise<Invoice> {
    return branchInvoice(idOf(ctx), staffOf(ctx).branchesFor('returns.accept'))
  }

  /** What was chosen so far and what follows from it; or why it cannot be. */
  async #planned(ctx: HttpContext, sold: Awaited<ReturnType<typeof returnableOf>>) {
    const none = { plan: null as ReturnPlan | null, unearned: null, problem: null }
    try {
      await assertReturnable(sold.invoice, db.connection())
      const wish = askedReturn(ctx, sold)
      if (!wish) return none
      const plan = planReturn(sold, wish)
      return { ...none, plan, unearned: await unearnedByReturn(sold.invoice, plan) }
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      const { field = '', status } = error.details
      return { ...none, problem: { field, text: sentenceOf(error, ctx), isFinal: status === 409 } }
    }
  }
}
