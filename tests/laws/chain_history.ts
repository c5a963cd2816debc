import db from '@adonisjs/lucid/services/db'
import { clock } from '#app/core/clock'
import { Refusal } from '#app/core/refusal'
import { expireLots } from '#app/club/actions/expire_lots'
import { matureLots } from '#app/club/actions/mature_lots'
import { acceptRevision } from '#app/sales/actions/accept_revision'
import { callOffRest } from '#app/sales/actions/call_off_rest'
import { cancelPreInvoice } from '#app/sales/actions/cancel_pre_invoice'
import { completePayment } from '#app/sales/actions/complete_payment'
import { confirmDelivery } from '#app/sales/actions/confirm_delivery'
import { expirePreInvoice } from '#app/sales/actions/expire_pre_invoice'
import { extendPreInvoice } from '#app/sales/actions/extend_pre_invoice'
import { issuePreInvoice } from '#app/sales/actions/issue_pre_invoice'
import { pickRemittance } from '#app/sales/actions/pick_remittance'
import { recordPayment } from '#app/sales/actions/record_payment'
import { recordRefund } from '#app/sales/actions/record_refund'
import { renewPreInvoice } from '#app/sales/actions/renew_pre_invoice'
import { lostPayments, rescuePayment } from '#app/sales/actions/rescue_payment'
import { revisePreInvoice } from '#app/sales/actions/revise_pre_invoice'
import { shipRemittance } from '#app/sales/actions/ship_remittance'
import { startPayment } from '#app/sales/actions/start_payment'
import { validatePreInvoice } from '#app/sales/actions/validate_pre_invoice'
import type { FakeZarinpal } from '#app/sales/fakes/fake_zarinpal'
import Invoice from '#app/sales/models/invoice'
import PreInvoice from '#app/sales/models/pre_invoice'
import PreInvoiceLine from '#app/sales/models/pre_invoice_line'
import { effectOf } from '#app/sales/models/pre_invoice_effects'
import { renewalOffer } from '#app/sales/queries/renewal_offer'
import { returnableOf } from '#app/sales/queries/returnable'
import { scanRemittance } from '#app/warehouse/actions/scan_remittance'
import type { Deed, Event, GatewayAct } from '#tests/laws/chain_events'
import { acceptanceCodeOf, customerActor, newKey, type Shop, staffActor } from '#tests/many/world'
import { givenProduct } from '#tests/support/given_catalogue'
import { givenClub, type StoryMember } from '#tests/support/given_club'
import { bringBack, restOrder } from '#tests/support/given_returns'

const VARIANTS = 3
const STOCK = 6

/** Deeds that leave the pre-invoice where it is, or bring it on only when nothing is under way. */
const MAY_STAY: readonly Deed[] = ['accept', 'deliver', 'ship', 'call_off_rest']
/** Deeds that are no verbs of the pre-invoice itself. */
const BESIDE = ['scan', 'return'] as const satisfies readonly Deed[]
const BY_CUSTOMER: readonly Deed[] = ['accept', 'renew', 'begin_payment']

type Actor = ReturnType<typeof staffActor> | ReturnType<typeof customerActor>

/** One shop with scarce goods and three members, and the requests that they made so far. */
export class History {
  documents: number[] = []
  /** What came about, for the count at the end. */
  readonly seen: Record<string, number> = {}

  private constructor(
    readonly shop: Shop,
    readonly gateway: FakeZarinpal,
    readonly variantIds: number[],
    readonly members: StoryMember[]
  ) {}

  static async begin(shop: Shop, gateway: FakeZarinpal) {
    const variantIds: number[] = []
    for (let index = 0; index < VARIANTS; index++) {
      const { warehouseId } = shop
      const { variantId } = await givenProduct({ price: 1_000_000, stock: STOCK, warehouseId })
      variantIds.push(variantId!)
    }
    const members = [await shop.member(2_000_000), await shop.member(600_000), await shop.member(0)]
    await givenClub.cash(members[1].wallet, 1_500_000)
    return new History(shop, gateway, variantIds, members)
  }

  async happens(event: Event) {
    switch (event.kind) {
      case 'issue':
        return this.issue(event.which, event.small)
      case 'deed':
        return this.tries(event.deed, event.which, event.small, 'staff')
      case 'cancel':
        return this.tries('cancel', event.which, 1, event.by)
      case 'onward':
        return this.onward(event.which, event.small)
      case 'gateway':
        return this.atGateway(event.which, event.act, event.comesBack)
      case 'rescue':
        return this.rescue(event.small)
      case 'days_pass':
        return this.daysPass(event.small)
      case 'price':
        return this.price(event.which, 900_000 + event.small * 100_000)
      case 'refund':
        return this.refund()
      default:
        await matureLots()
        return expireLots()
    }
  }

  /** The job that expires comes by at the end of a long time. */
  async daysPass(days: number) {
    clock.travel({ days })
    if (days < 2) return
    for (const id of this.documents) await expirePreInvoice(id)
  }

  async issue(chosen: number, quantity: number) {
    const member = this.members[chosen % this.members.length]
    const first = this.variantIds[chosen % VARIANTS]
    const second = this.variantIds[(chosen + 1) % VARIANTS]
    const lines = [{ variantId: first, quantity }]
    if (chosen % 2) lines.push({ variantId: second, quantity: 1 })
    const credit = chosen % 3 === 0 ? 0 : quantity * (chosen % 4 === 1 ? 300_000 : 100_000)
    const order = await this.shop.order(member.customerId, { lines, credit })
    const issued = await refusable(issuePreInvoice(order))
    if (issued) this.documents.push(issued.preInvoiceId)
  }

  /** What usually comes next, so that histories get to their end now and then. */
  async onward(chosen: number, quantity: number) {
    const preInvoice = await this.#document(chosen)
    if (!preInvoice) return
    const deed = await this.#next(preInvoice, quantity)
    if (!deed) return
    await this.tries(deed, chosen, deed === 'scan' ? 1 : quantity, 'staff')
    if (deed === 'begin_payment' && quantity === 2)
      await this.atGateway(chosen, 'pays', 1, preInvoice.id)
    if (deed === 'scan') await this.tries('pick_part', chosen, quantity, 'staff')
  }

  async #next({ id, status }: PreInvoice, quantity: number): Promise<Deed | null> {
    if (status === 'issued') return 'confirm'
    if (status === 'confirmed') return quantity === 1 ? 'record_payment' : 'begin_payment'
    if (status === 'expired') return 'renew'
    if (status === 'delivered') return quantity === 3 ? 'return' : null
    if (status !== 'invoiced' && status !== 'shipped') return null
    if (await this.#remittance(id, 'picked')) return 'ship'
    const isRest = Boolean(await this.#remittance(id, 'handed_over'))
    if (isRest && quantity !== 2 && (await this.#parcel(id))) return 'deliver'
    if (isRest && quantity === 3) return 'call_off_rest'
    return quantity === 1 ? 'pick' : 'scan'
  }

  /** Does it, or is refused; where it goes is what the table of effects says. */
  async tries(deed: Deed, chosen: number, quantity: number, by: 'customer' | 'staff') {
    const preInvoice = await this.#document(chosen)
    if (!preInvoice) return
    const { status, customerId } = preInvoice
    const kind = BY_CUSTOMER.includes(deed) ? 'customer' : deed === 'expire' ? 'system' : by
    const actor = by === 'customer' ? customerActor(customerId) : staffActor(this.shop.staff.sales)
    const done = await refusable(this.#do(deed, preInvoice, actor, quantity))
    await preInvoice.refresh()
    if (done === null || done === false) {
      if (preInvoice.status !== status) throw new Error(`${deed} was refused and moved ${status}`)
      return
    }
    this.#count(deed)
    this.#mustLead(deed, kind, status, preInvoice.status)
  }

  #mustLead(deed: Deed, kind: Actor['kind'] | 'system', from: string, to: string) {
    const isBeside = (BESIDE as readonly Deed[]).includes(deed)
    const verb =
      deed === 'pick_part' ? 'pick' : (deed as Exclude<Deed, (typeof BESIDE)[number] | 'pick_part'>)
    const status = from as PreInvoice['status']
    const expected = isBeside ? from : effectOf(verb, status, kind)?.to
    const isLastCall = deed === 'call_unanswered' && to === 'cancelled'
    const isCovered = to === 'invoiced' && (deed === 'confirm' || deed === 'accept')
    const isEnd = deed === 'call_off_rest' && to === 'delivered'
    if (isLastCall || isCovered || isEnd || (MAY_STAY.includes(deed) && from === to)) return
    if (expected !== to) throw new Error(`${deed} in ${from} led to ${to}, not to ${expected}`)
  }

  async #do(deed: Deed, preInvoice: PreInvoice, actor: Actor, quantity: number): Promise<unknown> {
    const { id: preInvoiceId, customerId, version, payable: amount } = preInvoice
    const { sales: expert } = this.shop.staff
    const [by, key] = [staffActor(expert), newKey()]
    switch (deed) {
      case 'confirm':
        return validatePreInvoice({ preInvoiceId, outcome: 'confirmed', by, key })
      case 'call_wrong':
        return validatePreInvoice({ preInvoiceId, outcome: 'wrong', by, key })
      case 'call_unanswered':
        return validatePreInvoice({ preInvoiceId, outcome: 'no_answer', by, key })
      case 'revise': {
        const [line] = await PreInvoiceLine.of(preInvoice)
        const lines = [{ variantId: line.variantId, quantity, discount: 0 }]
        const change = { version, lines, freight: quantity * 10_000, reason: 'توافق تلفنی' }
        return revisePreInvoice({ preInvoiceId, ...change, by, key })
      }
      case 'accept': {
        const code = version > 1 ? await acceptanceCodeOf(preInvoiceId) : '00000'
        return acceptRevision({ preInvoiceId, customerId, version, code })
      }
      case 'extend':
        return extendPreInvoice({ preInvoiceId, by, key })
      case 'begin_payment':
        return startPayment({ preInvoiceId, customerId, key })
      case 'record_payment':
        return recordPayment({ preInvoiceId, method: 'cash', amount, by, key })
      case 'expire':
        return expirePreInvoice(preInvoiceId)
      case 'renew':
        return this.#renew(preInvoice)
      case 'cancel':
        return cancelPreInvoice({ preInvoiceId, by: actor, reason: 'انصراف', key })
      case 'return':
        return this.#return(preInvoice, quantity)
      default:
        return this.#handle(deed, preInvoiceId, quantity)
    }
  }

  /** What the warehouse does with the goods of a sale. */
  async #handle(deed: Deed, preInvoiceId: number, quantity: number): Promise<unknown> {
    const { sales, keeper } = this.shop.staff
    const [by, expert, key] = [staffActor(keeper), staffActor(sales), newKey()]
    if (deed === 'deliver') {
      const shipmentId = await this.#parcel(preInvoiceId)
      return shipmentId && confirmDelivery({ shipmentId, by: expert, key })
    }
    const state = deed === 'ship' ? 'picked' : 'waiting'
    /* The last one that waits is the back-order. */
    const remittanceId = await this.#remittance(preInvoiceId, state)
    if (!remittanceId) return null
    switch (deed) {
      case 'scan':
        return this.#scan(remittanceId, quantity)
      case 'pick_part':
        return pickRemittance({ remittanceId, what: 'scanned', restInDays: quantity, by, key })
      case 'call_off_rest':
        return this.#callOffRest(remittanceId, quantity === 1)
      case 'ship':
        return shipRemittance({ remittanceId, carrier: 'پست', cost: 0, by, key })
      default:
        return pickRemittance({ remittanceId, by, key })
    }
  }

  /** Some pieces of one line; now and then back on the shelf. */
  async #scan(remittanceId: number, chosen: number) {
    const lines = await db.from('remittance_lines').where({ remittance_id: remittanceId })
    const { variant_id: variantId } = lines[chosen % lines.length] as { variant_id: number }
    const quantity = chosen === 3 ? -1 : 1
    const by = staffActor(this.shop.staff.keeper)
    const scan = { remittanceId, variantId: Number(variantId), quantity, by, key: newKey() }
    return scanRemittance(scan)
  }

  /** Where nothing else has left the page shows no plan, and the sale is cancelled instead. */
  async #callOffRest(remittanceId: number, freight: boolean) {
    const by = staffActor(this.shop.staff.sales)
    const left = await db
      .from('remittances as r')
      .join('remittances as o', (on) =>
        on.on('o.about_id', 'r.about_id').andOn('o.about_type', 'r.about_type')
      )
      .where('r.id', remittanceId)
      .whereIn('o.status', ['picked', 'handed_over'])
      .first()
    return left ? callOffRest(await restOrder(remittanceId, { by, freight })) : null
  }

  /** Some of what is left of a sale comes back, into the warehouse or among what is damaged. */
  async #return(preInvoice: PreInvoice, chosen: number) {
    const invoice = await Invoice.ofSource(preInvoice.ref)
    if (!invoice) return null
    const sold = await returnableOf(invoice, db.connection())
    const place = chosen === 1 ? ('damaged' as const) : this.shop.warehouseId
    const lines = sold.lines
      .map(({ line, quantity }) => ({
        lineId: line.id,
        quantity: Math.min(quantity, chosen),
        place,
      }))
      .filter(({ quantity }) => quantity > 0)
    if (lines.length === 0) return null
    const refund = chosen === 2 ? ({ method: 'cash' } as const) : null
    return bringBack(invoice.id, this.shop.staff.manager, { lines, freight: chosen > 1, refund })
  }

  async #renew(preInvoice: PreInvoice) {
    const { id: preInvoiceId, customerId, total } = preInvoice
    const offer = await renewalOffer(preInvoice, await PreInvoiceLine.of(preInvoice))
    const expectedTotal = offer?.total ?? total
    const wish = { preInvoiceId, customerId, expectedTotal, key: newKey() }
    const renewed = await renewPreInvoice(wish)
    this.documents.push(renewed.preInvoiceId)
    return renewed
  }

  /** The payer at the gateway's page; whether he comes back, once or twice. */
  async atGateway(chosen: number, act: GatewayAct, comesBack: number, preInvoiceId?: number) {
    const about = preInvoiceId ? [preInvoiceId] : this.documents
    const begun = await db
      .from('payments')
      .where({ payable_type: 'pre_invoice', method: 'online' })
      .whereIn('payable_id', about)
      .whereNotNull('reference')
      .orderBy('id', 'desc')
    if (begun.length === 0) return
    const { reference, payable_id: id } = begun[preInvoiceId ? 0 : chosen % begun.length]
    this.#acts(String(reference), act)
    for (let time = 0; time < comesBack; time++)
      await this.#comesBack(String(reference), Number(id))
  }

  #acts(reference: string, act: GatewayAct) {
    const { state, amount } = this.gateway.payments().find((one) => one.authority === reference)!
    if (act === 'bank_takes_back' && state === 'PAID') this.gateway.takeBack(reference)
    if (state !== 'IN_BANK') return
    if (act === 'pays') this.gateway.payWithoutCallback(reference)
    if (act === 'gives_up') this.gateway.cancelWithoutCallback(reference)
    if (act === 'pays_less') {
      this.gateway.setPaidAmount(reference, amount - 10_000)
      this.gateway.payWithoutCallback(reference)
    }
  }

  async #comesBack(reference: string, preInvoiceId: number) {
    const preInvoice = await PreInvoice.findOrFail(preInvoiceId)
    const before = await db.from('payments').where({ reference }).firstOrFail()
    const { status: from } = preInvoice
    const { status } = await completePayment({ gateway: 'zarinpal', reference })
    await preInvoice.refresh()
    if (status === before.status) return
    this.#count(`gateway: ${status}`)
    const isMoney = status === 'paid' || status === 'refund_due'
    const expected = isMoney ? effectOf('money_arrives', from, 'system')?.to : from
    if (expected !== preInvoice.status) {
      throw new Error(`money in ${from} led to ${preInvoice.status}, not to ${expected}`)
    }
  }

  /** The job that asks about payments whose payers did not come back. */
  async rescue(small: number) {
    clock.travel({ minutes: 5 * small * small })
    for (const id of await lostPayments(50)) {
      await rescuePayment(id)
      const { status } = await db.from('payments').where({ id }).firstOrFail()
      this.#count(`rescued: ${status}`)
    }
  }

  async price(chosen: number, price: number) {
    const variantId = this.variantIds[chosen % VARIANTS]
    await db.from('variants').where('id', variantId).update({ price })
  }

  /** The money that is longest due goes back. */
  async refund() {
    const due = await db.from('payments').where('status', 'refund_due').orderBy('id').first()
    if (!due) return
    const by = staffActor(this.shop.staff.manager)
    await recordRefund({ paymentId: Number(due.id), refId: 'TR-1', by, key: newKey() })
    this.#count('refund')
  }

  #count(what: string) {
    this.seen[what] = (this.seen[what] ?? 0) + 1
  }

  async #document(chosen: number): Promise<PreInvoice | null> {
    if (this.documents.length === 0) return null
    return PreInvoice.findOrFail(this.documents[chosen % this.documents.length])
  }

  async #remittance(preInvoiceId: number, status: string): Promise<number | null> {
    const row = await db
      .from('remittances')
      .where({ about_type: 'pre_invoice', about_id: preInvoiceId, status })
      .orderBy('id', 'desc')
      .first()
    return row && Number(row.id)
  }

  /** A shipment that is under way. */
  async #parcel(preInvoiceId: number): Promise<number | null> {
    const row = await db
      .from('shipments as s')
      .join('remittances as r', 'r.id', 's.remittance_id')
      .where({ 'r.about_type': 'pre_invoice', 'r.about_id': preInvoiceId })
      .whereNot('s.status', 'delivered')
      .orderBy('s.id')
      .select('s.id')
      .first()
    return row && Number(row.id)
  }

  /** Goods are in the house, promised to somebody, or handed out: never more, never less. */
  async goods() {
    for (const variantId of this.variantIds) {
      const levels = await db.from('stock_levels').where('variant_id', variantId)
      const out = await db
        .from('remittance_lines as l')
        .join('remittances as r', 'r.id', 'l.remittance_id')
        .where('l.variant_id', variantId)
        .whereIn('r.status', ['picked', 'handed_over'])
        .sum('l.quantity as pieces')
        .firstOrFail()
      const back = await db
        .from('sales_return_lines')
        .where('variant_id', variantId)
        .whereNotNull('warehouse_id')
        .sum('quantity as pieces')
        .firstOrFail()
      const inHouse = levels.reduce((sum, { on_hand: here }) => sum + Number(here), 0)
      const outside = Number(out.pieces ?? 0) - Number(back.pieces ?? 0)
      const isPromisedTwice = levels.some((one) => Number(one.reserved) > Number(one.on_hand))
      if (inHouse + outside !== STOCK || isPromisedTwice) {
        throw new Error(`${STOCK} of ${variantId} became ${inHouse} and ${outside} outside`)
      }
    }
  }

  /** What the gateway handed us is what we wrote down, each payment once and for its amount. */
  async money() {
    const rows = await db
      .from('payments')
      .where({ payable_type: 'pre_invoice', method: 'online' })
      .whereIn('payable_id', this.documents)
      .select('reference', 'status', 'amount')
    const book = new Map(this.gateway.payments().map((one) => [one.authority, one]))
    for (const { reference, status, amount } of rows) {
      const there = book.get(String(reference))
      const isOurs = ['paid', 'refund_due', 'refunded'].includes(String(status))
      const isTaken = there?.state === 'VERIFIED'
      if (isOurs !== isTaken || (isOurs && there?.amount !== Number(amount))) {
        throw new Error(`${status} ${amount} is ${there?.state} ${there?.amount} at the gateway`)
      }
    }
  }
}

/** What it answered, or null when a rule of the business refused it; anything else is a failure. */
async function refusable<Result>(work: Promise<Result>): Promise<Result | null> {
  try {
    return await work
  } catch (error) {
    if (error instanceof Refusal) return null
    throw error
  }
}
