import type { FakePlace } from './fake_http.js'

/** Status numbers of a message as the provider gives them. */
export const STATUS = {
  queued: 1,
  scheduled: 2,
  sent: 5,
  failed: 6,
  delivered: 10,
  undelivered: 11,
  cancelled: 13,
  blocked: 14,
  unknown: 100,
} as const

export const STATUS_TEXT: Record<number, string> = {
  1: 'در صف ارسال',
  2: 'زمان‌بندی شده',
  4: 'ارسال شده به مخابرات',
  5: 'ارسال شده به مخابرات',
  6: 'خطا در ارسال پیام',
  10: 'رسیده به گیرنده',
  11: 'نرسیده به گیرنده',
  13: 'ارسال پیام لغو شده',
  14: 'بلاک شده است',
  100: 'شناسه پیامک نامعتبر است',
}

/** One message as the provider keeps it. `cost` in Rial, `date` in Unix seconds. */
export interface FakeSms {
  messageid: number
  localid: string | null
  message: string
  status: number
  sender: string
  receptor: string
  date: number
  cost: number
  parts: number
  template: string | null
}

export interface InboxSms {
  messageid: number
  message: string
  sender: string
  receptor: string
  date: number
  isRead: boolean
}

export interface FakeKavenegarOptions extends FakePlace {
  apiKey?: string
  /** Credit of the account in Rial. */
  credit?: number
  /** Price of one part in Rial. */
  costPerPart?: number
  lines?: string[]
  /** Approved templates of `verify/lookup`: name → text with %token, %token2, … */
  templates?: Record<string, string>
}

/** The request is refused with this error number. */
export class Fault {
  constructor(readonly code: number) {}
}

/** Parts of a text: 70 characters in Persian (67 when concatenated), 160 (153) in plain Latin. */
export function partsOf(text: string): number {
  const latin = /^\p{ASCII}*$/u.test(text)
  const [single, joined] = latin ? [160, 153] : [70, 67]
  return text.length <= single ? 1 : Math.ceil(text.length / joined)
}

/** `09…`, `9…`, `989…`, `+989…` and `00989…` become `09…`; others must be digits with a 00. */
export function receptorOf(raw: string) {
  const digits = raw.trim().replace(/^\+/, '00')
  const iranian = /^(?:0098|98|0)?(9\d{9})$/.exec(digits)
  if (iranian) return `0${iranian[1]}`
  if (/^00\d{8,15}$/.test(digits)) return digits
  throw new Fault(411)
}

/** The account: its messages, inbox, blocked numbers and credit. */
export class Account {
  credit: number
  readonly costPerPart: number
  readonly lines: string[]
  readonly templates: Map<string, string>
  readonly messages: FakeSms[] = []
  readonly inbox: InboxSms[] = []
  readonly blocked = new Map<string, { reason: number; date: number }>()
  #lastId = 850_000_000

  constructor(options: FakeKavenegarOptions) {
    this.credit = options.credit ?? 10_000_000
    this.costPerPart = options.costPerPart ?? 1_800
    this.lines = options.lines ?? ['10004346']
    this.templates = new Map(Object.entries(options.templates ?? {}))
  }

  nextId = () => ++this.#lastId

  find = (id: number) => this.messages.find((sms) => sms.messageid === id)

  /** All or nothing: the price of the whole request must be there. */
  send(drafts: Omit<FakeSms, 'messageid' | 'status' | 'cost' | 'parts'>[]): FakeSms[] {
    const known = (localid: string | null) =>
      localid ? this.messages.find((sms) => sms.localid === localid) : undefined
    const fresh = drafts.filter((draft) => !known(draft.localid))
    const price = fresh.reduce((sum, { message }) => sum + partsOf(message) * this.costPerPart, 0)
    if (price > this.credit) throw new Fault(418)
    return drafts.map((draft) => known(draft.localid) ?? this.#accept(draft))
  }

  #accept(draft: Omit<FakeSms, 'messageid' | 'status' | 'cost' | 'parts'>): FakeSms {
    const parts = partsOf(draft.message)
    const isBlocked = this.blocked.has(draft.receptor)
    const cost = isBlocked ? 0 : parts * this.costPerPart
    const later = draft.date > Math.floor(Date.now() / 1000) + 1
    const status = isBlocked ? STATUS.blocked : later ? STATUS.scheduled : STATUS.queued
    const sms = { ...draft, messageid: this.nextId(), parts, cost, status }
    this.credit -= cost
    this.messages.push(sms)
    return sms
  }
}
