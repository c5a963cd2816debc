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

const OFFICIAL_URL = 'https://payment.zarinpal.com'
const LONGEST_DESCRIPTION = 500

/**
 * What the answer to `verify` says of the payment. Codes that are not here speak of us (wrong
 * merchant, address not allowed, too many tries) and leave the payment unknown.
 */
const VERIFICATIONS: Record<number, VerificationState> = {
  '100': 'paid',
  '101': 'already_verified',
  '-50': 'amount_mismatch',
  '-51': 'not_paid',
  '-54': 'not_paid',
  '-55': 'not_paid',
}

const INQUIRIES: Record<string, Inquiry['state']> = {
  PAID: 'paid_unverified',
  VERIFIED: 'verified',
  IN_BANK: 'pending',
  FAILED: 'failed',
  REVERSED: 'failed',
}

type Result = { code: PaymentCode; data: Record<string, unknown> }

/** Zarinpal v4. Amounts go out in Rial (`currency: IRR`); the smallest is 1,000 Rial. */
export class ZarinpalGateway implements PaymentGateway {
  readonly name = 'zarinpal'
  readonly unit = 'IRR'
  readonly #base: string
  readonly #options: PaymentGatewayOptions

  constructor(options: PaymentGatewayOptions) {
    this.#options = options
    this.#base = `${(options.baseUrl || OFFICIAL_URL).replace(/\/+$/, '')}/pg`
  }

  async create(payment: NewPayment) {
    const mobile = localMobile(payment.mobile)
    const { code, data } = await this.#post('request', {
      amount: payment.amount,
      currency: 'IRR',
      description: payment.description.slice(0, LONGEST_DESCRIPTION),
      callback_url: payment.callbackUrl,
      metadata: { ...(mobile && { mobile }), order_id: payment.orderId },
    })
    const reference = textOf(data.authority)
    if (code !== 100 || !reference) throw new PaymentGatewayRefusal(this.name, code)
    return { reference, redirectUrl: `${this.#base}/StartPay/${encodeURIComponent(reference)}` }
  }

  async verify(payment: { reference: string; amount: InRial }): Promise<Verification> {
    const { code, data } = await this.#post('verify', {
      authority: payment.reference,
      amount: payment.amount,
    })
    return {
      state: (typeof code === 'number' && VERIFICATIONS[code]) || 'unreachable',
      refId: textOf(data.ref_id),
      cardPan: textOf(data.card_pan),
      code,
    }
  }

  async inquire(reference: string): Promise<Inquiry> {
    const { code, data } = await this.#post('inquiry', { authority: reference })
    if (code === -54 || code === -55) return { state: 'failed' }
    if (code !== 100) return { state: 'unreachable' }
    const amount = Number(data.amount)
    return {
      state: INQUIRIES[String(data.status)] ?? 'unreachable',
      ...(Number.isSafeInteger(amount) && { amount }),
    }
  }

  parseCallback(query: Record<string, unknown>): PaymentCallback | null {
    const reference = queryText(query.Authority)
    return reference ? { reference, claimedOk: query.Status === 'OK' } : null
  }

  /** The code is in `data` when it went well and in `errors` otherwise; the other is an empty list. */
  async #post(method: string, fields: object): Promise<Result> {
    const reply = await postJson(
      `${this.#base}/v4/payment/${method}.json`,
      { merchant_id: this.#options.merchant, ...fields },
      this.#options
    )
    if (!reply.ok) return { code: reply.code, data: {} }
    const data = (reply.body.data ?? {}) as Record<string, unknown>
    const errors = (reply.body.errors ?? {}) as Record<string, unknown>
    const code = Number(data.code ?? errors.code)
    return { code: Number.isInteger(code) ? code : 'network', data }
  }
}
