import type { HttpContext } from '@adonisjs/core/http'
import { found, NotFound } from '#app/core/refusal'
import { idOf, staffOf } from '#app/people/session'
import { answerTicket } from '#app/aftersales/actions/answer_ticket'
import { closeTicket } from '#app/aftersales/actions/close_ticket'
import { ticketLink } from '#app/aftersales/links'
import Ticket from '#app/aftersales/models/ticket'
import { closureValidator, replyValidator } from '#app/aftersales/validators'

/** What staff do in a ticket of their branches: answer and close. */
export default class TicketMovesController {
  async answer(ctx: HttpContext) {
    const ticketId = await this.#workable(ctx)
    const { body, key } = await ctx.request.validateUsing(replyValidator)
    await answerTicket({ ticketId, staffId: staffOf(ctx).id, body, key })
    return this.#back(ctx, ticketId)
  }

  async close(ctx: HttpContext) {
    const ticketId = await this.#workable(ctx)
    const { key } = await ctx.request.validateUsing(closureValidator)
    const by = { kind: 'staff', id: staffOf(ctx).id } as const
    await closeTicket({ ticketId, by, link: ticketLink(ticketId), key })
    return this.#back(ctx, ticketId)
  }

  /** A ticket of another branch is a 404, as everywhere. */
  async #workable(ctx: HttpContext): Promise<number> {
    const ticket = found(await Ticket.find(idOf(ctx)))
    if (!staffOf(ctx).can('tickets.work', ticket.branchId)) throw new NotFound()
    return ticket.id
  }

  #back(ctx: HttpContext, ticketId: number) {
    return ctx.response.redirect().toPath(`${ctx.prefix}/desk/tickets/${ticketId}`)
  }
}
