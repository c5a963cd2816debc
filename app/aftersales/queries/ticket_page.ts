import { rowsOf } from '#app/core/statement'
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

type MessageRow = Omit<ConversationRow, 'staff_name'> & {
  first_name: string | null
  last_name: string | null
}

interface EarlierRow {
  id: number
  subject: string
  status: string
  created_at: string
  rating: number | null
}

/** Longest conversation that is shown whole; older words of a longer one are left out. */
const SHOWN = 200

/** What was said, oldest first. */
export async function conversationOf(ticketId: number): Promise<ConversationRow[]> {
  const rows = await rowsOf<MessageRow>(
    `SELECT m.id, m.author, m.body, m.created_at, s.first_name, s.last_name
     FROM ticket_messages m LEFT JOIN staff s ON s.id = m.staff_id
     WHERE m.ticket_id = ? ORDER BY m.id DESC LIMIT ${SHOWN}`,
    [ticketId]
  )
  return rows.reverse().map(({ first_name: first, last_name: last, ...row }) => ({
    ...row,
    staff_name: last ? `${first} ${last}` : null,
  }))
}

/** The bought item that it is about, or null. */
export async function itemOf(ticket: Ticket): Promise<BoughtItem | null> {
  return ticket.invoiceLineId ? boughtItem(ticket.customerId, ticket.invoiceLineId) : null
}

/** What the expert needs beside the conversation: the purchase it is about and what came before. */
export async function contextOf(ticket: Ticket) {
  const item = await itemOf(ticket)
  const earlier = await rowsOf<EarlierRow>(
    `SELECT id, subject, status, created_at, rating FROM tickets
     WHERE customer_id = ? AND id < ? ORDER BY id DESC LIMIT 5`,
    [ticket.customerId, ticket.id]
  )
  return { item, earlier: earlier.map((row) => ({ ...row, number: ticketNumber(row.id) })) }
}
