import { randomUUID } from 'node:crypto'
import db from '@adonisjs/lucid/services/db'
import { clock } from '#app/core/clock'
import { changed, isDuplicate, sqlTime } from '#app/core/sql'
import { smsGateway } from '#app/messaging/gateways/current'
import { mailGatewayName, sendMail } from '#app/messaging/gateways/mail'
import type { SmsAnswer } from '#app/messaging/gateways/sms_gateway'
import { RETRY_WAITS } from '#app/messaging/models/outgoing_message'
import { HIDDEN, isSecret } from '#app/messaging/templates'

const BATCH = 50
/** A worker that died while sending leaves its rows in `sending`; after this they are tried again. */
const ABANDONED_AFTER = { minutes: 2 }

type Channel = 'sms' | 'email'

interface Claimed {
  id: number
  channel: Channel
  subject: string | null
  recipient: string
  text: string
  template: string
  attempts: number
}

/**
 * Hands due messages to the provider, outside every transaction. Rows are claimed by a guarded
 * UPDATE, so that two workers never take the same one, and the row's id is the provider's
 * idempotency key, so that a row which is tried again after a crash is not sent twice.
 * @returns how many were sent
 */
export async function deliverMessages(): Promise<number> {
  await takeBackAbandoned()
  return (await deliverChannel('sms')) + (await deliverChannel('email'))
}

async function deliverChannel(channel: Channel): Promise<number> {
  let sent = 0
  for (;;) {
    if (await isPaused(channel)) return sent
    const claimed = await claim(channel)
    for (const message of claimed) {
      const answer = await hand(message)
      await keep(message, answer)
      if (answer.ok) sent++
      else if (answer.kind === 'stop_queue') {
        await giveBack(claimed)
        return sent
      }
    }
    if (claimed.length < BATCH) return sent
  }
}

function hand({ id, channel, recipient, subject, text }: Claimed): Promise<SmsAnswer> {
  return channel === 'sms'
    ? smsGateway().send({ receptor: recipient, text, localId: String(id) })
    : sendMail({ id, to: recipient, subject: subject ?? '', text })
}

async function claim(channel: Channel): Promise<Claimed[]> {
  const token = randomUUID()
  const now = sqlTime(clock.now())
  const due = await db
    .from('outgoing_messages')
    .where({ channel, state: 'queued' })
    .where('next_attempt_at', '<=', now)
    .orderBy('next_attempt_at')
    .orderBy('id')
    .limit(BATCH)
    .select('id')
  if (due.length === 0) return []
  const ids = due.map((row) => row.id)
  const taken = await changed(
    db
      .from('outgoing_messages')
      .whereIn('id', ids)
      .where('state', 'queued')
      .update({ state: 'sending', claimed_by: token, claimed_at: now })
  )
  if (taken === 0) return []
  return db
    .from('outgoing_messages')
    .whereIn('id', ids)
    .where({ claimed_by: token, state: 'sending' })
    .orderBy('id')
    .select('id', 'channel', 'recipient', 'subject', 'text', 'template', 'attempts')
}

async function keep(message: Claimed, answer: SmsAnswer) {
  const row = db.from('outgoing_messages').where({ id: message.id, state: 'sending' })
  const gateway = message.channel === 'sms' ? smsGateway().name : mailGatewayName()
  if (answer.ok) {
    await row.update({
      state: answer.state === 'delivered' ? 'delivered' : 'sent',
      attempts: message.attempts + 1,
      provider: gateway,
      provider_id: answer.providerId,
      cost: answer.cost,
      error: null,
      sent_at: sqlTime(clock.now()),
      ...blanked(message, gateway),
    })
    return
  }
  const stopped = answer.kind === 'stop_queue'
  const wait = stopped ? 0 : RETRY_WAITS[message.attempts]
  const again = answer.kind !== 'permanent' && wait !== undefined
  await row.update({
    state: again ? 'queued' : 'failed',
    attempts: stopped ? message.attempts : message.attempts + 1,
    next_attempt_at: sqlTime(clock.now().plus({ seconds: wait ?? 0 })),
    provider: gateway,
    error: answer.sentenceKey,
    ...(again ? {} : blanked(message, gateway)),
  })
  if (stopped) await pause(message.channel, answer.sentenceKey)
}

/** A secret is kept no longer than it takes to send it; the outbox of the demo is its telephone. */
function blanked({ template }: Claimed, gateway: string) {
  return isSecret(template) && gateway !== 'outbox' ? { text: HIDDEN } : {}
}

/** Rows that were claimed but not tried wait again. */
async function giveBack(claimed: Claimed[]) {
  await db
    .from('outgoing_messages')
    .whereIn(
      'id',
      claimed.map((message) => message.id)
    )
    .where('state', 'sending')
    .update({ state: 'queued' })
}

async function takeBackAbandoned() {
  await db
    .from('outgoing_messages')
    .where('state', 'sending')
    .where('claimed_at', '<', sqlTime(clock.now().minus(ABANDONED_AFTER)))
    .update({ state: 'queued' })
}

async function isPaused(channel: Channel) {
  return (await db.from('sending_pauses').where('channel', channel).first()) !== null
}

/** Stops the channel until staff resume it: no credit, wrong key. A crm job makes the task. */
async function pause(channel: Channel, reason: string) {
  try {
    await db.table('sending_pauses').insert({ channel, reason, paused_at: sqlTime(clock.now()) })
  } catch (error) {
    if (!isDuplicate(error)) throw error
  }
}

/** Sends again, by every channel, after staff mended the cause. */
export async function resumeSending(): Promise<void> {
  await db.from('sending_pauses').delete()
}
