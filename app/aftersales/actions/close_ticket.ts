import type { Actor } from '#app/core/actor'
import { once } from '#app/core/idempotency'
import { transaction } from '#app/core/transaction'
import type { Trx } from '#app/core/sql'
import { announce, live } from '#app/messaging/live'
import { record } from '#app/crm/record'
import Ticket from '#app/aftersales/models/ticket'

export interface TicketClosure {
  ticketId: number
  /** A member closes his own ticket, anybody else's is a 404; staff passed their right at the door. */
  by: Extract<Actor, { kind: 'customer' | 'staff' }>
  /** Where the member rates the answer, for the SMS. */
  link: string
  key: string
}

/** The matter is settled: the member is asked by SMS how it went. */
export function closeTicket({ key, link, ...closure }: TicketClosure) {
  const scope = `close_ticket:${closure.by.kind}:${closure.by.id}`
  return transaction((trx) =>
    once({ scope, key, input: closure }, trx, async () => {
      const ticket = await lockFor(closure, trx)
      await ticket.move('close')
      await record(
        'ticket_closed',
        {
          customerId: ticket.customerId,
          caseId: ticket.caseId,
          about: { type: 'ticket', id: ticket.id },
          branchId: ticket.branchId ?? undefined,
          by: closure.by,
          params: { number: ticket.number, link },
        },
        trx
      )
      announce(trx, live.member(ticket.customerId), { what: 'ticket', id: ticket.id })
      announce(trx, live.desk(ticket.branchId ?? 0), { what: 'ticket', id: ticket.id })
      return { ticketId: ticket.id }
    })
  )
}

function lockFor({ by, ticketId }: Pick<TicketClosure, 'by' | 'ticketId'>, trx: Trx) {
  return by.kind === 'customer' ? Ticket.lockOf(by.id, ticketId, trx) : Ticket.lock(ticketId, trx)
}
