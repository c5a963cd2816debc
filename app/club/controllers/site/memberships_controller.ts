import type { HttpContext } from '@adonisjs/core/http'
import vine from '@vinejs/vine'
import { actorOf, memberOf } from '#app/people/session'
import { joinClub } from '#app/club/actions/join_club'
import { forgetInvitation, invitationOf } from '#app/club/invitation'
import { membershipTerms, wayToJoin } from '#app/club/membership'
import Member from '#app/club/models/member'
import Tier from '#app/club/models/tier'

const joining = vine.create({
  /* A box without a tick sends nothing: that is a no, not something left out. */
  terms: vine.accepted().parse((tick) => tick ?? 'off'),
  referralCode: vine.string().trim().maxLength(16).optional(),
})

/** A customer who is not a member yet learns what the club gives, and joins. */
export default class MembershipsController {
  async create(ctx: HttpContext) {
    if (await Member.of(memberOf(ctx).id)) {
      forgetInvitation(ctx.session)
      ctx.session.reflash()
      return ctx.response.redirect().toPath(`${ctx.prefix}/panel`)
    }
    const tiers = await Tier.ladder()
    const code = String(ctx.request.qs().code ?? invitationOf(ctx.session)).slice(0, 16)
    const { voluntary, invitation } = await membershipTerms()
    const way = await wayToJoin(memberOf(ctx).id)
    return ctx.view.render('club/site/join', { tiers, code, voluntary, invitation, way })
  }

  async store(ctx: HttpContext) {
    const { referralCode } = await ctx.request.validateUsing(joining)
    const { id: customerId } = memberOf(ctx)
    await joinClub({ customerId, referralCode, source: 'web', by: actorOf(ctx) })
    forgetInvitation(ctx.session)
    ctx.session.flash('success', ctx.i18n.t('club.join.done'))
    return ctx.response.redirect().toPath(`${ctx.prefix}/panel`)
  }
}
