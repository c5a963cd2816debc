import type { HttpContext } from '@adonisjs/core/http'
import { idOf, memberOf } from '#app/people/session'
import { settings } from '#app/people/models/setting'
import Wallet from '#app/club/models/wallet'
import { requestPayout, withdrawPayout } from '#app/sales/actions/request_payout'
import { ownPayout, ownPayouts } from '#app/sales/queries/wallet_papers'
import { askedAfter } from '#app/core/asked'
import { done } from '#app/sales/done'
import { keyValidator, payoutValidator } from '#app/sales/validators'

/** Real money that a member wants back from the own wallet. */
export default class PayoutsController {
  async index(ctx: HttpContext) {
    const customer = memberOf(ctx)
    const wallet = await Wallet.existing(customer.id)
    const pockets = await wallet?.pockets()
    const { min } = await settings.get('payout')
    return ctx.view.render('sales/site/payouts', {
      ...(await ownPayouts(customer.id, askedAfter(ctx))),
      customer,
      min,
      cash: pockets?.cash ?? 0,
      cashHeld: pockets?.cashHeld ?? 0,
      available: pockets?.available ?? 0,
    })
  }

  async store(ctx: HttpContext) {
    const form = await ctx.request.validateUsing(payoutValidator)
    await requestPayout({ ...form, customerId: memberOf(ctx).id })
    return done(ctx, '/panel/payouts', 'sales.payout.asked')
  }

  async withdraw(ctx: HttpContext) {
    const { key } = await ctx.request.validateUsing(keyValidator)
    const customerId = memberOf(ctx).id
    const { id: payoutId } = await ownPayout(idOf(ctx), customerId)
    await withdrawPayout({ payoutId, customerId, key })
    return done(ctx, '/panel/payouts', 'sales.payout.withdrawn')
  }
}
