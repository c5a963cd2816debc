import type { HttpContext } from '@adonisjs/core/http'
import { found } from '#app/core/refusal'
import { idOf, memberOf } from '#app/people/session'
import { openTicket } from '#app/aftersales/actions/open_ticket'
import Ticket from '#app/aftersales/models/ticket'
import TicketCategory from '#app/aftersales/models/ticket_category'
import { boughtItem, boughtItems } from '#app/aftersales/queries/bought_items'
import { ticketsOf } from '#app/aftersales/queries/ticket_lists'
import { conversationOf, itemOf } from '#app/aftersales/queries/ticket_page'
import { newTicketValidator } from '#app/aftersales/validators'

/** The member's own tickets. Somebody else's ticket or item is a 404. */
export default class TicketsController {
  async index(ctx: HttpContext) {
    const after = idIn(ctx.request.qs().after)
    return ctx.view.render('aftersales/site/tickets', await ticketsOf(memberOf(ctx).id, after))
  }

  /** First "which item?", then the words. */
  async create(ctx: HttpContext) {
    const member = memberOf(ctx)
    const { line } = ctx.request.qs()
    if (line === undefined && !ctx.session.flashMessages.has('inputErrorsBag')) {
      const items = await boughtItems(member.id)
      if (items.length > 0) return ctx.view.render('aftersales/site/which_item', { items })
    }
    const lineId = idIn(ctx.session.flashMessages.get('line') ?? line)
    return ctx.view.render('aftersales/site/new', {
      item: lineId ? found(await boughtItem(member.id, lineId)) : null,
      categories: await TicketCategory.inOrder(),
    })
  }

  async store(ctx: HttpContext) {
    const member = memberOf(ctx)
    const ticket = await ctx.request.validateUsing(newTicketValidator)
    const { ticketId } = await openTicket({
      customerId: member.id,
      categoryId: ticket.category,
      invoiceLineId: ticket.line ?? null,
      subject: ticket.subject,
      body: ticket.body,
      key: ticket.key,
      by: { kind: 'customer', id: member.id },
    })
    ctx.session.flash('success', ctx.i18n.t('aftersales.opened'))
    return ctx.response.redirect().toPath(`${ctx.prefix}/panel/tickets/${ticketId}`)
  }

  async show(ctx: HttpContext) {
    const ticket = found(await Ticket.ownedBy(memberOf(ctx).id, idOf(ctx)))
    return ctx.view.render('aftersales/site/ticket', {
      ticket,
      category: await TicketCategory.known(ticket.categoryId),
      messages: await conversationOf(ticket.id),
      item: await itemOf(ticket),
    })
  }
}

function idIn(value: unknown): number | null {
  return typeof value === 'string' && /^[1-9]\d{0,15}$/.test(value) ? Number(value) : null
}
