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
const CARD = '603799******1234'

/** One payment as the gateway keeps it. `amount` in Rial. */
export interface FakeZarinpalPayment {
  authority: string
  merchant: string
  amount: number
  description: string
  callbackUrl: string
  metadata: Record<string, unknown>
  state: 'IN_BANK' | 'PAID' | 'VERIFIED' | 'FAILED' | 'REVERSED'
  refId: number | null
  createdAt: Date
}

type Fields = Record<string, unknown>

const MESSAGES: Record<number, string> = {
  '-9': 'خطای اعتبارسنجی',
  '-10': 'ای پی یا مرچنت کد پذیرنده صحیح نیست',
  '-50': 'مبلغ پرداخت شده با مقدار مبلغ ارسالی در متد وریفای متفاوت است',
  '-51': 'پرداخت ناموفق',
  '-53': 'پرداخت متعلق به این مرچنت کد نیست',
  '-54': 'اتوریتی نامعتبر است',
  '-61': 'تراکنش موفق نیست یا برگشت خورده است',
}

const refused = (code: number) =>
  json(code === -9 ? 422 : 400, {
    data: [],
    errors: { code, message: MESSAGES[code] ?? 'خطا', validations: [] },
  })

const agreed = (data: object) => json(200, { data, errors: [] })

const newAuthority = () => `A${Array.from({ length: 35 }, () => randomInt(10)).join('')}`

const isMerchant = (id: unknown): id is string => typeof id === 'string' && id.length === 36

const isAddress = (text: unknown): text is string =>
  typeof text === 'string' && /^https?:\/\//.test(text) && URL.canParse(text)

/** The gateway's book of payments and what may be done with it. */
class Book {
  readonly payments = new Map<string, FakeZarinpalPayment>()

  constructor(readonly merchant: string | undefined) {}

  request(fields: Fields): FakeAnswer {
    const { amount, description, callback_url: callbackUrl, merchant_id: merchant } = fields
    const unit = fields.currency === 'IRT' ? 10 : 1
    const rial = Number(amount) * unit
    const isWhole = Number.isSafeInteger(rial) && rial >= SMALLEST
    if (!isWhole || !isAddress(callbackUrl) || !isMerchant(merchant)) return refused(-9)
    if (typeof description !== 'string' || !description || description.length > 500) {
      return refused(-9)
    }
    if (this.merchant && merchant !== this.merchant) return refused(-10)
    const authority = newAuthority()
    this.payments.set(authority, {
      authority,
      merchant,
      amount: rial,
      description,
      callbackUrl,
      metadata: (fields.metadata ?? {}) as Fields,
      state: 'IN_BANK',
      refId: null,
      createdAt: new Date(),
    })
    return agreed({ code: 100, message: 'Success', authority, fee_type: 'Merchant', fee: 0 })
  }

  verify(fields: Fields): FakeAnswer {
    const payment = this.#of(fields)
    if (typeof payment === 'number') return refused(payment)
    if (payment.state !== 'PAID' && payment.state !== 'VERIFIED') return refused(-51)
    if (Number(fields.amount) !== payment.amount) return refused(-50)
    const code = payment.state === 'PAID' ? 100 : 101
    payment.state = 'VERIFIED'
    payment.refId ??= randomInt(100_000_000, 999_999_999)
    return agreed({
      code,
      message: code === 100 ? 'Paid' : 'Verified',
      ref_id: payment.refId,
      card_pan: CARD,
      card_hash: 'FAKE',
      fee_type: 'Merchant',
      fee: 0,
    })
  }

  inquiry(fields: Fields): FakeAnswer {
    const payment = this.#of(fields)
    if (typeof payment === 'number') return refused(payment)
    return agreed({ code: 100, message: 'Success', status: payment.state })
  }

  reverse(fields: Fields): FakeAnswer {
    const payment = this.#of(fields)
    if (typeof payment === 'number') return refused(payment)
    if (payment.state !== 'PAID' && payment.state !== 'VERIFIED') return refused(-61)
    payment.state = 'REVERSED'
    return agreed({ code: 100, message: 'Reversed' })
  }

  unVerified(fields: Fields): FakeAnswer {
    if (!isMerchant(fields.merchant_id)) return refused(-9)
    const authorities = [...this.payments.values()]
      .filter((payment) => payment.state === 'PAID' && payment.merchant === fields.merchant_id)
      .map((payment) => ({
        authority: payment.authority,
        amount: payment.amount,
        callback_url: payment.callbackUrl,
        referer: '',
        date: payment.createdAt.toISOString().slice(0, 19).replace('T', ' '),
      }))
    return agreed({ code: 100, message: 'Success', authorities })
  }

  #of(fields: Fields): FakeZarinpalPayment | number {
    if (!isMerchant(fields.merchant_id)) return -9
    const payment = this.payments.get(String(fields.authority))
    if (!payment) return -54
    return payment.merchant === fields.merchant_id ? payment : -53
  }
}

function page(book: Book, authority: string, request: FakeRequest): FakeAnswer {
  const payment = book.payments.get(authority)
  if (!payment) return html(closedPage('زرین‌پال', 'چنین پرداختی پیدا نشد.'), 404)
  const back = (status: 'OK' | 'NOK') =>
    redirect(withQuery(payment.callbackUrl, { Authority: authority, Status: status }))
  if (request.method !== 'POST') {
    if (payment.state !== 'IN_BANK') return back(payment.state === 'FAILED' ? 'NOK' : 'OK')
    const { amount, description } = payment
    return html(paymentPage({ gateway: 'زرین‌پال', amount, description, reference: authority }))
  }
  const isPaid = new URLSearchParams(request.body).get('outcome') === 'paid'
  if (payment.state === 'IN_BANK') payment.state = isPaid ? 'PAID' : 'FAILED'
  return back(payment.state === 'FAILED' ? 'NOK' : 'OK')
}

const METHODS = ['request', 'verify', 'inquiry', 'reverse', 'unVerified'] as const

function answer(book: Book, request: FakeRequest): FakeAnswer {
  const payPage = /^\/pg\/StartPay\/([^/]+)$/.exec(request.url.pathname)
  if (payPage) return page(book, payPage[1], request)
  if (request.failure !== null) return refused(request.failure)
  const method = METHODS.find((name) => request.url.pathname === `/pg/v4/payment/${name}.json`)
  if (!method || request.method !== 'POST') return json(404, { data: [], errors: { code: 404 } })
  return book[method](JSON.parse(request.body) as Fields)
}

function controlsOf(book: Book) {
  const of = (authority: string) => {
    const payment = book.payments.get(authority)
    if (!payment) throw new Error(`The fake has no payment ${authority}.`)
    return payment
  }
  return {
    /** Every payment begun so far, oldest first. */
    payments: () => [...book.payments.values()].map((payment) => ({ ...payment })),
    /** The payer pays and closes the browser: no callback comes. */
    payWithoutCallback: (authority: string) => {
      of(authority).state = 'PAID'
    },
    /** The payer gives up without coming back. */
    cancelWithoutCallback: (authority: string) => {
      of(authority).state = 'FAILED'
    },
    /** Another amount (Rial) reaches the bank than was asked for. */
    setPaidAmount: (authority: string, amount: number) => {
      of(authority).amount = amount
    },
    /** The bank takes unverified money back, as it does after half an hour. */
    takeBack: (authority: string) => {
      of(authority).state = 'REVERSED'
    },
  }
}

/**
 * A stand-in for Zarinpal v4 with a page on which people can really «pay». `merchant` limits it to
 * one merchant id; otherwise any id of 36 characters is taken, as in the sandbox.
 */
export async function startFakeZarinpal(options: FakePlace & { merchant?: string } = {}) {
  const book = new Book(options.merchant)
  const { url, port, close, line } = await startFakeHttp(options, (request) =>
    answer(book, request)
  )
  return { url, port, close, ...line, ...controlsOf(book) }
}

export type FakeZarinpal = Awaited<ReturnType<typeof startFakeZarinpal>>
