import db from '@adonisjs/lucid/services/db'
import type Staff from '#app/people/models/staff'
import { answerTicket } from '#app/aftersales/actions/answer_ticket'
import { closeTicket } from '#app/aftersales/actions/close_ticket'
import { type NewTicket, openTicket } from '#app/aftersales/actions/open_ticket'
import { rateTicket } from '#app/aftersales/actions/rate_ticket'
import { replyToTicket } from '#app/aftersales/actions/reply_to_ticket'
import Ticket from '#app/aftersales/models/ticket'
import { given } from '#tests/support/given'
import { givenProduct } from '#tests/support/given_catalogue'
import { givenStaff } from '#tests/support/given_people'
import { asCustomer, givenInvoiced, givenShop, newKey } from '#tests/support/given_sales'

/** A shop with a support expert in its branch, and a customer who bought a drill with warranty. */
export async function givenBuyer() {
  const shop = await givenShop()
  const support = await givenStaff({ role: 'support_expert', branchId: shop.branch.id })
  const customer = await given.customer()
  const { product, variantId } = await givenProduct({
    nameFa: 'دریل شارژی',
    nameEn: 'Cordless drill',
    warrantyMonths: 12,
    stock: 5,
  })
  const preInvoice = await givenInvoiced(shop, { customerId: customer.id, variantId })
  const line = await db
    .from('invoice_lines as l')
    .join('invoices as i', 'i.id', 'l.invoice_id')
    .where('i.customer_id', customer.id)
    .select('l.id')
    .firstOrFail()
  return { shop, support, customer, product, preInvoice, lineId: Number(line.id) }
}
export type Buyer = Awaited<ReturnType<typeof givenBuyer>>

export async function categoryId(code = 'fault'): Promise<number> {
  const { id } = await db.from('ticket_categories').where('code', code).firstOrFail()
  return Number(id)
}

/** A ticket of that customer about his item, just opened. */
export async function givenTicket(
  { customer, lineId }: Pick<Buyer, 'customer' | 'lineId'>,
  wish: Partial<NewTicket> = {}
): Promise<Ticket> {
  const { ticketId } = await openTicket({
    customerId: customer.id,
    categoryId: await categoryId(),
    invoiceLineId: lineId,
    subject: 'دریل روشن نمی‌شود',
    body: 'از دیروز روشن نمی‌شود.',
    key: newKey(),
    by: asCustomer(customer.id),
    ...wish,
  })
  return Ticket.findOrFail(ticketId)
}

export const answer = (ticket: Ticket, staff: Staff, key = newKey()) =>
  answerTicket({ ticketId: ticket.id, staffId: staff.id, body: 'باتری را بررسی کنید.', key })

export const reply = (ticket: Ticket, key = newKey()) =>
  replyToTicket({
    ticketId: ticket.id,
    customerId: ticket.customerId,
    body: 'هنوز روشن نمی‌شود.',
    key,
  })

export const close = (ticket: Ticket, staff: Staff, key = newKey()) =>
  closeTicket({
    ticketId: ticket.id,
    by: { kind: 'staff', id: staff.id },
    link: 'http://shop.example/panel/tickets/1',
    key,
  })

export const rate = (ticket: Ticket, rating: number, key = newKey()) =>
  rateTicket({ ticketId: ticket.id, customerId: ticket.customerId, rating, note: null, key })

/** What a ticket touches; the same before and after what was refused. */
export async function ticketBooks(): Promise<string> {
  const tables = [
    'idempotency_keys',
    'tickets',
    'ticket_messages',
    'crm_cases',
    'crm_records',
    'tasks',
    'outgoing_messages',
  ]
  const rows: unknown[] = []
  for (const table of tables) rows.push([table, await db.from(table).select('*')])
  return JSON.stringify(rows)
}
