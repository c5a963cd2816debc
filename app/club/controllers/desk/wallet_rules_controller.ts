import type { HttpContext } from '@adonisjs/core/http'
import { staffOf } from '#app/people/session'
import { decideWallet, walletRules } from '#app/club/actions/decide_wallet'
import { DRAW_ORDERS } from '#app/club/pockets'
import { walletRulesValidator } from '#app/club/validators'
import { endOfNextSeason, VALIDITIES } from '#app/club/validity'
import { clock } from '#app/core/clock'

/** What the house decides about wallets: drawing, putting in, paying back, how long credit holds. */
export default class WalletRulesController {
  async edit(ctx: HttpContext) {
    return ctx.view.render('club/desk/wallet_rules', {
      rules: await walletRules(),
      orders: DRAW_ORDERS,
      validities: VALIDITIES,
      seasonEnd: endOfNextSeason(clock.now()),
    })
  }

  async update(ctx: HttpContext) {
    const form = await ctx.request.validateUsing(walletRulesValidator)
    const before = await walletRules()
    await decideWallet({
      rules: {
        drawOrder: { first: form.first },
        topUp: { ...before.topUp, min: form.topUpLeast, max: form.topUpMost },
        payout: { min: form.payoutLeast, alone: form.payoutAlone },
        creditValidMonths: form.months,
        creditEnd: { way: form.way, day: form.way === 'date' ? (form.day ?? null) : null },
      },
      by: { kind: 'staff', id: staffOf(ctx).id },
      seen: {
        topUpLeast: form.confirmed_topUpLeast,
        topUpMost: form.confirmed_topUpMost,
        payoutLeast: form.confirmed_payoutLeast,
        payoutAlone: form.confirmed_payoutAlone,
      },
    })
    ctx.session.flash('success', ctx.i18n.t('club.rules_of_wallet.saved'))
    return ctx.response.redirect().toPath(`${ctx.prefix}/desk/wallet-rules`)
  }
}
