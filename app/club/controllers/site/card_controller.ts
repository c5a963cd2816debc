import type { HttpContext } from '@adonisjs/core/http'
import { memberOf } from '#app/people/session'
import { barcodeSvg, qrSvg } from '#app/club/card_codes'
import Member from '#app/club/models/member'
import { groupedCardNumber } from '#app/club/numbers'

/** The electronic card, to be held before a scanner. */
export default class CardController {
  async show(ctx: HttpContext) {
    const customer = memberOf(ctx)
    const member = await Member.of(customer.id)
    if (!member) return ctx.response.redirect().toPath(`${ctx.prefix}/panel/join`)
    const card = await member.electronicCard()
    return ctx.view.render('club/site/card', {
      customer,
      member,
      number: card && groupedCardNumber(card.number),
      qr: card && qrSvg(card.number),
      barcode: card && barcodeSvg(card.number),
    })
  }
}
