import type { Rial } from '#app/core/money'
import type { RecordKind } from '#app/crm/playbook'
import type { SoldLine } from '#app/sales/models/invoice'
import type { Stored } from '#database/demo/bulk'
import type { DemoBranch } from '#database/demo/business'
import type { DemoHappening } from '#database/demo/customer_file'
import { someCredit, type History } from '#database/demo/history'
import { soldRow } from '#database/demo/sales_books'
import { DAY, stamp } from '#database/demo/times'
import { byCustomer, byStaff, NOBODY, staffOf } from '#database/demo/world'
import type { DemoPerson, Doer } from '#database/demo/world'

/* A request of the past until it is paid for, as the verbs of sales write it. */

/** How long a request holds, in seconds. */
export const VALIDITY = 3 * DAY
const REASONS = ['پشیمان شدم', 'ارزان‌تر پیدا کردم', 'اشتباه سفارش دادم', null]

export interface WebOrder {
  history: History
  person: DemoPerson
  branch: DemoBranch
  caseId: number
  row: Stored
  number: string
  credit: Rial
  lines: readonly SoldLine[]
  reservations: Stored[]
  hold: Stored | null
}

interface Request {
  person: DemoPerson
  branch: DemoBranch
  lines: readonly SoldLine[]
  mayUseCredit: boolean
  at: number
}

export function issueOrder(history: History, request: Request): WebOrder {
  const { person, branch, lines, at } = request
  const caseId = history.files.openCase('sale', person, branch.id, at)
  const row = writeRequest(history, request, caseId)
  for (const line of lines) {
    history.world.bulk.add('pre_invoice_lines', { pre_invoice_id: row.id, ...soldRow(line) })
  }
  const reservations = lines.map((line) => reserve(history, { branch, line, row, at }))
  const credit = Number(row.credit_amount)
  const about = { type: 'pre_invoice', id: row.id }
  const hold = credit > 0 ? history.books.hold(person, credit, about, at) : null
  row.credit_hold_id = hold?.id ?? null

  const number = `PF-${10_000 + row.id}`
  const order = { history, person, branch, caseId, row, number, credit, lines, reservations, hold }
  const by = byCustomer(person)
  if (hold) tell(order, 'credit_held', at, by, { amount: credit })
  const facts = { number, lines: lines.length }
  tell(order, 'pre_invoice_issued', at, by, { amount: Number(row.total), facts })
  return order
}

function writeRequest(history: History, request: Request, caseId: number): Stored {
  const { person, branch, at, mayUseCredit } = request
  const sums = sumsOf(history, request.lines)
  return history.world.bulk.row('pre_invoices', {
    customer_id: person.id,
    case_id: caseId,
    branch_id: branch.id,
    status: 'issued',
    valid_until: stamp(at + VALIDITY),
    recipient: JSON.stringify(recipientOf(person)),
    ...sums,
    credit_amount: mayUseCredit ? someCredit(history, person, sums.total) : 0,
    credit_hold_id: null,
    created_at: stamp(at),
  })
}

function sumsOf({ world }: History, lines: readonly SoldLine[]) {
  const isFetched = world.random.chance(0.12)
  const { flat, freeFrom } = world.terms.freight
  const goods = sum(lines.map((line) => line.quantity * line.unitPrice))
  const discount = sum(lines.map((line) => line.discount))
  const vat = sum(lines.map((line) => line.vat))
  const freight = isFetched || goods - discount >= freeFrom ? 0 : flat
  return {
    delivery_method: isFetched ? 'pickup' : 'courier',
    lines_total: goods,
    discount,
    vat,
    freight,
    total: goods - discount + vat + freight,
  }
}

export function recipientOf({
  firstName,
  lastName,
  mobile,
  city,
  address,
  postalCode,
}: DemoPerson) {
  return { name: `${firstName} ${lastName}`, mobile, city: city.nameFa, address, postalCode }
}

function reserve(
  { world }: History,
  { branch, line, row, at }: { branch: DemoBranch; line: SoldLine; row: Stored; at: number }
): Stored {
  return world.bulk.row('reservations', {
    warehouse_id: branch.warehouseId,
    variant_id: line.variantId,
    quantity: line.quantity,
    state: 'active',
    for_type: 'pre_invoice',
    for_id: row.id,
    created_at: stamp(at),
    closed_at: null,
  })
}

export function confirm(order: WebOrder, at: number) {
  const by = call(order, 'confirmed', at)
  order.row.status = 'confirmed'
  tell(order, 'validation_confirmed', at, by, { facts: { note: null } })
}

function call({ history: { world }, branch, row }: WebOrder, outcome: string, at: number): Doer {
  const staffId = staffOf(world, 'sales_expert', branch.id)
  const validation = { pre_invoice_id: row.id, outcome, staff_id: staffId, note: null }
  world.bulk.add('validations', { ...validation, created_at: stamp(at) })
  return byStaff(staffId)
}

export function expire(order: WebOrder, at: number) {
  order.row.status = 'expired'
  release(order, at)
  tell(order, 'pre_invoice_expired', at, NOBODY, { amount: Number(order.row.total) })
}

/** The customer thinks better of it, or the number is not his. */
export function callOff(order: WebOrder, why: 'cancelled' | 'wrong_number', at: number) {
  const { bulk, random } = order.history.world
  const isWrong = why === 'wrong_number'
  const by = isWrong ? call(order, 'wrong', at) : byCustomer(order.person)
  const reason = isWrong ? 'wrong_number' : random.pick(REASONS)
  if (isWrong) tell(order, 'validation_wrong', at, by, { facts: { note: null } })
  order.row.status = 'cancelled'
  release(order, at)
  bulk.add('cancellations', {
    pre_invoice_id: order.row.id,
    actor_kind: by.kind,
    actor_id: by.id,
    reason,
    created_at: stamp(at),
  })
  const facts = { number: order.number, reason }
  tell(order, 'pre_invoice_cancelled', at, by, { amount: Number(order.row.total), facts })
}

function release({ reservations }: WebOrder, at: number) {
  for (const held of reservations) Object.assign(held, { state: 'released', closed_at: stamp(at) })
}

/** A record of the order's case, about the request unless it says otherwise. */
export function tell(
  { history, person, caseId, branch, row }: WebOrder,
  kind: RecordKind,
  at: number,
  by: Doer,
  what: Partial<DemoHappening> = {}
) {
  const about = { type: 'pre_invoice', id: row.id }
  history.files.record(kind, { at, by, person, caseId, branchId: branch.id, about, ...what })
}

const sum = (amounts: readonly number[]) => amounts.reduce((total, amount) => total + amount, 0)
