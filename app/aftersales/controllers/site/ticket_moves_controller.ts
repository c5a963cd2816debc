import type { HttpContext } from '@adonisjs/core/http'
import { idOf, memberOf } from '#app/people/session'
import { closeTicket } from '#app/aftersales/actions/close_ticket'
import { rateTicket } from '#app/aftersales/actions/rate_ticket'
import { replyToTicket } from '#app/aftersales/actions/reply_to_ticket'
import { ticketLink } from '#app/aftersales/links'
import { closureValidator, ratingValidator, replyValidator } from '#app/aftersales/validators'

/** What a member does in his ticket: replies, closes, rates. */
export default class TicketMovesController {
  async reply(ctx: HttpContext) {
    const ticketId = idOf(ctx)
    const { body, key } = await ctx.request.validateUsing(replyValidator)
    await replyToTicket({ ticketId, customerId: memberOf(ctx).id, body, key })
    return this.#back(ctx, ticketId)
  }

  async close(ctx: HttpContext) {
    const ticketId = idOf(ctx)
    const { key } = await ctx.request.validateUsing(closureValidator)
    const by = { kind: 'customer', id: memberOf(ctx).id } as const
    await closeTicket({ ticketId, by, link: ticketLink(ticketId), key })
    return this.#back(ctx, ticketId)
  }

  async rate(ctx: HttpContext) {
    const ticketId = idOf(ctx)
    const { rating, note, key } = await ctx.request.validateUsing(ratingValidator)
    await rateTicket({ ticketId, customerId: memberOf(ctx).id, rating, note: note ?? null, key })
    ctx.session.flash('success', ctx.i18n.t('aftersales.rated'))
    return this.#back(ctx, ticketId)
  }

  #back(ctx: HttpContext, ticketId: number) {
    return ctx.response.redirect().toPath(`${ctx.prefix}/panel/tickets/${ticketId}`)
  }
}
