import type { HttpContext } from '@adonisjs/core/http'
import { found } from '#app/core/refusal'
import Customer from '#app/people/models/customer'
import { idOf, staffOf } from '#app/people/session'
import { endManualTier } from '#app/club/actions/end_manual_tiers'
import { setManualTier } from '#app/club/actions/set_manual_tier'
import { manualTierValidator } from '#app/club/tier_validators'

/** A tier that a member has by hand until a day. */
export default class ManualTiersController {
  async store(ctx: HttpContext) {
    const { id: customerId } = found(await Customer.find(idOf(ctx, 'customerId')))
    const form = await ctx.request.validateUsing(manualTierValidator)
    await setManualTier({ ...form, customerId, by: { kind: 'staff', id: staffOf(ctx).id } })
    return this.#done(ctx, customerId, 'club.manual.done')
  }

  async end(ctx: HttpContext) {
    const { id: customerId } = found(await Customer.find(idOf(ctx, 'customerId')))
    await endManualTier({ customerId, by: { kind: 'staff', id: staffOf(ctx).id } })
    return this.#done(ctx, customerId, 'club.manual.ended')
  }

  #done(ctx: HttpContext, customerId: number, key: string) {
    ctx.session.flash('success', ctx.i18n.t(key))
    return ctx.response.redirect().toPath(`${ctx.prefix}/desk/members/${customerId}/wallet`)
  }
}
