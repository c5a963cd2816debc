import db from '@adonisjs/lucid/services/db'
import { byIndex } from '#app/core/by_index'
import { smsGateway } from '#app/messaging/gateways/current'
import type { MessageState } from '#app/messaging/models/outgoing_message'
import { HIDDEN, isSecret } from '#app/messaging/templates'

export interface OutboxRow {
  id: number
  channel: string
  state: MessageState
  template: string
  recipient: string
  subject: string | null
  text: string
  provider: string | null
  error: string | null
  created_at: string
  sent_at: string | null
  is_staff: number
}

export interface OutboxFilter {
  state?: MessageState
  /** E.164. */
  recipient?: string
  /** Id of the last row of the page before. */
  after?: number
}

const PAGE = 50

/** Messages that wait or have left, newest first; a page of 50 by key. */
export async function outboxList({ state, recipient, after }: OutboxFilter) {
  const query = db
    .from('outgoing_messages')
    .orderBy('id', 'desc')
    .limit(PAGE + 1)
    .select(
      'id',
      'channel',
      'state',
      'template',
      'recipient',
      'subject',
      'text',
      'provider',
      'error',
      'created_at',
      'sent_at',
      db.raw('case when staff_id is null then 0 else 1 end as is_staff')
    )
  if (state) query.where('state', state)
  if (state && !recipient) {
    byIndex(query, 'outgoing_messages', 'outgoing_messages_state_id_index')
  }
  if (recipient) query.where('recipient', recipient)
  if (after) query.where('id', '<', after)
  const rows: OutboxRow[] = await query
  const page = rows.slice(0, PAGE).map(withoutSecret)
  return { rows: page, next: rows.length > PAGE ? page[page.length - 1].id : null }
}

/** While a code waits for a real telephone, nobody reads it here: it opens somebody's account. */
function withoutSecret(row: OutboxRow): OutboxRow {
  const isTelephone = row.channel === 'sms' && smsGateway().name === 'outbox'
  return isSecret(row.template) && !isTelephone ? { ...row, text: HIDDEN } : row
}

/** Why sending stands still, if it does. */
export async function sendingPause(): Promise<{ reason: string; paused_at: string } | null> {
  return db.from('sending_pauses').orderBy('paused_at').select('reason', 'paused_at').first()
}
