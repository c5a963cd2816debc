import { clock } from '#app/core/clock'
import type { DocumentRef } from '#app/core/actor'
import type { Locale } from '#app/core/digits'
import { sqlTime, type Trx } from '#app/core/sql'
import { insertAll } from '#app/core/statement'
import { afterCommit } from '#app/core/transaction'
import { nudgeDelivery } from '#app/messaging/delivery'
import { render, renderSubject, type TextValues } from '#app/messaging/render'
import { goesByMail, type TemplateName } from '#app/messaging/templates'

/** As much of somebody as a message needs. */
export interface Person {
  id: number
  mobile: string | null
  email?: string | null
  locale: string
}

export type Receiver = { customer: Person } | { staff: Person } | { mobile: string; locale: Locale }

export interface MessageOrder {
  template: TemplateName
  to: Receiver
  params?: TextValues
  /** Document that the message is about. */
  about?: DocumentRef
  caseId?: number | null
}

/**
 * Puts a message in the outbox, in the caller's transaction: it leaves only if the transaction is
 * stored, and then at once. By SMS to whoever has a mobile number; some templates also by e-mail.
 */
export function queueMessage(order: MessageOrder, trx: Trx): Promise<void> {
  return queueMessages([order], trx)
}

/** Many at once, a few hundred at most. */
export async function queueMessages(orders: readonly MessageOrder[], trx: Trx): Promise<void> {
  const rows = orders.flatMap(rowsOf)
  if (rows.length === 0) return
  /* Each number of rows is a text of its own, which is kept: only the usual ones go that way. */
  if (rows.length <= 4) await insertAll('outgoing_messages', rows, trx)
  else await insertMany(rows, trx)
  afterCommit(trx, nudgeDelivery)
}

/** Letters come beside the text messages; SQLite takes some 400 rows in one statement. */
async function insertMany(rows: ReturnType<typeof rowsOf>, trx: Trx) {
  for (let start = 0; start < rows.length; start += 400) {
    const part = rows.slice(start, start + 400)
    await trx.insertQuery().table('outgoing_messages').multiInsert(part)
  }
}

function rowsOf(order: MessageOrder) {
  const { mobile, email, locale, ...whose } = receiverOf(order.to)
  const values = order.params ?? {}
  const text = render(order.template, locale, values)
  const common = { ...whose, ...aboutOf(order), text }
  const rows = []
  if (mobile) rows.push({ channel: 'sms', recipient: mobile, subject: null, ...common })
  if (email && goesByMail(order.template)) {
    const subject = renderSubject(order.template, locale, values)
    rows.push({ channel: 'email', recipient: email, subject, ...common })
  }
  return rows
}

function aboutOf({ template, about, caseId }: MessageOrder) {
  const now = sqlTime(clock.now())
  return {
    state: 'queued',
    template,
    purpose: 'service',
    attempts: 0,
    next_attempt_at: now,
    about_type: about?.type ?? null,
    about_id: about?.id ?? null,
    case_id: caseId ?? null,
    created_at: now,
  }
}

function receiverOf(to: Receiver) {
  if ('customer' in to)
    return { ...known(to.customer), customer_id: to.customer.id, staff_id: null }
  if ('staff' in to) return { ...known(to.staff), customer_id: null, staff_id: to.staff.id }
  return { ...to, email: null, customer_id: null, staff_id: null }
}

function known({ mobile, email, locale }: Person) {
  return { mobile, email, locale: locale === 'en' ? ('en' as const) : ('fa' as const) }
}
