import { payableOf } from '#start/payables'
import { SYSTEM } from '#app/core/actor'
import { inRial } from '#app/core/money'
import { found } from '#app/core/refusal'
import type { Trx } from '#app/core/sql'
import { transaction } from '#app/core/transaction'
import { record } from '#app/crm/record'
import { failPayment } from '#app/sales/actions/fail_payment'
import { gatewayNamed } from '#app/sales/gateways/current'
import type { Verification } from '#app/sales/gateways/payment_gateway'
import Payment, { UNPAID, type PaymentStatus } from '#app/sales/models/payment'
import type { LockedPayable } from '#app/sales/payable'

/** `started` means that nobody knows yet: the rescue job asks again. */
export interface Completion {
  paymentId: number
  status: PaymentStatus
  /** Where the payer sees what he paid for, without host and language. */
  page: string
  /** Key of what the payer is told when it is paid. */
  paid: string
}

/**
 * Finds out what became of a payment and does what follows. Called with nothing but the hint that
 * somebody came back, or by the rescue job: the gateway is asked with our own amount, outside any
 * transaction. Callback and rescue may come at once; the payment's guarded UPDATE lets one through.
 * @throws NotFound for a reference that is none of ours
 */
export async function completePayment(hint: {
  gateway: string
  reference: string
}): Promise<Completion> {
  const gateway = gatewayNamed(hint.gateway)
  const payment = found(await Payment.byReference(gateway.name, hint.reference))
  if (payment.isUnpaid) {
    const { reference } = hint
    const answer = await gateway.verify({ reference, amount: inRial(payment.amount) })
    await CONSEQUENCES[answer.state](payment, answer)
    await payment.refresh()
  }
  const { page, paid } = payableOf(payment.payableType)
  return { paymentId: payment.id, status: payment.status, page: page(payment.payableId), paid }
}

type Consequence = (payment: Payment, answer: Verification) => Promise<unknown>

const CONSEQUENCES: Record<Verification['state'], Consequence> = {
  paid: accept,
  already_verified: accept,
  amount_mismatch: alarm,
  not_paid: giveUp,
  unreachable: async () => {},
}

/** Money is there. It pays the document, or is due back when the document no longer waits for it. */
function accept(payment: Payment, { refId, cardPan }: Verification) {
  return transaction(async (trx) => {
    const document = await payableOf(payment.payableType).lock(payment.payableId, trx)
    const isAwaited = document.awaits(payment.amount)
    const outcome = isAwaited
      ? { refId, cardPan }
      : { refId, cardPan, problem: 'document_not_waiting' }
    if (!(await payment.become(isAwaited ? 'paid' : 'refund_due', UNPAID, outcome, trx))) return
    await received(payment, document, trx)
    if (isAwaited) await document.settle(SYSTEM, trx)
    else await owe(payment, document, trx)
  })
}

async function received(payment: Payment, document: LockedPayable, trx: Trx) {
  const { amount } = payment
  const params = { number: document.number, amount: { rial: amount } }
  const facts = { payment: payment.number, method: payment.method, refId: payment.refId }
  const kind = document.receivedAs ?? 'payment_received'
  await record(kind, { ...chainOf(document), amount, params, facts }, trx)
}

async function owe(payment: Payment, document: LockedPayable, trx: Trx) {
  const facts = { payment: payment.number }
  await record('refund_due', { ...chainOf(document), amount: payment.amount, facts }, trx)
}

/** Another amount was paid than ours: not paid, a task and a message for a manager. */
function alarm(payment: Payment) {
  return transaction(async (trx) => {
    const document = await payableOf(payment.payableType).lock(payment.payableId, trx)
    const problem = 'amount_mismatch'
    if (!(await payment.become('mismatched', UNPAID, { problem }, trx))) return
    const { amount } = payment
    const params = { number: document.number, amount: { rial: amount } }
    const facts = { payment: payment.number }
    const chain = { ...chainOf(document), about: payment.ref }
    await record('payment_mismatched', { ...chain, amount, params, facts }, trx)
  })
}

/**
 * «Not paid» is final only when the gateway has closed the payment: somebody who calls the
 * callback's address while the payer is still at the bank must not end it.
 */
async function giveUp(payment: Payment) {
  const { state } = await gatewayNamed(found(payment.gateway)).inquire(found(payment.reference))
  if (state === 'failed') await failPayment(payment.id, 'not_paid')
}

function chainOf({ ref: about, customerId, caseId, branchId }: LockedPayable) {
  return { about, customerId, caseId, branchId, by: SYSTEM }
}
