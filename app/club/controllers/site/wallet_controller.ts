import type { HttpContext } from '@adonisjs/core/http'
import { languageOf } from '#app/core/language'
import { memberOf } from '#app/people/session'
import Member from '#app/club/models/member'
import Wallet from '#app/club/models/wallet'
import { documentLabel, walletWords } from '#app/club/page_words'
import { balanceReasons } from '#app/club/queries/balance_reasons'
import { movementsOf } from '#app/club/queries/movements'
import { walletView } from '#app/club/queries/wallet_view'
import { keyOf } from '#app/club/page_key'

/** Credit with its reasons: what may be spent, what waits, what is put aside, what moved. */
export default class WalletController {
  /** «چرا این عدد؟» of each balance, and why a zero is a zero. */
  async why(ctx: HttpContext) {
    const { id } = memberOf(ctx)
    const view = await walletView(id)
    const language = languageOf(ctx.locale)
    return ctx.view.render('club/site/why', {
      wallet: view,
      reasons: await balanceReasons(id, await Wallet.existing(id), view),
      documentLabel: documentLabel(language),
      ...walletWords(language),
    })
  }

  async show(ctx: HttpContext) {
    const customer = memberOf(ctx)
    const member = await Member.of(customer.id)
    if (!member) return ctx.response.redirect().toPath(`${ctx.prefix}/panel/join`)

    const wallet = await Wallet.existing(customer.id)
    const { movements, next } = wallet
      ? await movementsOf(wallet, keyOf(ctx))
      : { movements: [], next: null }
    const view = await walletView(customer.id)
    return ctx.view.render('club/site/wallet', {
      customer,
      member,
      wallet: view,
      movements,
      next,
      ...walletWords(languageOf(ctx.locale)),
    })
  }
}
