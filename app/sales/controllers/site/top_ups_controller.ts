import type { HttpContext } from '@adonisjs/core/http'
import { parseToman } from '#app/core/money'
import { idOf, memberOf } from '#app/people/session'
import { settings } from '#app/people/models/setting'
import Wallet from '#app/club/models/wallet'
import { topUpWallet } from '#app/sales/actions/top_up_wallet'
import { ownTopUp } from '#app/sales/queries/wallet_papers'
import { asked } from '#app/core/asked'
import { topUpValidator } from '#app/sales/validators'

/** Real money for the own wallet. */
export default class TopUpsController {
  async create(ctx: HttpContext) {
    const { id } = memberOf(ctx)
    const wallet = await Wallet.existing(id)
    const pockets = await wallet?.pockets()
    const wanted = parseToman(asked(ctx, 'amount') ?? '')
    return ctx.view.render('sales/site/top_up', {
      bounds: await settings.get('topUp'),
      amount: typeof wanted === 'number' ? wanted : null,
      cash: pockets?.cash ?? 0,
      available: pockets?.available ?? 0,
      isMember: wallet !== null,
    })
  }

  /** To the gateway's page. */
  async store(ctx: HttpContext) {
    const { confirmed_amount: confirmed, ...form } = await ctx.request.validateUsing(topUpValidator)
    const { redirectUrl } = await topUpWallet({
      ...form,
      confirmed: confirmed === form.amount,
      customerId: memberOf(ctx).id,
      prefix: ctx.prefix,
    })
    return ctx.response.redirect(redirectUrl)
  }

  /** What became of it; the payer comes back here from the gateway. */
  async show(ctx: HttpContext) {
    const paper = await ownTopUp(idOf(ctx), memberOf(ctx).id)
    return ctx.view.render('sales/site/top_up_done', paper)
  }
}
