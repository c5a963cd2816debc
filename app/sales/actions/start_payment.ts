import { appUrl } from '#config/app'
import { clock } from '#app/core/clock'
import { once } from '#app/core/idempotency'
import { found, Refusal } from '#app/core/refusal'
import { changed, sqlTime, type Trx } from '#app/core/sql'
import { transaction } from '#app/core/transaction'
import { assertInvoiceable } from '#app/people/buyer_details'
import Customer from '#app/people/models/customer'
import { record } from '#app/crm/record'
import { failPayment } from '#app/sales/actions/fail_payment'
import { gatewayNamed, paymentGateway } from '#app/sales/gateways/current'
import { PaymentGatewayRefusal } from '#app/sales/gateways/payment_gateway'
import Payment from '#app/sales/models/payment'
import PreInvoice from '#app/sales/models/pre_invoice'

export interface PaymentStart {
  preInvoiceId: number
  customerId: number
  key: string
  /** `/en` when the payer comes back to English pages. */
  prefix?: string
}

/** The rescue job asks about a payment for the first time after so long. */
const FIRST_CHECK_MINUTES = 2

/**
 * Begins an online payment of what is left to pay. The row is stored first, the gateway is asked
 * outside any transaction, its reference is stored after: whatever dies in between, no money moves
 * that we do not know of. The same key again leads to the same page of the gateway.
 * @throws Refusal `not_payable`, `acceptance_missing` (409), `pre_invoice_past_validity` (409), `key_reused`, and the
 * gateway's own `payment_gateway_unreachable` and `payment_gateway_refused`
 */
export async function startPayment(
  start: PaymentStart
): Promise<{ paymentId: number; redirectUrl: string }> {
  const { preInvoiceId, customerId, key } = start
  const { paymentId } = await transaction((trx) => {
    const scope = `start_payment:customer:${customerId}`
    return once({ scope, key, input: { preInvoiceId } }, trx, () => begin(start, trx))
  })
  return { paymentId, redirectUrl: await redirectOf(paymentId, start) }
}

async function begin({ preInvoiceId, customerId }: PaymentStart, trx: Trx) {
  const preInvoice = await PreInvoice.lock(preInvoiceId, trx)
  if (preInvoice.customerId !== customerId) found(null)
  preInvoice.assertPayable()
  assertInvoiceable(await Customer.findOrFail(customerId, { client: trx }))
  if (preInvoice.isPastValidity) throw new Refusal('pre_invoice_past_validity', { status: 409 })

  const { caseId, branchId, payable: amount, ref: about } = preInvoice
  const by = { kind: 'customer', id: customerId } as const
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

/** The page to pay at: the stored one, or a new one that is stored now. */
async function redirectOf(paymentId: number, start: PaymentStart): Promise<string> {
  const payment = await Payment.findOrFail(paymentId)
  if (payment.redirectUrl) return payment.redirectUrl
  if (payment.status !== 'started') throw new Refusal('payment_not_begun', { status: 409 })
  const customer = await Customer.findOrFail(payment.customerId)
  const created = await create(payment, customer, start)
  const { reference, redirectUrl } = created
  const stored = Payment.query()
    .where({ id: paymentId, status: 'started' })
    .whereNull('reference')
    .update({ reference, redirect_url: redirectUrl })
  if ((await changed(stored)) === 1) return redirectUrl
  /* The same form was sent twice at once: both go to the page that was stored first. */
  const first = await Payment.findOrFail(paymentId)
  return found(first.redirectUrl)
}

async function create(payment: Payment, customer: Customer, { prefix = '' }: PaymentStart) {
  const gateway = gatewayNamed(found(payment.gateway))
  const number = PreInvoice.numberOf(payment.payableId)
  try {
    return await gateway.create({
      amount: payment.amount,
      description: customer.locale === 'en' ? `Pre-invoice ${number}` : `پیش‌فاکتور ${number}`,
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

/** When a started payment is asked about again, by how often it was asked. */
export function nextCheck(checks: number): string {
  const minutes = Math.min(FIRST_CHECK_MINUTES * 2 ** checks, 60)
  return sqlTime(clock.now().plus({ minutes }))
}
