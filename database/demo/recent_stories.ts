import { cancelPreInvoice } from '#app/sales/actions/cancel_pre_invoice'
import { expirePreInvoice } from '#app/sales/actions/expire_pre_invoice'
import { completePayment } from '#app/sales/actions/complete_payment'
import { recordPayment } from '#app/sales/actions/record_payment'
import { recordRefund } from '#app/sales/actions/record_refund'
import { startPayment } from '#app/sales/actions/start_payment'
import { validatePreInvoice } from '#app/sales/actions/validate_pre_invoice'
import Payment from '#app/sales/models/payment'
import PreInvoice from '#app/sales/models/pre_invoice'
import { plan, workAfter, type Recent } from '#database/demo/recent'
import { planRoad } from '#database/demo/recent_road'
import { HOUR, MINUTE } from '#database/demo/times'
import { byCustomer, byStaff, staffOf, type DemoPerson } from '#database/demo/world'

/** How far a request has come by now. */
export type Chapter =
  | 'issued'
  | 'no_answer'
  | 'no_answer_twice'
  | 'confirmed'
  | 'payment_failed'
  | 'mismatched'
  | 'paid'
  | 'picked'
  | 'part_picked'
  | 'shipped'
  | 'delivered'
  | 'expired'
  | 'cancelled_by_customer'
  | 'cancelled_by_staff'
  | 'wrong_number'
  | 'refund_due'
  | 'refunded'

/** A request and whose it is, while its story is told. */
export interface RecentOrder {
  preInvoiceId: number
  person: DemoPerson
  /** Unix seconds. */
  validUntil: number
}

type Story = (recent: Recent, order: RecentOrder, at: number) => void

/** What comes after the request, by how far it has come. */
export const STORIES: Record<Chapter, Story> = {
  issued: () => {},
  no_answer: (recent, order, at) => call(recent, order, at, 'no_answer'),
  no_answer_twice(recent, order, at) {
    const first = call(recent, order, at, 'no_answer')
    call(recent, order, first, 'no_answer')
  },
  wrong_number: (recent, order, at) => call(recent, order, at, 'wrong'),
  confirmed: (recent, order, at) => call(recent, order, at, 'confirmed'),
  payment_failed(recent, order, at) {
    pay(recent, order, call(recent, order, at, 'confirmed'), 'not_paid')
  },
  mismatched(recent, order, at) {
    pay(recent, order, call(recent, order, at, 'confirmed'), 'amount_mismatch')
  },
  paid: (recent, order, at) => confirmAndPay(recent, order, at),
  picked: (recent, order, at) =>
    planRoad(recent, order, confirmAndPay(recent, order, at), 'picked'),
  part_picked: (recent, order, at) =>
    planRoad(recent, order, confirmAndPay(recent, order, at), 'part_picked'),
  shipped: (recent, order, at) =>
    planRoad(recent, order, confirmAndPay(recent, order, at), 'shipped'),
  delivered(recent, order, at) {
    planRoad(recent, order, confirmAndPay(recent, order, at), 'delivered')
  },
  expired(recent, order, at) {
    if (recent.world.random.chance(0.6)) call(recent, order, at, 'confirmed')
    plan(recent, order.validUntil + MINUTE, () => expirePreInvoice(order.preInvoiceId))
  },
  cancelled_by_customer(recent, order, at) {
    cancel(recent, order, workAfter(recent, at, [10, 200]), 'customer')
  },
  cancelled_by_staff: (recent, order, at) =>
    cancel(recent, order, workAfter(recent, at, [10, 200]), 'staff'),
  refund_due(recent, order, at) {
    cancel(recent, order, workAfter(recent, confirmAndPay(recent, order, at), [10, 60]), 'staff')
  },
  refunded(recent, order, at) {
    const cancelled = workAfter(recent, confirmAndPay(recent, order, at), [10, 60])
    cancel(recent, order, cancelled, 'staff')
    plan(recent, workAfter(recent, cancelled, [30, 300]), () => refund(recent, order))
  },
}

type Outcome = 'confirmed' | 'wrong' | 'no_answer'

/** An expert of the branch calls. @returns when */
function call(recent: Recent, order: RecentOrder, after: number, outcome: Outcome): number {
  const at = workAfter(recent, after, [8, 90], order.validUntil - HOUR)
  plan(recent, at, async () => {
    const by = await expertOf(recent, order, 'sales_expert')
    const { preInvoiceId } = order
    await validatePreInvoice({ preInvoiceId, outcome, by, key: recent.key() })
  })
  return at
}

/** @returns when the money was there */
function confirmAndPay(recent: Recent, order: RecentOrder, at: number): number {
  const confirmedAt = call(recent, order, at, 'confirmed')
  return pay(recent, order, confirmedAt, 'paid')
}

function pay(
  recent: Recent,
  order: RecentOrder,
  after: number,
  outcome: 'paid' | 'not_paid' | 'amount_mismatch'
): number {
  const { random } = recent.world
  const last = Math.min(recent.now, order.validUntil)
  const at = Math.min(after + random.int(5, 300) * MINUTE, Math.floor((after + last) / 2))
  const isOnline = outcome !== 'paid' || random.chance(0.8)
  plan(recent, at, () => (isOnline ? payOnline(recent, order, outcome) : payStaff(recent, order)))
  return at
}

async function payOnline(
  recent: Recent,
  { preInvoiceId, person }: RecentOrder,
  outcome: 'paid' | 'not_paid' | 'amount_mismatch'
) {
  const preInvoice = await PreInvoice.findOrFail(preInvoiceId)
  if (preInvoice.status !== 'confirmed') return
  await startPayment({ preInvoiceId, customerId: person.id, key: recent.key() })
  const reference = recent.gateway.decide(outcome)
  await completePayment({ gateway: recent.gateway.name, reference })
}

async function payStaff(recent: Recent, order: RecentOrder) {
  const { random } = recent.world
  const preInvoice = await PreInvoice.findOrFail(order.preInvoiceId)
  if (preInvoice.status !== 'confirmed') return
  await recordPayment({
    preInvoiceId: order.preInvoiceId,
    method: random.pick(['bank_transfer', 'card_terminal'] as const),
    amount: preInvoice.payable,
    refId: String(random.int(100_000, 999_999)),
    by: await expertOf(recent, order, 'sales_expert'),
    key: recent.key(),
  })
}

function cancel(recent: Recent, order: RecentOrder, at: number, who: 'customer' | 'staff') {
  plan(recent, at, async () => {
    const { preInvoiceId, person } = order
    const by =
      who === 'customer' ? byCustomer(person) : await expertOf(recent, order, 'sales_expert')
    const reason = who === 'customer' ? 'پشیمان شدم' : 'به درخواست تلفنی مشتری'
    await cancelPreInvoice({ preInvoiceId, by, reason, key: recent.key() })
  })
}

async function refund(recent: Recent, order: RecentOrder) {
  const payment = await Payment.query()
    .where({ payableType: 'pre_invoice', payableId: order.preInvoiceId, status: 'refund_due' })
    .first()
  if (!payment) return
  const refId = String(recent.world.random.int(100_000, 999_999))
  const by = await expertOf(recent, order, 'branch_manager')
  await recordRefund({ paymentId: payment.id, refId, by, key: recent.key() })
}

/** Whoever has the role in the branch that serves the request. */
export async function expertOf({ world }: Recent, { preInvoiceId }: RecentOrder, role: string) {
  const { branchId } = await PreInvoice.findOrFail(preInvoiceId)
  return byStaff(staffOf(world, role, branchId))
}
