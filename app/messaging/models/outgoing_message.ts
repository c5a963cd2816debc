import { OutgoingMessageSchema } from '#database/schema'

export const MESSAGE_STATES = ['queued', 'sending', 'sent', 'delivered', 'failed'] as const
export type MessageState = (typeof MESSAGE_STATES)[number]

/** How often a message is tried, and how long it waits in between, in seconds. */
export const RETRY_WAITS = [30, 120, 600, 1800, 7200] as const

export default class OutgoingMessage extends OutgoingMessageSchema {
  static table = 'outgoing_messages'
}
