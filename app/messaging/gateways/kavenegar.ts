import kavenegar, { type KavenegarApi, type KavenegarRequest } from 'kavenegar'
import { normalizeMobile } from '#app/core/mobile'
import { cleanTokens } from '#app/messaging/gateways/kavenegar_tokens'
import type { Rial } from '#app/core/money'
import type {
  IncomingSms,
  OutgoingSms,
  SmsAnswer,
  SmsFailure,
  SmsFailureKind,
  SmsGateway,
  SmsState,
} from '#app/messaging/gateways/sms_gateway'

const IDS_AT_ONCE = 500
const OFFICIAL_URL = 'https://api.kavenegar.com'

export interface KavenegarOptions {
  apiKey: string
  /** Line to send from; the account's default line when left out. */
  sender?: string
  /** https only, except on this machine itself. */
  baseUrl?: string
  timeoutMs?: number
  fetch?: typeof fetch
}

/** The provider's error numbers: what to do, and the sentence that tells staff why. */
const FAILURES: Record<number, [SmsFailureKind, string]> = {
  400: ['permanent', 'incomplete'],
  401: ['stop_queue', 'account_disabled'],
  402: ['retry', 'provider_failed'],
  403: ['stop_queue', 'wrong_key'],
  404: ['stop_queue', 'unknown_method'],
  405: ['stop_queue', 'unknown_method'],
  406: ['permanent', 'incomplete'],
  407: ['stop_queue', 'ip_not_allowed'],
  409: ['retry', 'provider_busy'],
  411: ['permanent', 'wrong_receptor'],
  412: ['stop_queue', 'wrong_sender'],
  413: ['permanent', 'wrong_text'],
  414: ['permanent', 'too_many'],
  416: ['stop_queue', 'ip_not_allowed'],
  417: ['permanent', 'wrong_date'],
  418: ['stop_queue', 'no_credit'],
  419: ['permanent', 'incomplete'],
  420: ['permanent', 'link_not_allowed'],
  422: ['permanent', 'bad_character'],
  424: ['permanent', 'template_missing'],
  426: ['stop_queue', 'right_missing'],
  427: ['stop_queue', 'right_missing'],
  428: ['permanent', 'wrong_token'],
  429: ['stop_queue', 'ip_not_allowed'],
  431: ['permanent', 'wrong_token'],
  432: ['permanent', 'token_not_in_template'],
  451: ['retry', 'too_fast'],
  501: ['stop_queue', 'test_mode'],
}

const STATES: Record<number, SmsState> = {
  1: 'queued',
  2: 'scheduled',
  4: 'sent',
  5: 'sent',
  6: 'failed',
  10: 'delivered',
  11: 'undelivered',
  13: 'cancelled',
  14: 'blocked',
}

/** The house's word for a status number of the provider (also for what a callback brings). */
export const smsStateOf = (status: unknown): SmsState => STATES[Number(status)] ?? 'unknown'

/** Failure for a number of the provider; a number that nobody knows is worth another try. */
export function smsFailureOf(code: SmsFailure['code']): SmsFailure {
  if (code === 'network' || code === 'timeout') {
    return { ok: false, code, kind: 'retry', sentenceKey: `sms.${code}` }
  }
  const [kind, sentence] = FAILURES[code] ?? ['retry', 'provider_failed']
  return { ok: false, code, kind, sentenceKey: `sms.${sentence}` }
}

/** The key travels in the path, so an address that is not encrypted is refused at once. */
function safeBase(url: string) {
  const { protocol, hostname } = new URL(url)
  const isHere = ['127.0.0.1', 'localhost', '[::1]'].includes(hostname)
  if (protocol !== 'https:' && !(protocol === 'http:' && isHere)) {
    throw new Error('KAVENEGAR_BASE_URL must begin with https://')
  }
  return url.replace(/\/+$/, '')
}

interface Reply {
  return?: { status?: unknown }
  entries?: unknown
}

/**
 * The transport that takes the place of the package's own, which posts the key over plain HTTP.
 * Success is an HTTP 2xx and `return.status` 200; everything else reaches the callback as a code,
 * never as an error with an address in it.
 */
function transport(options: KavenegarOptions): KavenegarRequest {
  const base = safeBase(options.baseUrl || OFFICIAL_URL)
  const key = encodeURIComponent(options.apiKey)
  const send = options.fetch ?? fetch
  return (scope, method, params, callback) => {
    const post = async (): Promise<[unknown, SmsFailure['code']]> => {
      const response = await send(`${base}/v1/${key}/${scope}/${method}.json`, {
        method: 'POST',
        body: new URLSearchParams(params),
        redirect: 'error',
        signal: AbortSignal.timeout(options.timeoutMs ?? 10_000),
      })
      const reply = (await response.json().catch((error: Error) => {
        if (error.name === 'TimeoutError') throw error
        return {}
      })) as Reply
      const status = Number(reply.return?.status)
      if (response.ok) return [reply.entries, Number.isInteger(status) ? status : 'network']
      return [null, status && status !== 200 ? status : response.status]
    }
    post().then(
      ([entries, code]) => callback(entries, code),
      (error: Error) => callback(null, error.name === 'TimeoutError' ? 'timeout' : 'network')
    )
  }
}

type Entry = Record<string, unknown>
type Outcome = { ok: true; entries: Entry[] } | SmsFailure
type MethodName = Exclude<keyof KavenegarApi, 'request'>

function entriesOf(entries: unknown): Entry[] {
  if (Array.isArray(entries)) return entries as Entry[]
  return entries && typeof entries === 'object' ? [entries as Entry] : []
}

/** `+98912…` as the provider writes it, `0912…`; abroad with 00. */
const toProvider = (e164: string) => e164.replace(/^\+98/, '0').replace(/^\+/, '00')

const compact = (params: Record<string, string | undefined>) =>
  Object.fromEntries(Object.entries(params).filter(([, value]) => value)) as Record<string, string>

/**
 * Kavenegar (`docs`: kavenegar.com/rest.html). A plain text carries our row's id as `localid`, so
 * a repeat after a lost answer is not a second message. `verify/lookup` knows no such id: a code
 * may then arrive twice, which harms nobody.
 */
export class KavenegarGateway implements SmsGateway {
  readonly name = 'kavenegar'
  readonly #api: KavenegarApi
  readonly #sender?: string

  constructor(options: KavenegarOptions) {
    this.#api = kavenegar.KavenegarApi({ apikey: '' })
    this.#api.request = transport(options)
    this.#sender = options.sender || undefined
  }

  async send(message: OutgoingSms): Promise<SmsAnswer> {
    const receptor = toProvider(message.receptor)
    const outcome = message.template
      ? await this.#call('VerifyLookup', {
          ...cleanTokens(message.tokens ?? {}),
          receptor,
          template: message.template,
        })
      : await this.#call('Send', {
          receptor,
          message: message.text,
          localid: message.localId,
          sender: this.#sender,
        })
    if (!outcome.ok) return outcome
    const [entry] = outcome.entries
    if (!entry?.messageid) return smsFailureOf('network')
    const { messageid, cost, status } = entry
    return {
      ok: true,
      providerId: String(messageid),
      cost: Number(cost),
      state: smsStateOf(status),
    }
  }

  status = (providerIds: string[]) => this.#states('Status', 'messageid', providerIds)

  /** States by our own row ids; the provider remembers them for 12 hours. */
  statusByLocalId = (localIds: string[]) =>
    this.#states('StatusLocalMessageid', 'localid', localIds)

  /** Takes back what is queued or scheduled; the states after that. Cancelled texts are refunded. */
  cancel = (providerIds: string[]) => this.#states('Cancel', 'messageid', providerIds)

  async credit(): Promise<{ ok: true; credit: Rial } | SmsFailure> {
    const outcome = await this.#call('AccountInfo', {})
    if (!outcome.ok) return outcome
    const credit = Number(outcome.entries[0]?.remaincredit)
    return Number.isFinite(credit)
      ? { ok: true, credit: Math.trunc(credit) }
      : smsFailureOf('network')
  }

  /**
   * Unread texts of a line, at most 100. **Reading marks them as read**: the caller must be the
   * only reader and store them before anything else.
   */
  async inbox(line: string): Promise<{ ok: true; messages: IncomingSms[] } | SmsFailure> {
    const outcome = await this.#call('Receive', { linenumber: line, isread: '0' })
    if (!outcome.ok) return outcome
    const messages = outcome.entries.map((entry) => ({
      providerId: String(entry.messageid),
      from: normalizeMobile(String(entry.sender)) ?? String(entry.sender),
      line: String(entry.receptor ?? line),
      text: String(entry.message ?? ''),
      receivedAt: new Date(Number(entry.date) * 1000),
    }))
    return { ok: true, messages }
  }

  /** Numbers (E.164) that stopped the advertising of a line with «لغو۱۱»; 200 a page, from 1. */
  async blockedNumbers(
    line: string,
    page = 1
  ): Promise<{ ok: true; numbers: string[] } | SmsFailure> {
    const params = { line, blockreason: '2', page: String(page) }
    const outcome = await this.#request((done) =>
      this.#api.request('line', 'blocked/list', params, done)
    )
    if (!outcome.ok) return outcome
    const numbers = outcome.entries.map(({ number }) => normalizeMobile(String(number)))
    return { ok: true, numbers: numbers.filter((number) => number !== null) }
  }

  async #states(method: MethodName, field: 'messageid' | 'localid', ids: string[]) {
    const states = new Map<string, SmsState>()
    for (let i = 0; i < ids.length; i += IDS_AT_ONCE) {
      const some = ids.slice(i, i + IDS_AT_ONCE).join(',')
      const outcome = await this.#call(method, { [field]: some })
      if (!outcome.ok) return outcome
      for (const entry of outcome.entries) {
        states.set(String(entry[field]), smsStateOf(entry.status))
      }
    }
    return { ok: true as const, states }
  }

  #call(method: MethodName, params: Record<string, string | undefined>) {
    return this.#request((done) => this.#api[method](compact(params), done))
  }

  #request(start: (done: (entries: unknown, status: unknown) => void) => void): Promise<Outcome> {
    return new Promise((resolve) => {
      start((entries, status) => {
        if (status === 200) return resolve({ ok: true, entries: entriesOf(entries) })
        resolve(smsFailureOf(status as SmsFailure['code']))
      })
    })
  }
}
