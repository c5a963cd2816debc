import { TicketMessageSchema } from '#database/schema'

export const AUTHORS = ['member', 'staff'] as const

/** One thing said in a ticket. Kept as typed; pages escape it. */
export default class TicketMessage extends TicketMessageSchema {
  static table = 'ticket_messages'
  declare author: (typeof AUTHORS)[number]
}
