import { randomBytes } from 'node:crypto'
import db from '@adonisjs/lucid/services/db'
import type { Actor } from '#app/core/actor'
import { clock } from '#app/core/clock'
import type { Rial } from '#app/core/money'
import { sqlTime } from '#app/core/sql'
import Member from '#app/club/models/member'
import type Staff from '#app/people/models/staff'
import { confirmDelivery } from '#app/sales/actions/confirm_delivery'
import { expirePreInvoice } from '#app/sales/actions/expire_pre_invoice'
import { issuePreInvoice, type PreInvoiceOrder } from '#app/sales/actions/issue_pre_invoice'
import { pickRemittance } from '#app/sales/actions/pick_remittance'
import { recordPayment } from '#app/sales/actions/record_payment'
import { revisePreInvoice } from '#app/sales/actions/revise_pre_invoice'
import { scanRemittance } from '#app/warehouse/actions/scan_remittance'
import { shipRemittance } from '#app/sales/actions/ship_remittance'
import { validatePreInvoice } from '#app/sales/actions/validate_pre_invoice'
import PreInvoice from '#app/sales/models/pre_invoice'
import { priceBill } from '#app/sales/pricing'
import { given } from '#tests/support/given'
import { givenProduct } from '#tests/support/given_catalogue'
import { givenClub, type StoryMember } from '#tests/support/given_club'
import { givenStaff } from '#tests/support/given_people'

/** A key as a form makes it. */
export const newKey = () => randomBytes(18).toString('base64url')

export const customerActor = (id: number) => ({ kind: 'customer', id }) as const satisfies Actor
export const staffActor = ({ id }: Staff) => ({ kind: 'staff', id }) as const satisfies Actor

/** The last code of acceptance that left for a pre-invoice. */
export async function acceptanceCodeOf(preInvoiceId: number): Promise<string> {
  const sent = await db
    .from('outgoing_messages')
    .where({ about_type: 'pre_invoice', about_id: preInvoiceId })
    .whereIn('template', ['pre_invoice_revised', 'acceptance_code'])
    .orderBy('id', 'desc')
    .firstOrFail()
  return /: (\d{5})$/.exec(String(sent.text))![1]
}

/** What a customer was sent to prove a delivery with. */
export async function deliveryProofOf(shipmentId: number) {
  const sent = await db
    .from('outgoing_messages')
    .where({ about_type: 'shipment', about_id: shipmentId, channel: 'sms' })
    .whereIn('template', ['shipped', 'delivery_code'])
    .orderBy('id', 'desc')
    .firstOrFail()
  const text = String(sent.text)
  return { secret: /\/d\/([\w-]{22})/.exec(text)![1], code: /: (\d{5})$/.exec(text)![1] }
}

/** A shop of one branch with somebody in each role, and goods of 1,000,000 Rial. */
export class Shop {
  private constructor(
    readonly branchId: number,
    readonly warehouseId: number,
    readonly variantId: number,
    readonly slug: string,
    readonly staff: Record<'admin' | 'sales' | 'keeper' | 'cashier' | 'support' | 'manager', Staff>
  ) {}

  static async open({ stock = 100_000 } = {}) {
    const { id: branchId, warehouseId } = await given.branch()
    await givenClub.tiers()
    const of = (role: Parameters<typeof givenStaff>[0]) => givenStaff({ branchId, ...role })
    const staff = {
      admin: await givenStaff({ role: 'administrator' }),
      manager: await of({ role: 'branch_manager' }),
      sales: await of({ role: 'sales_expert' }),
      keeper: await of({ role: 'warehouse_keeper' }),
      cashier: await of({ role: 'cashier' }),
      support: await of({ role: 'support_expert' }),
    }
    const { variantId, product } = await givenProduct({ price: 1_000_000, stock, warehouseId })
    return new Shop(branchId, warehouseId, variantId, product.slug, staff)
  }

  /** A member with so much credit that may be spent. */
  member(credit: Rial = 5_000_000): Promise<StoryMember> {
    return givenClub.member({ credit, tier: 'gold' })
  }

  /** What the checkout page of this customer would send. */
  async order(customerId: number, wish: Partial<PreInvoiceOrder> = {}): Promise<PreInvoiceOrder> {
    const lines = wish.lines ?? [{ variantId: this.variantId, quantity: 2 }]
    const deliveryMethod = wish.deliveryMethod ?? 'courier'
    const member = await Member.of(customerId)
    const { total } = await priceBill({ lines, member, deliveryMethod })
    return {
      customerId,
      lines,
      deliveryMethod,
      recipient: { name: 'سارا محمدی', mobile: '+989121112233', city: 'تهران', address: 'آزادی ۱' },
      credit: 0,
      expectedTotal: total,
      key: newKey(),
      by: customerActor(customerId),
      ...wish,
    }
  }

  async issued(credit: Rial = 500_000) {
    const { customerId, wallet } = await this.member()
    const order = await this.order(customerId, { credit })
    const { preInvoiceId } = await issuePreInvoice(order)
    return { customerId, wallet, preInvoiceId }
  }

  /** Confirmed, then edited by an expert; with the code that the customer got. */
  async revised() {
    const confirmed = await this.confirmed()
    const { preInvoiceId } = confirmed
    const by = staffActor(this.staff.sales)
    const change = { version: 1, lines: [], freight: 0, reason: 'ارسال رایگان' }
    await revisePreInvoice({ preInvoiceId, ...change, by, key: newKey() })
    return { ...confirmed, code: await acceptanceCodeOf(preInvoiceId) }
  }

  async expired() {
    const issued = await this.issued()
    const past = sqlTime(clock.now().minus({ minutes: 1 }))
    await db.from('pre_invoices').where('id', issued.preInvoiceId).update({ valid_until: past })
    await expirePreInvoice(issued.preInvoiceId)
    return issued
  }

  async confirmed(credit?: Rial) {
    const issued = await this.issued(credit)
    const by = staffActor(this.staff.sales)
    const { preInvoiceId } = issued
    await validatePreInvoice({ preInvoiceId, outcome: 'confirmed', by, key: newKey() })
    const { payable } = await PreInvoice.findOrFail(preInvoiceId)
    return { ...issued, payable }
  }

  async invoiced(credit?: Rial) {
    const confirmed = await this.confirmed(credit)
    const { preInvoiceId, payable } = confirmed
    const by = staffActor(this.staff.sales)
    await recordPayment({ preInvoiceId, method: 'cash', amount: payable, by, key: newKey() })
    const remittance = await db
      .from('remittances')
      .where({ about_type: 'pre_invoice', about_id: preInvoiceId })
      .firstOrFail()
    return { ...confirmed, remittanceId: Number(remittance.id) }
  }

  /** One piece of two is scanned. */
  async scanned() {
    const invoiced = await this.invoiced()
    const { remittanceId } = invoiced
    const by = staffActor(this.staff.keeper)
    const { variantId } = this
    await scanRemittance({ remittanceId, variantId, quantity: 1, by, key: newKey() })
    return invoiced
  }

  /** One piece of two is picked, the other waits on a back-order. */
  async inParts() {
    const scanned = await this.scanned()
    const by = staffActor(this.staff.keeper)
    const picking = { remittanceId: scanned.remittanceId, what: 'scanned', restInDays: 3 } as const
    const { restId } = await pickRemittance({ ...picking, by, key: newKey() })
    return { ...scanned, restId: Number(restId) }
  }

  async picked(credit?: Rial) {
    const invoiced = await this.invoiced(credit)
    const by = staffActor(this.staff.keeper)
    await pickRemittance({ remittanceId: invoiced.remittanceId, by, key: newKey() })
    return invoiced
  }

  async shipped(credit?: Rial) {
    const picked = await this.picked(credit)
    const { shipmentId } = await shipRemittance({
      remittanceId: picked.remittanceId,
      carrier: 'پست',
      trackingCode: '1234567890',
      cost: 0,
      by: staffActor(this.staff.keeper),
      key: newKey(),
    })
    return { ...picked, shipmentId }
  }

  async delivered(credit?: Rial) {
    const shipped = await this.shipped(credit)
    const by = staffActor(this.staff.sales)
    await confirmDelivery({ shipmentId: shipped.shipmentId, by, key: newKey() })
    return shipped
  }
}
