import db from '@adonisjs/lucid/services/db'
import { type BoughtItem, boughtItem } from '#app/aftersales/queries/bought_items'
import type Ticket from '#app/aftersales/models/ticket'
import { ticketNumber } from '#app/aftersales/models/ticket'

export interface ConversationRow {
  id: number
  author: 'member' | 'staff'
  body: string
  created_at: string
  staff_name: string | null
}

/** Longest conversation that is shown whole; older words of a longer one are left out. */
const SHOWN = 200

/** What was said, oldest first. */
export async function conversationOf(ticketId: number): Promise<ConversationRow[]> {
  const rows = await db
    .from('ticket_messages as m')
    .leftJoin('staff as s', 's.id', 'm.staff_id')
    .where('m.ticket_id', ticketId)
    .orderBy('m.id', 'desc')
    .limit(SHOWN)
    .select('m.id', 'm.author', 'm.body', 'm.created_at', 's.first_name', 's.last_name')
  return rows.reverse().map(({ first_name: first, last_name: last, ...row }) => ({
    ...row,
    staff_name: last ? `${first} ${last}` : null,
  }))
}

/** What the expert needs beside the conversation: the purchase it is about and what came before. */
export async function contextOf(ticket: Ticket) {
  const item: BoughtItem | null = ticket.invoiceLineId
    ? await boughtItem(ticket.customerId, ticket.invoiceLineId)
    : null
  const earlier = await db
    .from('tickets')
    .where('customer_id', ticket.customerId)
    .where('id', '<', ticket.id)
    .orderBy('id', 'desc')
    .limit(5)
    .select('id', 'subject', 'status', 'created_at', 'rating')
  return { item, earlier: earlier.map((row) => ({ ...row, number: ticketNumber(row.id) })) }
}
