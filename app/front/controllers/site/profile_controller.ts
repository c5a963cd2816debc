import type { HttpContext } from '@adonisjs/core/http'
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
import { actorOf, idOf, memberOf } from '#app/people/session'

/** What a member tells about himself, and what became of it. */
export default class ProfileController {
  async edit(ctx: HttpContext) {
    const page = await profilePage(memberOf(ctx), ctx.locale)
    return ctx.view.render('front/site/profile', page)
  }

  async update(ctx: HttpContext) {
    const form = await ctx.request.validateUsing(profileValidator)
    const interests = await knownInterests(form.interests)
    const customerId = memberOf(ctx).id
    await editProfile({ customerId, edit: profileEdit(form), interests, by: actorOf(ctx) })
    return this.#done(ctx)
  }

  async addOccasion(ctx: HttpContext) {
    const occasion = await ctx.request.validateUsing(occasionValidator)
    if (occasion.kind === 'birthday_of_other') refuseOddBirth(occasion.date, 'date')
    await addProfileOccasion({ customerId: memberOf(ctx).id, ...occasion, by: actorOf(ctx) })
    return this.#done(ctx)
  }

  async removeOccasion(ctx: HttpContext) {
    const occasionId = idOf(ctx)
    await removeOccasion({ customerId: memberOf(ctx).id, occasionId, by: actorOf(ctx) })
    return this.#done(ctx)
  }

  #done(ctx: HttpContext) {
    ctx.session.flash('success', ctx.i18n.t('front.profile.saved'))
    return ctx.response.redirect().toPath(`${ctx.prefix}/panel/profile`)
  }
}
