import type { HttpContext } from '@adonisjs/core/http'
import { found } from '#app/core/refusal'
import { removeOccasion } from '#app/crm/actions/edit_personal'
import { addProfileOccasion, editProfile } from '#app/front/actions/edit_profile'
import {
  knownInterests,
  occasionValidator,
  profileEdit,
  profilePage,
  profileValidator,
  refuseOddBirth,
} from '#app/front/profile_form'
import Customer from '#app/people/models/customer'
import { actorOf, idOf } from '#app/people/session'

/** The same profile, written by staff who hear it from the customer. */
export default class ProfilesController {
  async edit(ctx: HttpContext) {
    const person = found(await Customer.find(idOf(ctx)))
    return ctx.view.render('front/desk/profile', await profilePage(person, ctx.locale))
  }

  async update(ctx: HttpContext) {
    const { id: customerId } = found(await Customer.find(idOf(ctx)))
    const form = await ctx.request.validateUsing(profileValidator)
    const interests = await knownInterests(form.interests)
    await editProfile({ customerId, edit: profileEdit(form), interests, by: actorOf(ctx) })
    return this.#done(ctx, customerId)
  }

  async addOccasion(ctx: HttpContext) {
    const { id: customerId } = found(await Customer.find(idOf(ctx)))
    const occasion = await ctx.request.validateUsing(occasionValidator)
    if (occasion.kind === 'birthday_of_other') refuseOddBirth(occasion.date, 'date')
    await addProfileOccasion({ customerId, ...occasion, by: actorOf(ctx) })
    return this.#done(ctx, customerId)
  }

  async removeOccasion(ctx: HttpContext) {
    const customerId = idOf(ctx)
    await removeOccasion({ customerId, occasionId: idOf(ctx, 'occasionId'), by: actorOf(ctx) })
    return this.#done(ctx, customerId)
  }

  #done(ctx: HttpContext, customerId: number) {
    ctx.session.flash('success', ctx.i18n.t('front.profile.saved'))
    return ctx.response.redirect().toPath(`${ctx.prefix}/desk/customers/${customerId}/profile`)
  }
}
