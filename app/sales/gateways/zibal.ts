import {
  localMobile,
  PaymentGatewayRefusal,
  postJson,
  queryText,
  textOf,
  type Inquiry,
  type NewPayment,
  type PaymentCallback,
  type PaymentCode,
  type PaymentGateway,
  type PaymentGatewayOptions,
  type Verification,
  type VerificationState,
} from '#app/sales/gateways/payment_gateway'
import type { InRial } from '#app/core/money'

const OFFICIAL_URL = 'https://gateway.zibal.ir'

/** What the answer to `verify` says of the payment; the other results speak of us. */
const VERIFICATIONS: Record<number, VerificationState> = {
  100: 'paid',
  201: 'already_verified',
  202: 'not_paid',
  203: 'not_paid',
}

const STATUS = { internalError: -2, pending: -1, verified: 1, paid: 2 } as const

type Result = { code: PaymentCode; body: Record<string, unknown> }

/** Zibal v1. Amounts are in Rial; the smallest is 1,000 Rial. The merchant `zibal` is its sandbox. */
export class ZibalGateway implements PaymentGateway {
  readonly name = 'zibal'
  readonly unit = 'IRR'
  readonly #base: string
  readonly #options: PaymentGatewayOptions

  constructor(options: PaymentGatewayOptions) {
    this.#options = options
    this.#base = (options.baseUrl || OFFICIAL_URL).replace(/\/+$/, '')
  }

  async create(payment: NewPayment) {
    const mobile = localMobile(payment.mobile)
    const { code, body } = await this.#post('request', {
      amount: payment.amount,
      callbackUrl: payment.callbackUrl,
      description: payment.description,
      orderId: payment.orderId,
      ...(mobile && { mobile }),
    })
    const reference = textOf(body.trackId)
    if (code !== 100 || !reference) throw new PaymentGatewayRefusal(this.name, code)
    return { reference, redirectUrl: `${this.#base}/start/${encodeURIComponent(reference)}` }
  }

  /**
   * Zibal's own `verify` takes no amount, so the amount is asked first: a payment of another
   * amount is left unverified, and the bank gives it back by itself.
   */
  async verify(payment: { reference: string; amount: InRial }): Promise<Verification> {
    const asked = await this.#post('inquiry', { trackId: Number(payment.reference) })
    if (asked.code === 203) return { state: 'not_paid', code: 203 }
    if (asked.code !== 100) return { state: 'unreachable', code: asked.code }
    const isPaid = asked.body.status === STATUS.paid || asked.body.status === STATUS.verified
    if (isPaid && Number(asked.body.amount) !== payment.amount) {
      return { state: 'amount_mismatch', code: asked.code }
    }
    const { code, body } = await this.#post('verify', { trackId: Number(payment.reference) })
    return {
      state: (typeof code === 'number' && VERIFICATIONS[code]) || 'unreachable',
      refId: textOf(body.refNumber) ?? textOf(asked.body.refNumber),
      cardPan: textOf(body.cardNumber) ?? textOf(asked.body.cardNumber),
      code,
    }
  }

  async inquire(reference: string): Promise<Inquiry> {
    const { code, body } = await this.#post('inquiry', { trackId: Number(reference) })
    if (code === 203) return { state: 'failed' }
    if (code !== 100) return { state: 'unreachable' }
    const amount = Number(body.amount)
    return {
      state: inquiryStateOf(Number(body.status)),
      ...(Number.isSafeInteger(amount) && { amount }),
    }
  }

  parseCallback(query: Record<string, unknown>): PaymentCallback | null {
    const reference = queryText(query.trackId)
    return /^\d+$/.test(reference) ? { reference, claimedOk: query.success === '1' } : null
  }

  async #post(method: string, fields: object): Promise<Result> {
    const reply = await postJson(
      `${this.#base}/v1/${method}`,
      { merchant: this.#options.merchant, ...fields },
      this.#options
    )
    if (!reply.ok) return { code: reply.code, body: {} }
    const code = Number(reply.body.result)
    return { code: Number.isInteger(code) ? code : 'network', body: reply.body }
  }
}

function inquiryStateOf(status: number): Inquiry['state'] {
  if (status === STATUS.verified) return 'verified'
  if (status === STATUS.paid) return 'paid_unverified'
  if (status === STATUS.pending) return 'pending'
  return status === STATUS.internalError ? 'unreachable' : 'failed'
}
