import db from '@adonisjs/lucid/services/db'
import { cutPage, type CutPage } from '#app/core/page'
import { byIndex } from '#app/core/by_index'
import type { DocumentRef } from '#app/core/actor'
import type { MessageState } from '#app/messaging/models/outgoing_message'
import { isSecret } from '#app/messaging/templates'

const PAGE = 20

/** A text message of the house as its receiver may read it again. */
export interface OwnMessage {
  id: number
  /** Null for one with a code or a link in it: only his telephone has that. */
  text: string | null
  state: MessageState
  /** As the database keeps it. */
  at: string
  about: DocumentRef | null
}

/** What the house has written to a customer, the latest first, a page at a time, by key. */
export async function messagesTo(customerId: number, after?: number): Promise<CutPage<OwnMessage>> {
  const list = db
    .from('outgoing_messages as o')
    .where('o.customer_id', customerId)
    .where('o.channel', 'sms')
    .where('o.id', '<', after ?? Number.MAX_SAFE_INTEGER)
    .orderBy('o.id', 'desc')
    .limit(PAGE + 1)
    .select('o.id', 'o.template', 'o.text', 'o.state', 'o.created_at', 'o.about_type', 'o.about_id')
  byIndex(list, 'outgoing_messages as o', 'outgoing_messages_customer_id_id_index')
  const { shown, next } = cutPage(await list, PAGE)
  const messages = shown.map((row) => ({
    id: Number(row.id),
    text: isSecret(row.template) ? null : String(row.text),
    state: row.state,
    at: row.created_at,
    about: row.about_type ? { type: row.about_type, id: Number(row.about_id) } : null,
  }))
  return { shown: messages, next }
}
