import type { HttpContext } from '@adonisjs/core/http'
import { memberOf } from '#app/people/session'
import { invitationLink } from '#app/club/invitation'
import Member from '#app/club/models/member'
import { keyOf } from '#app/club/page_key'
import { countInvited, invitedBy } from '#app/club/queries/invited_members'

/** Whom the member invited, by masked names, and the code and link with which he invites. */
export default class InvitedController {
  async index(ctx: HttpContext) {
    const member = await Member.of(memberOf(ctx).id)
    if (!member) return ctx.response.redirect().toPath(`${ctx.prefix}/panel/join`)
    const [page, count] = await Promise.all([
      invitedBy(member.id, keyOf(ctx)),
      countInvited(member.id),
    ])
    const link = invitationLink(member.referralCode, ctx.prefix)
    return ctx.view.render('club/site/invited', { ...page, count, link, member })
  }
}
