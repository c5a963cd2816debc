import type { HttpContext } from '@adonisjs/core/http'
import { normalizeMobile } from '#app/core/mobile'
import { staffOf } from '#app/people/session'
import { joinAtTill } from '#app/till/actions/join_at_till'
import { counterBranch, typed, typedId } from '#app/till/counter'
import { newMemberValidator } from '#app/till/validators'

/** A new member in the time it takes to say a mobile and a name. */
export default class MembersController {
  async create(ctx: HttpContext) {
    const mobile = typed(ctx, 'mobile')
    return ctx.view.render('till/desk/members', {
      branchId: await counterBranch(ctx, typedId(ctx, 'branch')),
      /* What was read as a card is no mobile and is not offered as one. */
      mobileTyped: mobile && normalizeMobile(mobile) ? mobile : '',
    })
  }

  async store(ctx: HttpContext) {
    const person = await ctx.request.validateUsing(newMemberValidator)
    const branchId = await counterBranch(ctx, person.branch)
    const { mobile } = await joinAtTill({
      branchId,
      mobile: person.mobile,
      firstName: person.first_name,
      lastName: person.last_name,
      key: person.key,
      by: { kind: 'staff', id: staffOf(ctx).id },
    })
    const name = `${person.first_name} ${person.last_name}`
    ctx.session.flash('success', ctx.i18n.t('till.members.joined', { name }))
    const query = new URLSearchParams({ branch: String(branchId), card: mobile })
    return ctx.response.redirect().toPath(`${ctx.prefix}/desk/till?${query}`)
  }
}
