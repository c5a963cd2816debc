import { once } from '#app/core/idempotency'
import { transaction } from '#app/core/transaction'
import { record } from '#app/crm/record'
import { rewardAction } from '#app/club/actions/reward_action'
import Ticket from '#app/aftersales/models/ticket'

export interface TicketRating {
  ticketId: number
  customerId: number
  /** 1 to 5. */
  rating: number
  note: string | null
  key: string
}

/** At most this many stars: the branch manager calls the member. */
export const UNHAPPY = 2

/** The member says how it went, once per closing. Two stars or fewer open a task to call them. */
export function rateTicket({ key, ...opinion }: TicketRating) {
  const scope = `rate_ticket:customer:${opinion.customerId}`
  return transaction((trx) =>
    once({ scope, key, input: opinion }, trx, async () => {
      const { customerId, rating, note } = opinion
      const ticket = await Ticket.lockOf(customerId, opinion.ticketId, trx)
      await ticket.move('rate', { rating, ratingNote: note })
      const about = { type: 'ticket', id: ticket.id }
      const by = { kind: 'customer' as const, id: customerId }
      await record(
        rating <= UNHAPPY ? 'ticket_rated_low' : 'ticket_rated',
        {
          customerId,
          caseId: ticket.caseId,
          about,
          branchId: ticket.branchId ?? undefined,
          by,
          facts: { rating },
        },
        trx
      )
      const { branchId, caseId } = ticket
      await rewardAction({ action: 'ticket_rated', customerId, about, branchId, caseId, by }, trx)
      return { ticketId: ticket.id }
    })
  )
}
