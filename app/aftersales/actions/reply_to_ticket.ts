import { once } from '#app/core/idempotency'
import { clock } from '#app/core/clock'
import { Refusal } from '#app/core/refusal'
import { sqlTime, type Trx } from '#app/core/sql'
import { transaction } from '#app/core/transaction'
import { announce, live } from '#app/messaging/live'
import { record } from '#app/crm/record'
import Ticket from '#app/aftersales/models/ticket'
import TicketMessage from '#app/aftersales/models/ticket_message'

export interface TicketReply {
  ticketId: number
  customerId: number
  body: string
  key: string
}

/** Words of the member in one ticket; each sends the expert a message. */
const REPLIES_AN_HOUR = 30

/** The member writes again: the expert hears of it; within seven days it reopens a closed ticket. @throws Refusal `too_many_replies` (429) */
export function replyToTicket({ key, ...reply }: TicketReply) {
  const scope = `reply_to_ticket:customer:${reply.customerId}`
  return transaction((trx) =>
    once({ scope, key, input: reply }, trx, async () => {
      const ticket = await Ticket.lockOf(reply.customerId, reply.ticketId, trx)
      await assertFew(ticket.id, trx)
      const reopened = ticket.status === 'closed'
      await ticket.move('reply')
      const message = await TicketMessage.create(
        { ticketId: ticket.id, author: 'member', staffId: null, body: reply.body },
        { client: trx }
      )
      const { expert } = await record(
        'ticket_replied',
        {
          customerId: ticket.customerId,
          caseId: ticket.caseId,
          about: { type: 'ticket', id: ticket.id },
          branchId: ticket.branchId ?? undefined,
          by: { kind: 'customer', id: reply.customerId },
          facts: { message: message.id, reopened },
          params: { number: ticket.number },
        },
        trx
      )
      if (expert && !ticket.expertId) await ticket.merge({ expertId: expert.id }).save()
      announce(trx, live.desk(ticket.branchId ?? 0), { what: 'ticket', id: ticket.id })
      return { messageId: message.id }
    })
  )
}

async function assertFew(ticketId: number, trx: Trx) {
  const rows = await trx
    .from('ticket_messages')
    .where({ ticket_id: ticketId, author: 'member' })
    .where('created_at', '>', sqlTime(clock.now().minus({ hours: 1 })))
    .limit(REPLIES_AN_HOUR)
    .select('id')
  if (rows.length < REPLIES_AN_HOUR) return
  throw new Refusal('too_many_replies', { field: 'body', status: 429 })
}
