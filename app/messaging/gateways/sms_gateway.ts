import type { Rial } from '#app/core/money'

/** What the house knows of a message that a provider took, whatever numbers the provider uses. */
export const SMS_STATES = [
  'queued',
  'scheduled',
  'sent',
  'failed',
  'delivered',
  'undelivered',
  'cancelled',
  'blocked',
  'unknown',
] as const

export type SmsState = (typeof SMS_STATES)[number]

/**
 * What the queue does after a failure: try this message again later, give this message up, or
 * stop sending altogether and tell staff (no credit, wrong key).
 */
export type SmsFailureKind = 'retry' | 'permanent' | 'stop_queue'

export interface SmsFailure {
  ok: false
  /** The provider's own number, or what befell the line. */
  code: number | 'network' | 'timeout'
  kind: SmsFailureKind
  /** Key of the sentence for staff, in `resources/lang/<locale>/sms.json`. */
  sentenceKey: `sms.${string}`
}

/** `cost` in Rial. */
export type SmsAnswer = { ok: true; providerId: string; cost: Rial; state: SmsState } | SmsFailure

export interface OutgoingSms {
  /** E.164, `+989xxxxxxxxx`. */
  receptor: string
  /** The text as people see it; sent as it is unless a template is named. */
  text: string
  /** Id of our own row: the same id again gives the first message back, not a second one. */
  localId: string
  /** Name of an approved template; the provider then makes the text from the tokens. */
  template?: string
  tokens?: Record<string, string>
}

export interface IncomingSms {
  providerId: string
  /** E.164 where it is an Iranian mobile, otherwise as the provider gave it. */
  from: string
  line: string
  text: string
  receivedAt: Date
}

/** The house's one way to send a text. Nothing here throws for what the provider says. */
export interface SmsGateway {
  readonly name: string
  send(message: OutgoingSms): Promise<SmsAnswer>
  /** States by provider id; at most 500 ids are asked at once, more are asked in turn. */
  status(providerIds: string[]): Promise<{ ok: true; states: Map<string, SmsState> } | SmsFailure>
  /** What is left in the account, in Rial. */
  credit(): Promise<{ ok: true; credit: Rial } | SmsFailure>
}
