import type { Actor } from '#app/core/actor'
import { once } from '#app/core/idempotency'
import { clock } from '#app/core/clock'
import { found, Refusal } from '#app/core/refusal'
import { created } from '#app/core/rows'
import { sqlTime, type Trx } from '#app/core/sql'
import { execute, rowsOf } from '#app/core/statement'
import { transaction } from '#app/core/transaction'
import { announce, live } from '#app/messaging/live'
import Customer from '#app/people/models/customer'
import type CrmCase from '#app/crm/models/crm_case'
import { openCase, record } from '#app/crm/record'
import Ticket from '#app/aftersales/models/ticket'
import TicketCategory from '#app/aftersales/models/ticket_category'
import TicketMessage from '#app/aftersales/models/ticket_message'
import { type BoughtItem, boughtItem } from '#app/aftersales/queries/bought_items'

export interface NewTicket {
  customerId: number
  categoryId: number
  subject: string
  body: string
  /** The bought item it is about; must be his own. */
  invoiceLineId?: number | null
  key: string
  by: Actor
}

/** Of one member. */
const TICKETS_A_DAY = 20

/**
 * A member asks for help: the ticket, its case, a record and task for the support expert of the
 * branch that sold the item, and their SMS, at once. Someone else's item is a 404.
 * @throws Refusal `too_many_tickets` (429)
 */
export function openTicket(
  { key, by, ...wish }: NewTicket,
  outer?: Trx
): Promise<{ ticketId: number; repeated: boolean }> {
  const scope = `open_ticket:customer:${wish.customerId}`
  return transaction(
    (trx) => once({ scope, key, input: wish }, trx, () => open(wish, by, trx)),
    outer
  )
}

async function open(wish: Omit<NewTicket, 'key' | 'by'>, by: Actor, trx: Trx) {
  const customer = found(await Customer.known(wish.customerId, trx))
  await assertFew(customer.id, trx)
  found(await TicketCategory.known(wish.categoryId, trx))
  const item = wish.invoiceLineId
    ? found(await boughtItem(customer.id, wish.invoiceLineId, trx))
    : null

  const branchId = item?.branchId ?? customer.branchId
  const newCase = await openCase('ticket', { customerId: customer.id, branchId }, trx)
  const ticket = await write(wish, newCase, item, trx)
  const message = { ticketId: ticket.id, author: 'member' as const, staffId: null, body: wish.body }
  await created(TicketMessage, message, trx)
  const { expert } = await record(
    'ticket_opened',
    {
      customerId: customer.id,
      customer,
      caseId: ticket.caseId,
      newCase,
      about: { type: 'ticket', id: ticket.id },
      branchId: ticket.branchId ?? undefined,
      by,
      facts: { subject: wish.subject, line: item?.lineId ?? null },
      categoryIds: item?.categoryId ? [item.categoryId] : [],
      params: { number: ticket.number, customer: customer.fullName('fa'), subject: wish.subject },
    },
    trx
  )
  if (expert) {
    const of = [expert.id, ticket.id]
    await execute('UPDATE tickets SET expert_id = ? WHERE id = ?', of, trx)
  }
  announce(trx, live.desk(ticket.branchId ?? 0), { what: 'ticket', id: ticket.id })
  return { ticketId: ticket.id }
}

/** Every ticket sends two messages and asks for an answer within minutes. */
async function assertFew(customerId: number, trx: Trx) {
  const rows = await rowsOf(
    `SELECT id FROM tickets WHERE customer_id = ? AND created_at > ? LIMIT ${TICKETS_A_DAY}`,
    [customerId, sqlTime(clock.now().minus({ days: 1 }))],
    trx
  )
  if (rows.length >= TICKETS_A_DAY) throw new Refusal('too_many_tickets', { status: 429 })
}

async function write(
  wish: Omit<NewTicket, 'key' | 'by'>,
  { id: caseId, customerId, branchId }: CrmCase,
  item: BoughtItem | null,
  trx: Trx
) {
  return created(
    Ticket,
    {
      customerId,
      caseId,
      categoryId: wish.categoryId,
      status: 'waiting_staff',
      subject: wish.subject,
      invoiceLineId: item?.lineId ?? null,
      branchId,
    },
    trx
  )
}
