import type { HttpContext } from '@adonisjs/core/http'
import { memberOf } from '#app/people/session'
import { membershipTerms, wayToJoin } from '#app/club/membership'
import Member from '#app/club/models/member'
import { benefitsOf } from '#app/club/queries/benefits'
import { tierProgress } from '#app/club/queries/tier_progress'
import { walletView } from '#app/club/queries/wallet_view'

/** Home of the panel: what one has, how far the next tier is, where everything else lies. */
export default class PanelController {
  async show(ctx: HttpContext) {
    const customer = memberOf(ctx)
    const member = await Member.of(customer.id)
    const wallet = await walletView(customer.id)
    const progress = member && (await tierProgress(member))
    const way = member ? null : await wayToJoin(customer.id)
    const benefits = await benefitsOf(member)
    const { voluntary, invitation } = await membershipTerms()
    const mayAsk = voluntary || invitation
    const shown = { customer, member, wallet, progress, benefits, way, mayAsk }
    return ctx.view.render('club/site/panel', shown)
  }
}
