import env from '#start/env'
import { NotFound } from '#app/core/refusal'
import type { PaymentGateway } from '#app/sales/gateways/payment_gateway'
import { ZarinpalGateway } from '#app/sales/gateways/zarinpal'
import { ZibalGateway } from '#app/sales/gateways/zibal'

/** The sandbox takes any merchant id of 36 characters. */
const ANY_MERCHANT = '00000000-0000-0000-0000-000000000000'
/** Where nobody answers: a fake that was not started must never become the real one. */
const NOWHERE = 'http://127.0.0.1:9'

const makers = {
  zarinpal: () =>
    new ZarinpalGateway({
      baseUrl:
        env.get('ZARINPAL_BASE_URL') ||
        (env.get('PAYMENT_GATEWAY', 'fake') === 'fake' ? NOWHERE : undefined),
      merchant: env.get('ZARINPAL_MERCHANT_ID') || ANY_MERCHANT,
    }),
  zibal: () =>
    new ZibalGateway({
      baseUrl: env.get('ZIBAL_BASE_URL') || undefined,
      merchant: env.get('ZIBAL_MERCHANT', 'zibal'),
    }),
}

const made = new Map<string, PaymentGateway>()
let chosen: PaymentGateway | null = null

/** The gateway that new payments go through: the settings' one. `fake` is a local Zarinpal. */
export function paymentGateway(): PaymentGateway {
  return chosen ?? gatewayNamed(env.get('PAYMENT_GATEWAY') === 'zibal' ? 'zibal' : 'zarinpal')
}

/**
 * The gateway that a payment was begun at: it is asked about it even after the settings changed.
 * @throws NotFound when the name came from an address and is none of ours
 */
export function gatewayNamed(name: string): PaymentGateway {
  if (chosen?.name === name) return chosen
  if (name !== 'zarinpal' && name !== 'zibal') throw new NotFound()
  const gateway = made.get(name) ?? makers[name]()
  made.set(name, gateway)
  return gateway
}

/** Another gateway from now on, e.g. one at a local server; null: the settings' again. */
export function usePaymentGateway(gateway: PaymentGateway | null) {
  chosen = gateway
}
