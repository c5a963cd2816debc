import { Refusal } from '#app/core/refusal'
import type { InRial, Rial } from '#app/core/money'

/** What befell the line, or the gateway's own number. */
export type PaymentCode = number | 'network' | 'timeout'

export interface NewPayment {
  /** In Rial, from our own record; the type keeps Toman out. */
  amount: InRial
  description: string
  /** Absolute address that the payer comes back to. */
  callbackUrl: string
  /** E.164; lets the gateway offer the payer's saved cards. */
  mobile?: string
  orderId: string
}

/**
 * - `paid`: verified now, for the first time.
 * - `already_verified`: verified before. Paid once: neither an error nor a second sale.
 * - `not_paid`: the payer did not pay, or the bank took it back.
 * - `amount_mismatch`: another amount than ours was paid; nothing was verified, the bank returns it.
 * - `unreachable`: nobody knows; ask again later.
 */
export type VerificationState =
  'paid' | 'already_verified' | 'not_paid' | 'amount_mismatch' | 'unreachable'

export interface Verification {
  state: VerificationState
  /** The bank's reference number, to show to the payer. */
  refId?: string
  /** Masked card number. */
  cardPan?: string
  code: PaymentCode
}

export interface Inquiry {
  state: 'paid_unverified' | 'verified' | 'pending' | 'failed' | 'unreachable'
  /** In Rial, where the gateway tells it. */
  amount?: Rial
}

/** What a payer's return claims. A hint only: the truth is asked with `verify`. */
export interface PaymentCallback {
  reference: string
  claimedOk: boolean
}

/** An online payment gateway: create → redirect → the payer comes back → verify. */
export interface PaymentGateway {
  readonly name: string
  readonly unit: 'IRR'
  /** Throws a `PaymentGatewayRefusal` when no payment could be begun. */
  create(payment: NewPayment): Promise<{ reference: string; redirectUrl: string }>
  /** `amount` in Rial, from our own record, never from the callback. Never throws. */
  verify(payment: { reference: string; amount: InRial }): Promise<Verification>
  /** For payments whose payer never came back. Never throws. */
  inquire(reference: string): Promise<Inquiry>
  /** Null when the address carries no reference at all. */
  parseCallback(query: Record<string, unknown>): PaymentCallback | null
}

export interface PaymentGatewayOptions {
  baseUrl?: string
  merchant: string
  timeoutMs?: number
  fetch?: typeof fetch
}

/**
 * No payment could be begun: `refusals.payment_gateway_unreachable` when the line is to blame
 * (try again), `refusals.payment_gateway_refused` when the gateway said no (tell staff the code).
 */
export class PaymentGatewayRefusal extends Refusal {
  constructor(
    readonly gateway: string,
    readonly reason: PaymentCode
  ) {
    super(typeof reason === 'number' ? 'payment_gateway_refused' : 'payment_gateway_unreachable', {
      params: { gateway, code: reason },
    })
  }
}

export type Reply = { ok: true; body: Record<string, unknown> } | { ok: false; code: PaymentCode }

/**
 * Posts JSON and answers JSON. A reply that is no JSON object (a proxy's error page) counts as a
 * broken line, because it says nothing about the payment.
 */
export async function postJson(
  url: string,
  body: object,
  options: Pick<PaymentGatewayOptions, 'fetch' | 'timeoutMs'>
): Promise<Reply> {
  try {
    const response = await (options.fetch ?? fetch)(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'accept': 'application/json' },
      body: JSON.stringify(body),
      redirect: 'error',
      signal: AbortSignal.timeout(options.timeoutMs ?? 10_000),
    })
    const reply: unknown = await response.json()
    if (!reply || typeof reply !== 'object' || Array.isArray(reply) || response.status >= 500) {
      return { ok: false, code: 'network' }
    }
    return { ok: true, body: reply as Record<string, unknown> }
  } catch (error) {
    const isLate = error instanceof Error && error.name === 'TimeoutError'
    return { ok: false, code: isLate ? 'timeout' : 'network' }
  }
}

/** A value of a query string; repeated parameters and objects are not ours. */
export const queryText = (value: unknown) => (typeof value === 'string' ? value : '')

/** A text field of a reply that may come as a number, or undefined when it is empty. */
export const textOf = (value: unknown) =>
  typeof value === 'string' || typeof value === 'number' ? String(value) || undefined : undefined

/** `+98912…` as the gateways write it, `0912…`. */
export const localMobile = (e164: string | undefined) => e164?.replace(/^\+98/, '0')
