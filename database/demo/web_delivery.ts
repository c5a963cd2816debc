import type { Rial } from '#app/core/money'
import { DateTime } from 'luxon'
import { creditFor, TIER_PERCENT, whyOf } from '#app/club/earning'
import { earnBase } from '#app/sales/pricing'
import type { Stored } from '#database/demo/bulk'
import { planExpiry } from '#database/demo/history'
import { MINUTE, endMonthsLater, stamp } from '#database/demo/times'
import { tell, type WebOrder } from '#database/demo/web_order'
import { byStaff, NOBODY, staffOf, type Doer } from '#database/demo/world'

const WORK_HOUR = 60
const WORK_DAY = 8 * WORK_HOUR
const CARRIERS = ['پست پیشتاز', 'تیپاکس', 'پیک موتوری'] as const

/** A sale of the web whose goods are to go out. */
export interface Parcel extends WebOrder {
  remittance: Stored
  invoice: { id: number; number: string; net: Rial }
  /** The buyer was a member when the invoice was issued. */
  wasMember: boolean
}

/** Picked, sent, arrived; then the credit of a member ripens. Each at a time when staff work. */
export function planDelivery(parcel: Parcel, paidAt: number) {
  const { agenda, world } = parcel.history
  const { office, random } = world
  const pickedAt = office.soon(paidAt, [20, 5 * WORK_HOUR], random)
  const shippedAt = office.soon(pickedAt, [15, 4 * WORK_HOUR], random)
  const deliveredAt = office.soon(shippedAt, [WORK_DAY, 3 * WORK_DAY], random)
  agenda.put(pickedAt, () => pick(parcel, pickedAt))
  agenda.put(shippedAt, () => {
    const shipment = ship(parcel, shippedAt)
    agenda.put(deliveredAt, () => deliver(parcel, shipment, deliveredAt))
  })
}

function pick(parcel: Parcel, at: number) {
  const { shelves, world } = parcel.history
  const { branch, remittance, number, reservations } = parcel
  const keeper = staffOf(world, 'warehouse_keeper', branch.id)
  const by = byStaff(keeper)
  Object.assign(remittance, { status: 'picked', picked_at: stamp(at), picked_by_id: keeper })
  for (const held of reservations) {
    Object.assign(held, { state: 'consumed', closed_at: stamp(at) })
    const pieces = { variantId: Number(held.variant_id), quantity: Number(held.quantity) }
    shelves.handOut({ ...pieces, warehouseId: branch.warehouseId }, remittance.id, by, at)
  }
  tell(parcel, 'remittance_picked', at, by, {
    about: { type: 'remittance', id: remittance.id },
    facts: { number: remittanceNumber(parcel), preInvoice: number },
  })
}

function ship(parcel: Parcel, at: number): Stored {
  const { world } = parcel.history
  const { random, bulk } = world
  const { remittance, person, caseId, branch, row } = parcel
  const carrier = random.pick(CARRIERS)
  const trackingCode =
    String(random.int(10_000_000, 99_999_999)) + String(random.int(10_000_000, 99_999_999))
  const by = byStaff(staffOf(world, 'warehouse_keeper', branch.id))
  remittance.status = 'handed_over'
  row.status = 'shipped'
  const shipment = bulk.row('shipments', {
    remittance_id: remittance.id,
    customer_id: person.id,
    case_id: caseId,
    status: 'sent',
    carrier,
    tracking_code: trackingCode,
    cost: random.int(45, 90) * 10_000,
    created_at: stamp(at),
    delivered_at: null,
  })
  tell(parcel, 'shipped', at, by, {
    about: { type: 'shipment', id: shipment.id },
    facts: { carrier, trackingCode, remittance: remittanceNumber(parcel) },
  })
  return shipment
}

function deliver(parcel: Parcel, shipment: Stored, at: number) {
  const { world } = parcel.history
  const by = byStaff(staffOf(world, 'sales_expert', parcel.branch.id))
  Object.assign(shipment, { status: 'delivered', delivered_at: stamp(at) })
  parcel.row.status = 'delivered'
  earn(parcel, at, by)
  tell(parcel, 'delivered', at, by, {
    about: { type: 'shipment', id: shipment.id },
    facts: { number: parcel.number, isLast: true },
  })
}

/** Credit by the tier of the invoice, pending until the buyer can no longer withdraw. */
function earn(parcel: Parcel, at: number, by: Doer) {
  const { agenda, books, world } = parcel.history
  const { person, row: request, invoice, wasMember, credit, caseId, branch } = parcel
  if (!wasMember || !person.member) return
  const { tier } = person.member
  const base = earnBase(invoice.net, credit)
  const amount = creditFor({ tier, base })
  if (amount === 0) return

  const until = world.office.endOfWorkingDay(at, world.terms.pendingDays)
  const excluded = { vat: Number(request.vat), freight: Number(request.freight), credit }
  const why = whyOf({ tier, base, excluded, document: invoice.number })
  const about = { type: 'invoice', id: invoice.id }
  const around = { at, by, about, caseId, branchId: branch.id }
  const lot = { amount, rule: TIER_PERCENT, why, pendingUntil: until, expiresAt: null }
  const row = books.earn(person, { ...around, ...lot })
  const facts = {
    until: DateTime.fromSeconds(until, { zone: 'utc' }).toISO(),
    invoice: invoice.number,
  }
  tell(parcel, 'credit_pending', at, by, { about, amount, facts })
  agenda.put(until + MINUTE, () => ripen(parcel, row, until + MINUTE))
}

function ripen(parcel: Parcel, row: Stored, at: number) {
  const { history } = parcel
  const { books, world } = history
  const expiresAt = endMonthsLater(at, world.terms.creditMonths)
  books.mature(parcel.person, row, expiresAt, at, NOBODY)
  planExpiry(history, parcel.person, row, expiresAt)
  tell(parcel, 'credit_available', at, NOBODY, {
    about: { type: 'invoice', id: parcel.invoice.id },
    amount: Number(row.amount),
    facts: { lotId: row.id },
  })
}

const remittanceNumber = ({ remittance }: Parcel) => `RM-${10_000 + remittance.id}`
