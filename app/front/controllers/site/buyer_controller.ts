import type { HttpContext } from '@adonisjs/core/http'
import { editProfile } from '#app/front/actions/edit_profile'
import { buyerEdit, buyerValidator } from '#app/front/buyer_form'
import { missingDetails } from '#app/people/buyer_details'
import { actorOf, memberOf } from '#app/people/session'

/** In whose name his invoices are: his own, or a company's. */
export default class BuyerController {
  async edit(ctx: HttpContext) {
    const person = memberOf(ctx)
    return ctx.view.render('front/site/buyer', { person, missing: missingDetails(person) })
  }

  async update(ctx: HttpContext) {
    const form = await ctx.request.validateUsing(buyerValidator)
    await editProfile({ customerId: memberOf(ctx).id, edit: buyerEdit(form), by: actorOf(ctx) })
    ctx.session.flash('success', ctx.i18n.t('front.buyer.saved'))
    return ctx.response.redirect().toPath(`${ctx.prefix}/panel/buyer`)
  }
}
