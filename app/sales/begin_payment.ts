import { payableOf } from '#start/payables'
import { appUrl } from '#config/app'
import type { Actor, DocumentRef } from '#app/core/actor'
import { clock } from '#app/core/clock'
import { inRial, type Rial } from '#app/core/money'
import { found, Refusal } from '#app/core/refusal'
import { changed, type Trx } from '#app/core/sql'
import Customer from '#app/people/models/customer'
import { record } from '#app/crm/record'
import { failPayment } from '#app/sales/actions/fail_payment'
import { gatewayNamed, paymentGateway } from '#app/sales/gateways/current'
import { PaymentGatewayRefusal } from '#app/sales/gateways/payment_gateway'

import Payment from '#app/sales/models/payment'

/** What is to be paid at a gateway. */
export interface Due {
  about: DocumentRef
  customerId: number
  caseId: number
  branchId: number | null
  amount: Rial
}

/** The rescue job asks about a payment for the first time after so long. */
export const FIRST_CHECK_MINUTES = 2

/** Stores a payment that is about to begin; the gateway is asked after, outside the transaction. */
export async function beginPayment(due: Due, trx: Trx): Promise<{ paymentId: number }> {
  const { about, customerId, caseId, branchId, amount } = due
  const by = { kind: 'customer', id: customerId } as const satisfies Actor
  const payment = await Payment.create(
    {
      payableType: about.type,
      payableId: about.id,
      customerId,
      caseId,
      method: 'online',
      status: 'started',
      amount,
      gateway: paymentGateway().name,
      actorKind: by.kind,
      actorId: by.id,
      nextCheckAt: clock.now().plus({ minutes: FIRST_CHECK_MINUTES }),
      checks: 0,
    },
    { client: trx }
  )
  await record('payment_started', { customerId, caseId, about, amount, branchId, by }, trx)
  return { paymentId: payment.id }
}

/**
 * The page to pay at: the stored one, or a new one that is stored now.
 * @param prefix `/en` when the payer comes back to English pages
 * @throws Refusal `payment_not_begun` (409) and the gateway's own
 */
export async function gatewayPage(paymentId: number, prefix = ''): Promise<string> {
  const payment = await Payment.findOrFail(paymentId)
  if (payment.redirectUrl) return payment.redirectUrl
  if (payment.status !== 'started') throw new Refusal('payment_not_begun', { status: 409 })
  const customer = await Customer.findOrFail(payment.customerId)
  const { reference, redirectUrl } = await create(payment, customer, prefix)
  const stored = Payment.query()
    .where({ id: paymentId, status: 'started' })
    .whereNull('reference')
    .update({ reference, redirect_url: redirectUrl })
  if ((await changed(stored)) === 1) return redirectUrl
  /* The same form was sent twice at once: both go to the page that was stored first. */
  const first = await Payment.findOrFail(paymentId)
  return found(first.redirectUrl)
}

async function create(payment: Payment, customer: Customer, prefix: string) {
  const gateway = gatewayNamed(found(payment.gateway))
  const { payableType, payableId } = payment
  try {
    return await gateway.create({
      amount: inRial(payment.amount),
      description: payableOf(payableType).title(payableId, customer.locale),
      callbackUrl: `${appUrl()}${prefix}/payments/callback/${gateway.name}`,
      mobile: customer.mobile,
      orderId: payment.number,
    })
  } catch (error) {
    const isRefusal = error instanceof PaymentGatewayRefusal
    if (isRefusal) await failPayment(payment.id, `gateway_${error.reason}`)
    throw error
  }
}
