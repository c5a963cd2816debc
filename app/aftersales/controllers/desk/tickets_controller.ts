import type { HttpContext } from '@adonisjs/core/http'
import { found, NotFound } from '#app/core/refusal'
import Customer from '#app/people/models/customer'
import { idOf, staffOf } from '#app/people/session'
import Member from '#app/club/models/member'
import { benefitsOf } from '#app/club/queries/benefits'
import Ticket, { TICKET_STATUSES } from '#app/aftersales/models/ticket'
import TicketCategory from '#app/aftersales/models/ticket_category'
import { type Queue, ticketQueue } from '#app/aftersales/queries/ticket_lists'
import { contextOf, conversationOf } from '#app/aftersales/queries/ticket_page'

const VIEWS = ['mine', 'branch', 'all'] as const
const STATUSES = ['open', ...TICKET_STATUSES, 'any'] as const

/** The queue of the experts, and a ticket with the purchase it is about. */
export default class TicketsController {
  async index(ctx: HttpContext) {
    const queue = this.#queue(ctx)
    const page = await ticketQueue(queue)
    return ctx.view.render('aftersales/desk/tickets', {
      ...page,
      queue,
      views: VIEWS,
      statuses: STATUSES,
    })
  }

  async show(ctx: HttpContext) {
    const ticket = found(await Ticket.find(idOf(ctx)))
    if (!staffOf(ctx).can('tickets.read', ticket.branchId)) throw new NotFound()
    return ctx.view.render('aftersales/desk/ticket', {
      ticket,
      customer: await Customer.findOrFail(ticket.customerId),
      category: await TicketCategory.findOrFail(ticket.categoryId),
      benefits: await benefitsOf(await Member.of(ticket.customerId)),
      messages: await conversationOf(ticket.id),
      mayWork: staffOf(ctx).can('tickets.work', ticket.branchId),
      ...(await contextOf(ticket)),
    })
  }

  #queue(ctx: HttpContext): Queue {
    const { view, status, after } = ctx.request.qs()
    const staff = staffOf(ctx)
    const usual = staff.hasRole('support_expert') ? 'mine' : 'all'
    return {
      view: VIEWS.find((known) => known === view) ?? usual,
      status: STATUSES.find((known) => known === status) ?? 'open',
      staffId: staff.id,
      homeBranchId: staff.branchId,
      branches: staff.branchesFor('tickets.read'),
      after: /^[1-9]\d{0,15}$/.test(String(after)) ? Number(after) : null,
    }
  }
}
