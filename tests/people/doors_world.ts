import db from '@adonisjs/lucid/services/db'
import { givenStaff } from '#tests/support/given_people'
import { given } from '#tests/support/given'
import { givenStock } from '#tests/support/given_catalogue'
import { givenCount, givenTransfer } from '#tests/support/given_warehouse'
import { customerActor, deliveryProofOf, newKey, Shop, staffActor } from '#tests/many/world'
import { clock } from '#app/core/clock'
import { sqlTime } from '#app/core/sql'
import { bringBack, previewOf, wholeWish, restOrder } from '#tests/support/given_returns'
import { answerTicket } from '#app/aftersales/actions/answer_ticket'
import { closeTicket } from '#app/aftersales/actions/close_ticket'
import { openTicket } from '#app/aftersales/actions/open_ticket'
import { rateTicket } from '#app/aftersales/actions/rate_ticket'
import type { Role } from '#app/people/rights'
import type Staff from '#app/people/models/staff'
import { SYSTEM } from '#app/core/actor'
import type { RestOrder } from '#app/sales/actions/call_off_rest'
import { runSelfAudit, startSelfAudit } from '#app/front/actions/audit_books'
import { proposeAdjustment } from '#app/club/actions/propose_adjustment'
import Wallet from '#app/club/models/wallet'
import { startCreditExtension } from '#app/club/actions/extend_credit'
import Customer from '#app/people/models/customer'
import { requestPayout } from '#app/sales/actions/request_payout'
import TopUp from '#app/sales/models/top_up'
import { givenClub } from '#tests/support/given_club'
import { cancelPreInvoice } from '#app/sales/actions/cancel_pre_invoice'
import PreInvoice from '#app/sales/models/pre_invoice'
import Cart from '#app/shop/models/cart'
import { sellAtTill } from '#app/till/actions/sell_at_till'

/** A small shop in which every door leads somewhere: rows of one member, in every state. */
export class DoorsWorld {
  #code = '12345'

  private constructor(
    readonly shop: Shop,
    /** Whose rows they are. */
    readonly owner: number,
    /** A member who has none of them. */
    readonly stranger: number,
    /** Staff with every right, but in another branch. */
    readonly elsewhere: Staff,
    /** Staff without any role. */
    readonly nobody: Staff
  ) {}

  static async open() {
    const shop = await Shop.open()
    const names = { name_fa: 'تهران', name_en: 'Tehran' }
    const [province] = await db.table('provinces').insert(names)
    await db.table('cities').insert({ ...names, province_id: province })
    const { customerId: owner } = await shop.member()
    await db.from('customers').where('id', owner).update({ branch_id: shop.branchId })
    const { customerId: stranger } = await shop.member()
    const { id: otherBranch } = await given.branch()
    const elsewhere = await givenStaff({ role: 'branch_manager', branchId: otherBranch })
    const nobody = await givenStaff({ branchId: shop.branchId })
    await db.from('staff_roles').where('staff_id', nobody.id).delete()
    return new DoorsWorld(shop, owner, stranger, elsewhere, nobody)
  }

  get admin() {
    return this.shop.staff.admin
  }

  /** Somebody with exactly one role, in the branch. */
  async withRole(role: Role) {
    return givenStaff({ role, branchId: this.shop.branchId })
  }

  /** Real money in the owner's wallet. */
  async money() {
    const wallet = await Wallet.existing(this.owner)
    await givenClub.cash(wallet!, 50_000_000)
  }

  /** Credit of somebody that ends in a month. */
  async endingCredit() {
    const { wallet } = await this.shop.member(0)
    const expiresAt = clock.now().plus({ days: 30 })
    await givenClub.credit(wallet, 500_000, { expiresAt })
  }

  /** A campaign that gives credit a later end. */
  async extension(): Promise<number> {
    await this.endingCredit()
    const from = clock.now()
    const times = { from, until: from.plus({ days: 60 }), newEnd: from.plus({ days: 3000 }) }
    const by = staffActor(this.admin)
    const which = { tierId: null, branchId: null, ...times, reason: 'سیل' }
    const { extensionId } = await startCreditExtension({ ...which, by, key: newKey() })
    return extensionId
  }

  /** The owner's top-up, not paid yet. */
  async topUp(): Promise<number> {
    const { id: caseId } = await db.from('crm_cases').where('customer_id', this.owner).firstOrFail()
    const row = { customerId: this.owner, caseId, amount: 5_000_000, status: 'waiting' as const }
    const { id } = await TopUp.create(row)
    return id
  }

  /** The owner wants some of the wallet's real money back. */
  async payout(): Promise<number> {
    await this.money()
    const owner = await Customer.findOrFail(this.owner)
    const to = { sheba: 'IR062960000000100324200001', holder: owner.fullName() }
    const wish = { customerId: this.owner, amount: 5_000_000, ...to, key: newKey() }
    const { payoutId } = await requestPayout(wish)
    return payoutId
  }

  /** A pre-invoice in the state that the story asks for. */
  async order(state: 'issued' | 'confirmed' | 'invoiced') {
    const { preInvoiceId: id, customerId: owner } = await this.shop[state]()
    return { id, owner }
  }

  async expiredOrder() {
    const { preInvoiceId: id, customerId: owner } = await this.shop.expired()
    return { id, owner }
  }

  /** One that an expert edited; the code of the last one is `acceptanceCode`. */
  async revisedOrder() {
    const { preInvoiceId: id, customerId: owner, code } = await this.shop.revised()
    this.#code = code
    return { id, owner }
  }

  /** A code that fits the last edited one. */
  acceptanceCode() {
    return this.#code
  }

  /** The secret of a shared link. */
  async shared() {
    const { preInvoiceId } = await this.shop.issued()
    const preInvoice = await PreInvoice.findOrFail(preInvoiceId)
    return preInvoice.share()
  }

  async selfAudit() {
    const run = await startSelfAudit({ by: SYSTEM })
    await runSelfAudit(run!.auditId)
    return run!.auditId
  }

  async remittance(state: 'invoiced' | 'scanned' | 'picked') {
    const { remittanceId: id } = await this.shop[state]()
    return { id }
  }

  /** The end of the link in the message of a shipment. */
  async parcel() {
    const { shipmentId } = await this.shop.shipped()
    const { secret } = await deliveryProofOf(shipmentId)
    return secret
  }

  /** The code that the customer of the newest shipment was sent. */
  async deliveryCode() {
    const { id } = await db.from('shipments').orderBy('id', 'desc').firstOrFail()
    const { code } = await deliveryProofOf(Number(id))
    return code
  }

  /** A minute has passed since the code was sent. */
  async waitForNextCode(shipmentId: number) {
    const past = sqlTime(clock.now().minus({ minutes: 2 }))
    await db.from('delivery_proofs').where('shipment_id', shipmentId).update({ sent_at: past })
  }

  async shipment() {
    const { shipmentId: id, customerId: owner } = await this.shop.shipped()
    return { id, owner }
  }

  async invoice() {
    const { preInvoiceId, customerId } = await this.shop.invoiced()
    const row = await db
      .from('invoices')
      .where({ source_type: 'pre_invoice', source_id: preInvoiceId })
      .firstOrFail()
    return { id: Number(row.id), owner: customerId }
  }

  /** A sale whose goods arrived. */
  /** A sale of which a part waits on a back-order; its numbers are kept for `shownRest`. */
  async rest() {
    const { restId: id, customerId: owner } = await this.shop.inParts()
    this.#rest = await restOrder(id, { by: staffActor(this.shop.staff.sales) })
    return { id, owner }
  }

  #rest: RestOrder | null = null
  shownRest(name: keyof RestOrder['expected']) {
    return String(this.#rest!.expected[name])
  }

  async deliveredSale() {
    const { preInvoiceId, customerId: owner } = await this.shop.delivered()
    const row = await db
      .from('invoices')
      .where({ source_type: 'pre_invoice', source_id: preInvoiceId })
      .firstOrFail()
    const invoiceId = Number(row.id)
    const wish = await wholeWish(invoiceId, this.shop.warehouseId)
    const { sums } = await previewOf(invoiceId, wish)
    const { moneyBack, creditBack, cashBack, voided, taken, owed } = sums
    const [{ lineId, quantity, amount }] = wish.lines
    this.#back = { lineId, quantity, amount, place: this.shop.warehouseId }
    this.#expected = { moneyBack, creditBack, cashBack, voided, taken, owed }
    return { invoiceId, owner }
  }

  #back: Record<string, unknown> = {}
  #expected: Record<string, unknown> = {}

  /** What the return's form of the last delivered sale carries along. */
  shownBack(name: string): string {
    return String(this.#back[name] ?? this.#expected[name])
  }

  /** All of a sale, back on the shelf. */
  async returned() {
    const { invoiceId, owner } = await this.deliveredSale()
    const wish = await wholeWish(invoiceId, this.shop.warehouseId)
    const { id } = await bringBack(invoiceId, this.shop.staff.sales, wish)
    return { id, owner }
  }

  #otherWarehouse: number | null = null

  /** A second warehouse of the branch. */
  async otherWarehouse() {
    if (this.#otherWarehouse) return this.#otherWarehouse
    const [id] = await db.table('warehouses').insert({
      branch_id: this.shop.branchId,
      name_fa: 'انبار دوم',
      name_en: 'Second store',
      priority: 9,
      sells_online: 0,
      active: 1,
    })
    this.#otherWarehouse = Number(id)
    return this.#otherWarehouse
  }

  /** Three pieces that go to the second warehouse. */
  async transfer(state: 'draft' | 'sent') {
    const { warehouseId, variantId, staff } = this.shop
    const by = staffActor(staff.keeper)
    return givenTransfer(
      { from: warehouseId, to: await this.otherWarehouse(), variantId, quantity: 3, by },
      state
    )
  }

  /** The warehouse opened last: it has no count sheet. */
  uncountedWarehouse = 0

  async openWarehouse() {
    const [id] = await db.table('warehouses').insert({
      branch_id: this.shop.branchId,
      name_fa: 'انبار بعدی',
      name_en: 'Next store',
      priority: 9,
      sells_online: 0,
      active: 1,
    })
    this.uncountedWarehouse = Number(id)
    return Number(id)
  }

  /** A sheet on which four pieces were counted that no book knows. */
  async count(state: 'open' | 'review') {
    const { variantId, staff } = this.shop
    const by = staffActor(staff.keeper)
    const warehouseId = await this.openWarehouse()
    return givenCount({ warehouseId, variantId, quantity: 4, by }, state)
  }

  /** Money that is due back. */
  async refundDue() {
    const { preInvoiceId } = await this.shop.invoiced()
    const by = staffActor(this.shop.staff.manager)
    await cancelPreInvoice({ preInvoiceId, by, reason: null, key: newKey() })
    const row = await db
      .from('payments')
      .where({ payable_type: 'pre_invoice', payable_id: preInvoiceId })
      .firstOrFail()
    return Number(row.id)
  }

  /** A ticket of a customer of the branch; each of another one, since one may open only so many. */
  async ticket() {
    const { customerId: owner } = await this.shop.member(0)
    await db.from('customers').where('id', owner).update({ branch_id: this.shop.branchId })
    const category = await db.from('ticket_categories').firstOrFail()
    const { ticketId: id } = await openTicket({
      customerId: owner,
      categoryId: Number(category.id),
      subject: 'روشن نمی‌شود',
      body: 'سلام',
      key: newKey(),
      by: customerActor(owner),
    })
    return { id, owner }
  }

  async answeredTicket() {
    const ticket = await this.ticket()
    const staffId = this.shop.staff.support.id
    await answerTicket({ ticketId: ticket.id, staffId, body: 'بله', key: newKey() })
    return ticket
  }

  async closedTicket() {
    const ticket = await this.answeredTicket()
    const by = customerActor(ticket.owner)
    await closeTicket({ ticketId: ticket.id, by, link: 'http://127.0.0.1/', key: newKey() })
    return ticket
  }

  /** A task that staff end by hand. */
  async unhappyCall() {
    const { id: ticketId, owner: customerId } = await this.closedTicket()
    await rateTicket({ ticketId, customerId, rating: 1, note: null, key: newKey() })
    return this.#task('call_unhappy')
  }

  /** A change of credit by hand that waits for a second person. */
  async adjustment() {
    const { adjustmentId } = await proposeAdjustment({
      customerId: this.owner,
      amount: 3_000_000,
      reason: 'goodwill',
      note: 'تأخیر در ارسال',
      branchId: this.shop.branchId,
      by: staffActor(this.shop.staff.manager),
      key: newKey(),
    })
    return adjustmentId
  }

  async validationCall() {
    await this.shop.issued()
    return this.#task('validation_call')
  }

  async #task(kind: string) {
    const row = await db
      .from('tasks')
      .where({ kind, state: 'open' })
      .orderBy('id', 'desc')
      .firstOrFail()
    return Number(row.id)
  }

  async tillSale() {
    const { id } = this.shop.staff.cashier
    const { tillSaleId } = await sellAtTill({
      branchId: this.shop.branchId,
      staffId: id,
      amount: 1_000_000,
      credit: 0,
      method: 'cash',
      key: newKey(),
      by: { kind: 'staff', id },
    })
    return tillSaleId
  }

  async device(customerId = this.owner) {
    const now = '2026-01-01 00:00:00'
    const [id] = await db.table('devices').insert({
      token_hash: newKey(),
      customer_id: customerId,
      created_at: now,
      last_seen_at: now,
    })
    return Number(id)
  }

  /** So many pieces of the product in the owner's cart. */
  async cart(customerId = this.owner, quantity = 2) {
    const { variantId, warehouseId } = this.shop
    const cart = await Cart.open({ customerId })
    await cart.put({ variantId, quantity, price: 1_000_000, left: 10 })
    await givenStock(variantId, 1, warehouseId)
    return variantId
  }
}
