import { clock } from '#app/core/clock'
import type { DocumentRef } from '#app/core/actor'
import type { Locale } from '#app/core/digits'
import { sqlTime, type Trx } from '#app/core/sql'
import { afterCommit } from '#app/core/transaction'
import { render, type TextValues } from '#app/messaging/render'
import type { TemplateName } from '#app/messaging/templates'
import { nudgeDelivery } from '#app/messaging/delivery'

interface Person {
  id: number
  mobile: string | null
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
 * Puts a text message in the outbox, in the caller's transaction: it leaves only if the transaction
 * is stored, and then at once. Nobody without a mobile number gets one.
 */
export async function queueMessage(order: MessageOrder, trx: Trx): Promise<void> {
  const receiver = receiverOf(order.to)
  if (!receiver.mobile) return
  const now = sqlTime(clock.now())
  await trx
    .insertQuery()
    .table('outgoing_messages')
    .insert({
      channel: 'sms',
      state: 'queued',
      template: order.template,
      purpose: 'service',
      recipient: receiver.mobile,
      customer_id: receiver.customerId,
      staff_id: receiver.staffId,
      text: render(order.template, receiver.locale, order.params ?? {}),
      attempts: 0,
      next_attempt_at: now,
      about_type: order.about?.type ?? null,
      about_id: order.about?.id ?? null,
      case_id: order.caseId ?? null,
      created_at: now,
    })
  afterCommit(trx, nudgeDelivery)
}

function receiverOf(to: Receiver) {
  if ('customer' in to) return { ...known(to.customer), customerId: to.customer.id, staffId: null }
  if ('staff' in to) return { ...known(to.staff), customerId: null, staffId: to.staff.id }
  return { ...to, customerId: null, staffId: null }
}

const known = ({ mobile, locale }: Person) => ({
  mobile,
  locale: locale === 'en' ? ('en' as const) : ('fa' as const),
})
