import type { Rial } from '#app/core/money'
import type { Stored } from '#database/demo/bulk'
import { planRise } from '#database/demo/history'
import type { Random } from '#database/demo/random'
import { MINUTE, stamp } from '#database/demo/times'
import { planDelivery } from '#database/demo/web_delivery'
import { recipientOf, tell, type WebOrder } from '#database/demo/web_order'
import { byCustomer, byStaff, NOBODY, staffOf, type Doer } from '#database/demo/world'

const STAFF_METHODS = ['bank_transfer', 'card_terminal', 'cash'] as const

/** The money comes, online or to the staff, and the request becomes a sale. */
export function pay(order: WebOrder, at: number) {
  const { world } = order.history
  const isOnline = world.random.chance(0.86)
  const by = isOnline ? NOBODY : byStaff(staffOf(world, 'sales_expert', order.branch.id))
  const amount = Number(order.row.total) - order.credit
  if (amount > 0) receive(order, { amount, isOnline, by, at })
  settle(order, by, at)
}

interface Receipt {
  amount: Rial
  isOnline: boolean
  by: Doer
  at: number
}

function receive(order: WebOrder, { amount, isOnline, by, at }: Receipt) {
  const { bulk, random } = order.history.world
  const startedAt = isOnline ? at - random.int(40, 240) : at
  const starter = isOnline ? byCustomer(order.person) : by
  const method = isOnline ? 'online' : random.pick(STAFF_METHODS)
  const refId = method === 'cash' ? null : String(random.int(100_000_000, 999_999_999))
  const payment = bulk.add('payments', {
    payable_type: 'pre_invoice',
    payable_id: order.row.id,
    customer_id: order.person.id,
    case_id: order.caseId,
    method,
    status: 'paid',
    amount,
    gateway: isOnline ? 'zarinpal' : null,
    reference: isOnline ? authority(random) : null,
    ref_id: refId,
    card_pan: isOnline ? `603799******${random.int(1000, 9999)}` : null,
    actor_kind: starter.kind,
    actor_id: starter.id,
    created_at: stamp(startedAt),
    paid_at: stamp(at),
    next_check_at: isOnline ? stamp(startedAt + 2 * MINUTE) : null,
    checks: 0,
  })
  if (isOnline) tell(order, 'payment_started', startedAt, starter, { amount })
  const facts = { payment: `PY-${10_000 + payment}`, method, refId }
  tell(order, 'payment_received', at, by, { amount, facts })
}

/** What the gateway calls a payment: A and 35 digits. */
function authority(random: Random): string {
  let digits = ''
  while (digits.length < 35) digits += random.int(0, 9)
  return `A${digits}`
}

function settle(order: WebOrder, by: Doer, at: number) {
  const { history, person, branch, caseId, row, hold, credit } = order
  row.status = 'invoiced'
  const remittance = writeRemittance(order, by, at)
  if (hold) {
    const about = { type: 'pre_invoice', id: row.id }
    history.books.postHold(person, hold, { at, about, caseId, branchId: branch.id, by })
    tell(order, 'credit_spent', at, by, { amount: credit })
  }
  const invoice = issueInvoice(order, by, at)
  const facts = { number: invoice.number, preInvoice: order.number }
  const about = { type: 'invoice', id: invoice.id }
  tell(order, 'invoice_issued', at, by, { amount: invoice.total, facts, about })
  planRise(history, person, at)
  planDelivery({ ...order, remittance, invoice, wasMember: person.member !== null }, at)
}

function issueInvoice(order: WebOrder, by: Doer, at: number) {
  const { history, person, branch, caseId, row, lines, credit: creditAmount } = order
  const { name, mobile: phone, city, address, postalCode } = recipientOf(person)
  return history.sales.issue({
    at,
    branch,
    channel: 'web',
    person,
    caseId,
    source: { type: 'pre_invoice', id: row.id },
    lines,
    freight: Number(row.freight),
    creditAmount,
    buyer: { name, economicCode: null, city, postalCode, address, phone },
    by,
  })
}

function writeRemittance(order: WebOrder, by: Doer, at: number): Stored {
  const { bulk } = order.history.world
  const remittance = bulk.row('remittances', {
    warehouse_id: order.branch.warehouseId,
    customer_id: order.person.id,
    case_id: order.caseId,
    status: 'waiting',
    about_type: 'pre_invoice',
    about_id: order.row.id,
    created_at: stamp(at),
    picked_at: null,
    picked_by_id: null,
  })
  for (const held of order.reservations) {
    bulk.add('remittance_lines', {
      remittance_id: remittance.id,
      variant_id: held.variant_id,
      reservation_id: held.id,
      quantity: held.quantity,
    })
  }
  const facts = { number: `RM-${10_000 + remittance.id}` }
  const about = { type: 'remittance', id: remittance.id }
  tell(order, 'remittance_written', at, by, { facts, about })
  return remittance
}
