import { once } from '#app/core/idempotency'
import { transaction } from '#app/core/transaction'
import { announce, live } from '#app/messaging/live'
import { record } from '#app/crm/record'
import Ticket from '#app/aftersales/models/ticket'
import TicketMessage from '#app/aftersales/models/ticket_message'

export interface TicketAnswer {
  ticketId: number
  staffId: number
  body: string
  key: string
}

/** Staff answer: the member hears of it by SMS at once. Who answers first keeps the ticket. */
export function answerTicket({ key, ...answer }: TicketAnswer) {
  const scope = `answer_ticket:staff:${answer.staffId}`
  return transaction((trx) =>
    once({ scope, key, input: answer }, trx, async () => {
      const ticket = await Ticket.lock(answer.ticketId, trx)
      await ticket.move('answer', { expertId: ticket.expertId ?? answer.staffId })
      const message = await TicketMessage.create(
        { ticketId: ticket.id, author: 'staff', staffId: answer.staffId, body: answer.body },
        { client: trx }
      )
      await record(
        'ticket_answered',
        {
          customerId: ticket.customerId,
          caseId: ticket.caseId,
          about: { type: 'ticket', id: ticket.id },
          branchId: ticket.branchId ?? undefined,
          by: { kind: 'staff', id: answer.staffId },
          facts: { message: message.id },
          params: { number: ticket.number },
        },
        trx
      )
      announce(trx, live.member(ticket.customerId), { what: 'ticket', id: ticket.id })
      return { messageId: message.id }
    })
  )
}
