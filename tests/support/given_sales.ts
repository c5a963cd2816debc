import { randomUUID } from 'node:crypto'
import db from '@adonisjs/lucid/services/db'
import type { Actor } from '#app/core/actor'
import { Refusal } from '#app/core/refusal'
import Member from '#app/club/models/member'
import type Staff from '#app/people/models/staff'
import type { Role } from '#app/people/rights'
import { confirmDelivery } from '#app/sales/actions/confirm_delivery'
import { issuePreInvoice, type PreInvoiceOrder } from '#app/sales/actions/issue_pre_invoice'
import { pickRemittance } from '#app/sales/actions/pick_remittance'
import { recordPayment } from '#app/sales/actions/record_payment'
import { shipRemittance } from '#app/sales/actions/ship_remittance'
import { validatePreInvoice, type ValidationOutcome } from '#app/sales/actions/validate_pre_invoice'
import PreInvoice from '#app/sales/models/pre_invoice'
import { priceBill, type WantedLine } from '#app/sales/pricing'
import { sellable } from '#app/warehouse/stock'
import { given } from '#tests/support/given'
import { givenProduct } from '#tests/support/given_catalogue'
import { givenStaff } from '#tests/support/given_people'

export const newKey = () => randomUUID()

type StaffActor = Extract<Actor, { kind: 'staff' }>
export const asStaff = (staff: Staff): StaffActor => ({ kind: 'staff', id: staff.id })
export const asCustomer = (id: number): Actor => ({ kind: 'customer', id })

export const RECIPIENT = {
  name: 'سارا محمدی',
  mobile: '+989121234567',
  city: 'تهران',
  address: 'خیابان ولیعصر، پلاک ۱',
  postalCode: '1234567890',
}

const SHOP_STAFF = ['sales_expert', 'warehouse_keeper', 'branch_manager', 'manager'] as const

/** A branch with a warehouse, one of each role, and 10 % VAT. */
export async function givenShop() {
  const branch = await given.branch()
  const staff = {} as Record<(typeof SHOP_STAFF)[number], Staff>
  for (const role of SHOP_STAFF) {
    const branchId = role === 'manager' ? null : branch.id
    staff[role] = await givenStaff({ role: role as Role, branchId })
  }
  if (!(await db.from('vat_rates').first())) {
    await db.table('vat_rates').insert({ starts_on: '2024-01-01', basis_points: 1000 })
  }
  return {
    branch,
    expert: staff.sales_expert,
    keeper: staff.warehouse_keeper,
    branchManager: staff.branch_manager,
    manager: staff.manager,
  }
}

export type Shop = Awaited<ReturnType<typeof givenShop>>

/** What a shopper would send from the checkout page: the total is the one that he was shown. */
export async function orderOf(
  customerId: number,
  lines: WantedLine[],
  wish: Partial<PreInvoiceOrder> = {}
): Promise<PreInvoiceOrder> {
  const deliveryMethod = wish.deliveryMethod ?? 'courier'
  const member = await Member.of(customerId)
  const bill = await priceBill({ lines, member, deliveryMethod })
  return {
    customerId,
    lines,
    deliveryMethod,
    recipient: RECIPIENT,
    credit: 0,
    expectedTotal: bill.total,
    key: newKey(),
    by: asCustomer(customerId),
    ...wish,
  }
}

export interface GivenPreInvoice {
  customerId?: number
  credit?: number
  quantity?: number
  variantId?: number
  stock?: number
  deliveryMethod?: 'courier' | 'pickup'
}

/** A pre-invoice of one variant, just issued. */
export async function givenIssued(wish: GivenPreInvoice = {}): Promise<PreInvoice> {
  const { id: customerId } = wish.customerId ? { id: wish.customerId } : await given.customer()
  const { variantId } = wish.variantId
    ? { variantId: wish.variantId }
    : await givenProduct({ price: 1_000_000, stock: wish.stock ?? 10 })
  const order = await orderOf(customerId, [{ variantId, quantity: wish.quantity ?? 1 }], {
    credit: wish.credit ?? 0,
    deliveryMethod: wish.deliveryMethod ?? 'courier',
  })
  const { preInvoiceId } = await issuePreInvoice(order)
  return PreInvoice.findOrFail(preInvoiceId)
}

export async function call(preInvoice: PreInvoice, outcome: ValidationOutcome, expert: Staff) {
  const answer = await validatePreInvoice({
    preInvoiceId: preInvoice.id,
    outcome,
    by: asStaff(expert),
    key: newKey(),
  })
  await preInvoice.refresh()
  return answer
}

export async function givenConfirmed(shop: Shop, wish: GivenPreInvoice = {}) {
  const preInvoice = await givenIssued(wish)
  await call(preInvoice, 'confirmed', shop.expert)
  return preInvoice
}

export async function givenInvoiced(shop: Shop, wish: GivenPreInvoice = {}) {
  const preInvoice = await givenConfirmed(shop, wish)
  if (preInvoice.status === 'confirmed') {
    await recordPayment({
      preInvoiceId: preInvoice.id,
      method: 'cash',
      amount: preInvoice.payable,
      by: asStaff(shop.expert),
      key: newKey(),
    })
  }
  return preInvoice.refresh()
}

/** Ids of the remittances of a pre-invoice, in their order. */
export async function remittancesOf(preInvoice: PreInvoice): Promise<number[]> {
  const rows = await db
    .from('remittances')
    .where({ about_type: 'pre_invoice', about_id: preInvoice.id })
    .orderBy('id')
  return rows.map((row) => Number(row.id))
}

export const pick = (shop: Shop, remittanceId: number) =>
  pickRemittance({ remittanceId, by: asStaff(shop.keeper), key: newKey() })

export const ship = (shop: Shop, remittanceId: number) =>
  shipRemittance({
    remittanceId,
    carrier: 'پست پیشتاز',
    trackingCode: '2140012345',
    cost: 450_000,
    by: asStaff(shop.keeper),
    key: newKey(),
  })

/** A pre-invoice whose goods are on their way; answers its shipments. */
export async function givenShipped(shop: Shop, wish: GivenPreInvoice = {}) {
  const preInvoice = await givenInvoiced(shop, wish)
  const shipmentIds: number[] = []
  for (const remittanceId of await remittancesOf(preInvoice)) {
    await pick(shop, remittanceId)
    const { shipmentId } = await ship(shop, remittanceId)
    shipmentIds.push(shipmentId)
  }
  await preInvoice.refresh()
  return { preInvoice, shipmentIds }
}

export async function givenDelivered(shop: Shop, wish: GivenPreInvoice = {}) {
  const { preInvoice, shipmentIds } = await givenShipped(shop, wish)
  for (const shipmentId of shipmentIds) {
    await confirmDelivery({ shipmentId, by: asStaff(shop.expert), key: newKey() })
  }
  return preInvoice.refresh()
}

/** The refusal of an action that must be refused. */
export async function refusalOf(action: Promise<unknown>): Promise<Refusal> {
  try {
    await action
  } catch (error) {
    if (error instanceof Refusal) return error
    throw error
  }
  throw new Error('Nobody refused')
}

const BOOKS = [
  'idempotency_keys',
  'crm_cases',
  'crm_records',
  'tasks',
  'outgoing_messages',
  'pre_invoices',
  'pre_invoice_lines',
  'pre_invoice_versions',
  'pre_invoice_acceptances',
  'pre_invoice_extensions',
  'pre_invoice_renewals',
  'validations',
  'cancellations',
  'payments',
  'top_ups',
  'payouts',
  'invoices',
  'invoice_lines',
  'invoice_cancellations',
  'sales_returns',
  'sales_return_lines',
  'warehouses',
  'serials',
  'accounts',
  'transfers',
  'holds',
  'lots',
  'lot_draws',
  'stock_levels',
  'movements',
  'reservations',
  'remittances',
  'shipments',
  'customers',
  'customer_stats',
  'customer_purchases',
]

/** Every row of every table that a sale touches: the same before and after what was refused. */
export async function allBooks(): Promise<string> {
  const rows: unknown[] = []
  for (const table of BOOKS) rows.push([table, await db.from(table).select('*')])
  return JSON.stringify(rows)
}

/** The code of the refusal of an action that must be refused. */
export async function codeOf(action: Promise<unknown>) {
  const { refusal } = await refusalOf(action)
  return refusal
}

/** The HTTP status of the refusal of an action that must be refused. */
export async function httpOf(action: Promise<unknown>) {
  const { status } = await refusalOf(action)
  return status
}

/** Status of a row as it is now. */
export async function statusOf<Status extends string>(row: {
  status: Status
  refresh(): Promise<unknown>
}): Promise<Status> {
  await row.refresh()
  return row.status
}

/** Pieces of a variant that the web shop can still promise. */
export async function leftOf(variantId: number) {
  const left = await sellable([variantId])
  return left.get(variantId)
}
