import { randomInt } from 'node:crypto'
import {
  html,
  json,
  redirect,
  startFakeHttp,
  type FakeAnswer,
  type FakePlace,
  type FakeRequest,
} from '#app/messaging/fakes/fake_http'
import { closedPage, paymentPage, withQuery } from '#app/sales/fakes/payment_page'

const SMALLEST = 1000
const CARD = '621986******4321'
const STATUS = { pending: -1, verified: 1, paid: 2, cancelled: 3, takenBack: 15 } as const

/** One payment as the gateway keeps it. `amount` in Rial; `status` as `inquiry` tells it. */
export interface FakeZibalPayment {
  trackId: number
  merchant: string
  amount: number
  description: string
  callbackUrl: string
  orderId: string
  mobile: string | null
  status: number
  refNumber: number | null
  createdAt: Date
  paidAt: Date | null
  verifiedAt: Date | null
}

type Fields = Record<string, unknown>

const MESSAGES: Record<number, string> = {
  100: 'success',
  102: 'merchant یافت نشد',
  105: 'amount بایستی بزرگتر از ۱٬۰۰۰ ریال باشد',
  106: 'callbackUrl نامعتبر می‌باشد',
  201: 'قبلا تایید شده',
  202: 'سفارش پرداخت نشده یا ناموفق بوده است',
  203: 'trackId نامعتبر می‌باشد',
}

const result = (code: number, fields: object = {}) =>
  json(200, { result: code, message: MESSAGES[code] ?? 'خطا', ...fields })

const isAddress = (text: unknown): text is string =>
  typeof text === 'string' && /^https?:\/\//.test(text) && URL.canParse(text)

/** The gateway's book of payments and what may be done with it. */
class Book {
  readonly payments = new Map<number, FakeZibalPayment>()
  #lastTrackId = 3_000_000_000

  constructor(readonly merchant: string) {}

  request(fields: Fields): FakeAnswer {
    if (fields.merchant !== this.merchant) return result(102)
    const amount = Number(fields.amount)
    if (!Number.isSafeInteger(amount) || amount < SMALLEST) return result(105)
    if (!isAddress(fields.callbackUrl)) return result(106)
    const trackId = ++this.#lastTrackId
    this.payments.set(trackId, {
      trackId,
      merchant: this.merchant,
      amount,
      description: String(fields.description ?? ''),
      callbackUrl: fields.callbackUrl,
      orderId: String(fields.orderId ?? ''),
      mobile: fields.mobile ? String(fields.mobile) : null,
      status: STATUS.pending,
      refNumber: null,
      createdAt: new Date(),
      paidAt: null,
      verifiedAt: null,
    })
    return result(100, { trackId })
  }

  verify(fields: Fields): FakeAnswer {
    const payment = this.#of(fields)
    if (typeof payment === 'number') return result(payment)
    if (payment.status === STATUS.verified) return result(201)
    if (payment.status !== STATUS.paid) return result(202)
    payment.status = STATUS.verified
    payment.verifiedAt = new Date()
    const { paidAt, amount, status, refNumber, description, orderId } = payment
    const cardNumber = CARD
    return result(100, { paidAt, amount, status, refNumber, description, orderId, cardNumber })
  }

  inquiry(fields: Fields): FakeAnswer {
    const payment = this.#of(fields)
    if (typeof payment === 'number') return result(payment)
    const { createdAt, paidAt, verifiedAt, amount, status, refNumber, description } = payment
    const cardNumber = paidAt ? CARD : null
    const { orderId } = payment
    const times = { createdAt, paidAt, verifiedAt }
    return result(100, { ...times, amount, status, refNumber, description, orderId, cardNumber })
  }

  pay(payment: FakeZibalPayment) {
    payment.status = STATUS.paid
    payment.paidAt = new Date()
    payment.refNumber = randomInt(100_000_000, 999_999_999)
  }

  #of(fields: Fields): FakeZibalPayment | number {
    if (fields.merchant !== this.merchant) return 102
    return this.payments.get(Number(fields.trackId)) ?? 203
  }
}

function page(book: Book, trackId: number, request: FakeRequest): FakeAnswer {
  const payment = book.payments.get(trackId)
  if (!payment) return html(closedPage('زیبال', 'چنین پرداختی پیدا نشد.'), 404)
  const isOpen = payment.status === STATUS.pending
  if (isOpen && request.method !== 'POST') {
    const { amount, description } = payment
    return html(paymentPage({ gateway: 'زیبال', amount, description, reference: String(trackId) }))
  }
  const isPaid = new URLSearchParams(request.body).get('outcome') === 'paid'
  if (isOpen && isPaid) book.pay(payment)
  else if (isOpen) payment.status = STATUS.cancelled
  const success = payment.status === STATUS.paid || payment.status === STATUS.verified ? '1' : '0'
  const { orderId, status } = payment
  const answers = { trackId: String(trackId), success, status: String(status), orderId }
  return redirect(withQuery(payment.callbackUrl, answers))
}

const METHODS = ['request', 'verify', 'inquiry'] as const

function answer(book: Book, request: FakeRequest): FakeAnswer {
  const payPage = /^\/start\/(\d+)$/.exec(request.url.pathname)
  if (payPage) return page(book, Number(payPage[1]), request)
  if (request.failure !== null) return result(request.failure)
  const method = METHODS.find((name) => request.url.pathname === `/v1/${name}`)
  if (!method || request.method !== 'POST') return json(404, { message: 'not found' })
  return book[method](JSON.parse(request.body) as Fields)
}

function controlsOf(book: Book) {
  const of = (trackId: number | string) => {
    const payment = book.payments.get(Number(trackId))
    if (!payment) throw new Error(`The fake has no payment ${trackId}.`)
    return payment
  }
  return {
    /** Every payment begun so far, oldest first. */
    payments: () => [...book.payments.values()].map((payment) => ({ ...payment })),
    /** The payer pays and closes the browser: no callback comes. */
    payWithoutCallback: (trackId: number | string) => book.pay(of(trackId)),
    /** The payer gives up without coming back. */
    cancelWithoutCallback: (trackId: number | string) => {
      of(trackId).status = STATUS.cancelled
    },
    /** Another amount (Rial) reaches the bank than was asked for. */
    setPaidAmount: (trackId: number | string, amount: number) => {
      of(trackId).amount = amount
    },
    /** The bank takes unverified money back, as it does after half an hour. */
    takeBack: (trackId: number | string) => {
      of(trackId).status = STATUS.takenBack
    },
  }
}

/** A stand-in for Zibal v1 with a page on which people can really «pay». */
export async function startFakeZibal(options: FakePlace & { merchant?: string } = {}) {
  const book = new Book(options.merchant ?? 'zibal')
  const { url, port, close, line } = await startFakeHttp(options, (request) =>
    answer(book, request)
  )
  return { url, port, close, ...line, ...controlsOf(book) }
}

export type FakeZibal = Awaited<ReturnType<typeof startFakeZibal>>
