import type { HttpContext } from '@adonisjs/core/http'
import { found } from '#app/core/refusal'
import { editProfile } from '#app/front/actions/edit_profile'
import { buyerEdit, buyerValidator } from '#app/front/buyer_form'
import Customer from '#app/people/models/customer'
import { actorOf, idOf } from '#app/people/session'

/** In whose name a customer's invoices are, as staff write it down. */
export default class BuyerController {
  async update(ctx: HttpContext) {
    const { id: customerId } = found(await Customer.find(idOf(ctx)))
    const form = await ctx.request.validateUsing(buyerValidator)
    await editProfile({ customerId, edit: buyerEdit(form), by: actorOf(ctx) })
    ctx.session.flash('success', ctx.i18n.t('front.buyer.saved'))
    return ctx.response.redirect().toPath(`${ctx.prefix}/desk/customers/${customerId}/edit`)
  }
}
