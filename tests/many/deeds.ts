import { randomInt } from 'node:crypto'
import db from '@adonisjs/lucid/services/db'
import { SYSTEM } from '#app/core/actor'
import { clock } from '#app/core/clock'
import { jalaliParts } from '#app/core/jalali'
import { sqlTime } from '#app/core/sql'
import { transaction } from '#app/core/transaction'
import { answerTicket } from '#app/aftersales/actions/answer_ticket'
import { closeTicket } from '#app/aftersales/actions/close_ticket'
import { openTicket } from '#app/aftersales/actions/open_ticket'
import { rateTicket } from '#app/aftersales/actions/rate_ticket'
import { ruleBook } from '#app/club/models/earn_rule'
import { raiseTier } from '#app/club/actions/raise_tier'
import { type AdjustmentProposal, proposeAdjustment } from '#app/club/actions/propose_adjustment'
import { countLine } from '#app/warehouse/actions/count_line'
import { followLowStock } from '#app/warehouse/actions/follow_low_stock'
import { forgetStockChanges } from '#app/warehouse/actions/forget_stock_changes'
import { noticeLowStock } from '#app/warehouse/actions/notice_low_stock'
import { numberStockChanges } from '#app/warehouse/actions/number_stock_changes'
import Tier, { termsOf } from '#app/club/models/tier'
import Customer from '#app/people/models/customer'
import { setOffDuty } from '#app/people/actions/set_off_duty'
import SignInCode from '#app/people/models/sign_in_code'
import { startPayment } from '#app/sales/actions/start_payment'
import { startCreditExtension } from '#app/club/actions/extend_credit'
import { editProfile } from '#app/front/actions/edit_profile'
import { requestPayout } from '#app/sales/actions/request_payout'
import { cancelPreInvoice } from '#app/sales/actions/cancel_pre_invoice'
import type { FakeZarinpal } from '#app/sales/fakes/fake_zarinpal'
import Payment from '#app/sales/models/payment'
import { expireHold } from '#app/shop/actions/expire_hold'
import { holdCheckout } from '#app/shop/actions/hold_checkout'
import Cart, { type CartOwner } from '#app/shop/models/cart'
import { startSimulation } from '#app/reports/actions/simulate_earning'
import { sellAtTill } from '#app/till/actions/sell_at_till'
import type { Books } from '#tests/support/killer_books'
import { given } from '#tests/support/given'
import { givenStaff } from '#tests/support/given_people'
import { givenProduct } from '#tests/support/given_catalogue'
import { givenClub } from '#tests/support/given_club'
import { restOrder, returnOrder, wholeWish } from '#tests/support/given_returns'
import { anOccasion, givenInterested, givenOccasion, wholeEdit } from '#tests/support/given_profile'
import { givenDebt } from '#tests/support/given_debt'
import { recordPurchase } from '#app/crm/models/customer_stat'
import {
  draftRule,
  givenMembershipRule,
  givenRules,
  noMembershipRules,
  noRules,
  someTerms,
} from '#tests/support/given_rules'
import {
  givenCount,
  givenLowNotice,
  givenTransfer,
  givenWarehouse,
} from '#tests/support/given_warehouse'
import { customerActor, deliveryProofOf, newKey, staffActor, type Shop } from '#tests/many/world'

/** A verb that dies, with the world it needs each time. */
export interface Story {
  module: string
  verb: string
  /** Makes a fresh world for one call, the same in kind each time, and answers the arguments. */
  input(shop: Shop, gateway: FakeZarinpal): Promise<unknown[]>
  /** After how many of its writes it dies; after the last one only unless said. */
  points?: number
  /** What a verb of several transactions may leave after each of them. */
  steps?: Books[]
  /** A sweep has no key: sent again it does what is left. */
  sweeps?: boolean
  /** The refusal that meets whoever sends again what was done already. */
  refusesAgain?: string
  /** How much later it is sent again. */
  later?: { minutes: number }
}

const EVERY = Number.MAX_SAFE_INTEGER
/** Verbs on which value, stock and papers hang together die after several writes, others after the last. */
const SEVERAL = 4
const ago = () => sqlTime(clock.now().minus({ minutes: 1 }))

/** Two pieces in somebody's cart; and the same when he went on to the checkout. */
async function filledCart({ variantId }: Shop, owner: CartOwner) {
  const cart = await Cart.open(owner)
  await cart.put({ variantId, quantity: 2, price: 1_000_000, left: 10 })
  return cart
}

async function heldCart(shop: Shop, owner: CartOwner) {
  const cart = await filledCart(shop, owner)
  const ip = `10.0.${randomInt(256)}.${randomInt(256)}`
  await holdCheckout({ owner, ip, key: newKey() })
  return cart
}

/** A number that nobody has. */
const someMobile = () => `+98990${randomInt(1_000_000, 9_999_999)}`

/** A customer who has bought enough to become a member. */
async function someBuyer() {
  await noMembershipRules()
  await givenMembershipRule({ amount: 1_000_000 })
  const { id: customerId } = await given.customer()
  const invoiceId = randomInt(1_000_000_000, 2_000_000_000)
  const purchase = { customerId, branchId: null, invoiceId, amount: 1_000_000, at: clock.now() }
  await transaction((trx) => recordPurchase(purchase, trx))
  return customerId
}

/** Three pieces on their way to a new warehouse. */
async function transferOf(shop: Shop, state: 'draft' | 'sent') {
  const { variantId, warehouseId: from, staff } = shop
  const by = staffActor(staff.keeper)
  const goods = { from, to: await givenWarehouse(), variantId, quantity: 3, by }
  return givenTransfer(goods, state)
}

/** Two days off, from tomorrow, of somebody in the branch. */
async function timeOff({ branchId, staff }: Shop) {
  const { id: staffId } = await givenStaff({ branchId })
  const from = clock.now().plus({ days: 1 })
  return { staffId, from, until: from.plus({ days: 1 }), by: staffActor(staff.manager) }
}

/** Four pieces counted where the books have none. */
async function countOf({ variantId, staff }: Shop, state: 'open' | 'review') {
  const by = staffActor(staff.keeper)
  return givenCount({ warehouseId: await givenWarehouse(), variantId, quantity: 4, by }, state)
}

async function ticket(shop: Shop) {
  const { customerId } = await shop.member(0)
  const category = await db.from('ticket_categories').firstOrFail()
  const { ticketId } = await openTicket({
    customerId,
    categoryId: Number(category.id),
    subject: 'روشن نمی‌شود',
    body: 'سلام',
    key: newKey(),
    by: customerActor(customerId),
  })
  return { customerId, ticketId }
}

async function answered(shop: Shop) {
  const opened = await ticket(shop)
  const { ticketId } = opened
  await answerTicket({ ticketId, staffId: shop.staff.support.id, body: 'بله', key: newKey() })
  return opened
}

async function closed(shop: Shop) {
  const { customerId, ticketId } = await answered(shop)
  const by = customerActor(customerId)
  await closeTicket({ ticketId, by, link: 'http://127.0.0.1/', key: newKey() })
  return { customerId, ticketId }
}

/** A payment at the gateway; whether the payer has paid there. */
async function atGateway(shop: Shop, gateway: FakeZarinpal, paid: boolean) {
  const { preInvoiceId, customerId } = await shop.confirmed()
  const { paymentId } = await startPayment({ preInvoiceId, customerId, key: newKey() })
  const payment = await Payment.findOrFail(paymentId)
  if (paid) gateway.payWithoutCallback(payment.reference!)
  return { paymentId, reference: payment.reference! }
}

/** A change of credit by hand, in Rial; one of 3,000,000 needs a second person. */
async function change(shop: Shop, { amount }: { amount: number }): Promise<AdjustmentProposal> {
  const { customerId } = await shop.member(1_000_000)
  const { branchId } = shop
  const by = staffActor(shop.staff.manager)
  return { customerId, branchId, amount, reason: 'goodwill', note: 'تأخیر', by, key: newKey() }
}

/** A later end for credit that ends in a month, of one member. */
async function extensionOf(shop: Shop) {
  const { wallet } = await shop.member(0)
  const now = clock.now()
  await givenClub.credit(wallet, 400_000, { expiresAt: now.plus({ days: 30 }) })
  const times = { from: now, until: now.plus({ days: 60 }), newEnd: now.plus({ days: 90 }) }
  const by = staffActor(shop.staff.manager)
  return { tierId: null, branchId: null, ...times, reason: 'سیل', by, key: newKey() }
}

/** The purchase that made a member and lifted him comes back whole, his join credit spent. */
async function unearnedReturn(shop: Shop) {
  await noRules()
  await noMembershipRules()
  await givenMembershipRule({ amount: 50_000_000, days: 30 })
  await givenRules({ kind: 'per_action', action: 'join', amount: 500_000 })
  const { id: customerId, mobile: card } = await given.customer()
  const { manager } = shop.staff
  const by = staffActor(manager)
  const bill = { branchId: shop.branchId, staffId: manager.id, card, by, confirmed: true }
  const pay = (amount: number, credit: number) =>
    sellAtTill({ ...bill, amount, credit, method: 'cash', key: newKey() })
  const { invoiceId } = await pay(60_000_000, 0)
  await raiseTier({ customerId, by: SYSTEM })
  await pay(600_000, 300_000)
  return [await returnOrder(invoiceId, manager, await wholeWish(invoiceId, null))]
}

/** Somebody with real money wants some of it back. */
async function payoutWish(shop: Shop) {
  const { customerId, wallet } = await shop.member(0)
  await givenClub.cash(wallet, 9_000_000)
  const customer = await Customer.findOrFail(customerId)
  const to = { sheba: 'IR062960000000100324200001', holder: customer.fullName() }
  return { customerId, amount: 5_000_000, ...to, key: newKey() }
}

async function decidingPayout(shop: Shop) {
  const { payoutId } = await requestPayout(await payoutWish(shop))
  return { payoutId, by: staffActor(shop.staff.manager), key: newKey() }
}

export const DEEDS: Story[] = [
  {
    module: 'sales/actions/issue_pre_invoice',
    verb: 'issuePreInvoice',
    points: EVERY,
    async input(shop) {
      const { customerId } = await shop.member()
      return [await shop.order(customerId, { credit: 700_000 })]
    },
  },
  {
    module: 'sales/actions/validate_pre_invoice',
    verb: 'validatePreInvoice',
    async input(shop) {
      const { preInvoiceId } = await shop.issued()
      const by = staffActor(shop.staff.sales)
      return [{ preInvoiceId, outcome: 'confirmed', by, key: newKey() }]
    },
  },
  {
    module: 'sales/actions/start_payment',
    verb: 'startPayment',
    steps: [{ 'payments started n': 1 }],
    async input(shop) {
      const { preInvoiceId, customerId } = await shop.confirmed()
      return [{ preInvoiceId, customerId, key: newKey() }]
    },
  },
  {
    module: 'sales/actions/complete_payment',
    verb: 'completePayment',
    steps: [],
    points: SEVERAL,
    async input(shop, gateway) {
      const { reference } = await atGateway(shop, gateway, true)
      return [{ gateway: 'zarinpal', reference }]
    },
  },
  {
    module: 'sales/actions/record_payment',
    verb: 'recordPayment',
    points: SEVERAL,
    async input(shop) {
      const { preInvoiceId, payable: amount } = await shop.confirmed()
      const by = staffActor(shop.staff.sales)
      return [{ preInvoiceId, method: 'cash', amount, by, key: newKey() }]
    },
  },
  {
    module: 'sales/actions/fail_payment',
    verb: 'failPayment',
    sweeps: true,
    async input(shop, gateway) {
      const { paymentId } = await atGateway(shop, gateway, false)
      return [paymentId, 'not_paid']
    },
  },
  {
    module: 'sales/actions/record_refund',
    verb: 'recordRefund',
    async input(shop) {
      const { preInvoiceId } = await shop.invoiced()
      const by = staffActor(shop.staff.manager)
      await cancelPreInvoice({ preInvoiceId, by, reason: null, key: newKey() })
      const payment = await db
        .from('payments')
        .where({ payable_type: 'pre_invoice', payable_id: preInvoiceId })
        .firstOrFail()
      return [{ paymentId: Number(payment.id), refId: '1', by, key: newKey() }]
    },
  },
  {
    module: 'sales/actions/rescue_payment',
    verb: 'rescuePayment',
    steps: [],
    sweeps: true,
    later: { minutes: 20 },
    async input(shop, gateway) {
      const { paymentId } = await atGateway(shop, gateway, true)
      await db.from('payments').where('id', paymentId).update({ next_check_at: ago() })
      return [paymentId]
    },
  },
  {
    module: 'sales/actions/pick_remittance',
    verb: 'pickRemittance',
    points: SEVERAL,
    async input(shop) {
      const { remittanceId } = await shop.invoiced()
      return [{ remittanceId, by: staffActor(shop.staff.keeper), key: newKey() }]
    },
  },
  {
    module: 'sales/actions/pick_remittance',
    verb: 'pickRemittance',
    points: SEVERAL,
    async input(shop) {
      const { remittanceId } = await shop.scanned()
      const by = staffActor(shop.staff.keeper)
      return [{ remittanceId, by, key: newKey(), what: 'scanned', restInDays: 3 }]
    },
  },
  {
    module: 'warehouse/actions/scan_remittance',
    verb: 'scanRemittance',
    async input(shop) {
      const { remittanceId } = await shop.invoiced()
      const { variantId, staff } = shop
      return [{ remittanceId, variantId, quantity: 1, by: staffActor(staff.keeper), key: newKey() }]
    },
  },
  {
    module: 'sales/actions/ship_remittance',
    verb: 'shipRemittance',
    async input(shop) {
      const { remittanceId } = await shop.picked()
      const by = staffActor(shop.staff.keeper)
      return [{ remittanceId, carrier: 'پست', trackingCode: '1', cost: 0, by, key: newKey() }]
    },
  },
  {
    module: 'sales/actions/confirm_delivery',
    verb: 'confirmDelivery',
    points: SEVERAL,
    async input(shop) {
      const { shipmentId } = await shop.shipped()
      return [{ shipmentId, by: staffActor(shop.staff.sales), key: newKey() }]
    },
  },
  {
    module: 'sales/actions/confirm_by_code',
    verb: 'confirmByCode',
    points: SEVERAL,
    async input(shop) {
      const { shipmentId } = await shop.shipped()
      const { code } = await deliveryProofOf(shipmentId)
      return [{ shipmentId, code, by: staffActor(shop.staff.keeper) }]
    },
  },
  {
    module: 'sales/actions/confirm_by_code',
    verb: 'sendDeliveryCode',
    refusesAgain: 'delivery_code_just_sent',
    async input(shop) {
      const { shipmentId } = await shop.shipped()
      const past = sqlTime(clock.now().minus({ minutes: 5 }))
      await db.from('delivery_proofs').update({ sent_at: past })
      return [{ shipmentId }]
    },
  },
  {
    module: 'sales/actions/cancel_pre_invoice',
    verb: 'cancelPreInvoice',
    async input(shop) {
      const { preInvoiceId } = await shop.invoiced()
      const by = staffActor(shop.staff.manager)
      return [{ preInvoiceId, by, reason: 'پشیمانی', key: newKey() }]
    },
  },
  {
    module: 'sales/actions/call_off_rest',
    verb: 'callOffRest',
    points: SEVERAL,
    async input(shop) {
      const { restId } = await shop.inParts()
      return [await restOrder(restId, { by: staffActor(shop.staff.sales) })]
    },
  },
  {
    module: 'sales/actions/accept_return',
    verb: 'acceptReturn',
    points: SEVERAL,
    input: unearnedReturn,
  },
  {
    module: 'sales/actions/accept_return',
    verb: 'acceptReturn',
    points: SEVERAL,
    async input(shop) {
      const { preInvoiceId } = await shop.delivered()
      const invoice = await db
        .from('invoices')
        .where({ source_type: 'pre_invoice', source_id: preInvoiceId })
        .firstOrFail()
      const wish = await wholeWish(Number(invoice.id), shop.warehouseId)
      return [await returnOrder(Number(invoice.id), shop.staff.sales, wish)]
    },
  },
  {
    module: 'sales/actions/expire_pre_invoice',
    verb: 'expirePreInvoice',
    sweeps: true,
    async input(shop) {
      const { preInvoiceId } = await shop.issued()
      await db.from('pre_invoices').where('id', preInvoiceId).update({ valid_until: ago() })
      return [preInvoiceId]
    },
  },
  {
    module: 'sales/actions/revise_pre_invoice',
    verb: 'revisePreInvoice',
    points: SEVERAL,
    async input(shop) {
      const { preInvoiceId } = await shop.issued()
      const lines = [{ variantId: shop.variantId, quantity: 3, discount: 100_000 }]
      const by = staffActor(shop.staff.sales)
      const revision = { version: 1, lines, freight: 0, reason: 'توافق تلفنی' }
      return [{ preInvoiceId, ...revision, by, key: newKey() }]
    },
  },
  {
    module: 'sales/actions/accept_revision',
    verb: 'acceptRevision',
    async input(shop) {
      const { preInvoiceId, customerId, code } = await shop.revised()
      return [{ preInvoiceId, customerId, version: 2, code }]
    },
  },
  {
    module: 'sales/actions/accept_revision',
    verb: 'sendAcceptanceCode',
    refusesAgain: 'acceptance_code_just_sent',
    async input(shop) {
      const { preInvoiceId, customerId } = await shop.revised()
      const past = sqlTime(clock.now().minus({ minutes: 5 }))
      await db.from('acceptance_codes').update({ sent_at: past })
      return [{ preInvoiceId, customerId, version: 2 }]
    },
  },
  {
    module: 'sales/actions/extend_pre_invoice',
    verb: 'extendPreInvoice',
    async input(shop) {
      const { preInvoiceId, customerId } = await shop.issued()
      return [{ preInvoiceId, by: customerActor(customerId), key: newKey() }]
    },
  },
  {
    module: 'sales/actions/renew_pre_invoice',
    verb: 'renewPreInvoice',
    points: SEVERAL,
    async input(shop) {
      const { preInvoiceId, customerId } = await shop.expired()
      const { expectedTotal } = await shop.order(customerId)
      return [{ preInvoiceId, customerId, expectedTotal, key: newKey() }]
    },
  },
  {
    module: 'people/actions/set_off_duty',
    verb: 'setOffDuty',
    input: async (shop) => [await timeOff(shop)],
  },
  {
    module: 'people/actions/set_off_duty',
    verb: 'endOffDuty',
    async input(shop) {
      const { staffId, by, ...days } = await timeOff(shop)
      await setOffDuty({ staffId, by, ...days })
      return [{ staffId, by }]
    },
  },
  {
    module: 'club/actions/extend_credit',
    verb: 'startCreditExtension',
    input: async (shop) => [await extensionOf(shop)],
  },
  {
    module: 'club/actions/extend_credit',
    verb: 'runCreditExtension',
    points: SEVERAL,
    sweeps: true,
    async input(shop) {
      const { extensionId } = await startCreditExtension(await extensionOf(shop))
      return [extensionId]
    },
  },
  {
    module: 'sales/actions/top_up_wallet',
    verb: 'topUpWallet',
    steps: [{ 'payments started n': 1 }],
    async input(shop) {
      const { customerId } = await shop.member(0)
      return [{ customerId, amount: 5_000_000, key: newKey() }]
    },
  },
  {
    module: 'sales/actions/request_payout',
    verb: 'requestPayout',
    points: SEVERAL,
    input: async (shop) => [await payoutWish(shop)],
  },
  {
    module: 'sales/actions/request_payout',
    verb: 'withdrawPayout',
    async input(shop) {
      const wish = await payoutWish(shop)
      const { payoutId } = await requestPayout(wish)
      return [{ payoutId, customerId: wish.customerId, key: newKey() }]
    },
  },
  {
    module: 'sales/actions/decide_payout',
    verb: 'approvePayout',
    input: async (shop) => [await decidingPayout(shop)],
  },
  {
    module: 'sales/actions/decide_payout',
    verb: 'markPayoutPaid',
    points: SEVERAL,
    input: async (shop) => [{ ...(await decidingPayout(shop)), refId: '140512345' }],
  },
  {
    module: 'sales/actions/decide_payout',
    verb: 'rejectPayout',
    points: SEVERAL,
    input: async (shop) => [{ ...(await decidingPayout(shop)), note: 'شبا نادرست است' }],
  },
  {
    module: 'till/actions/sell_at_till',
    verb: 'sellAtTill',
    points: SEVERAL,
    async input(shop) {
      const { mobile } = await shop.member()
      const { id } = shop.staff.cashier
      return [
        {
          branchId: shop.branchId,
          staffId: id,
          card: mobile,
          amount: 3_300_000,
          credit: 800_000,
          method: 'cash',
          key: newKey(),
          by: { kind: 'staff', id },
        },
      ]
    },
  },
  {
    module: 'club/actions/join_club',
    verb: 'joinClub',
    async input() {
      const { id: customerId } = await given.customer()
      return [{ customerId, source: 'web', by: SYSTEM }]
    },
  },
  {
    module: 'till/actions/join_at_till',
    verb: 'joinAtTill',
    async input({ branchId, staff }) {
      const by = staffActor(staff.cashier)
      const names = { firstName: 'مینا', lastName: 'رضایی' }
      return [{ branchId, mobile: someMobile(), ...names, key: newKey(), by }]
    },
  },
  {
    module: 'front/actions/register_at_site',
    verb: 'registerAtSite',
    async input() {
      const names = { firstName: 'مینا', lastName: 'رضایی' }
      return [{ mobile: someMobile(), ...names, locale: 'fa', joins: true }]
    },
  },
  {
    module: 'crm/actions/edit_customer',
    verb: 'editCustomer',
    sweeps: true,
    async input() {
      const { id: customerId } = await given.customer()
      const nothing = { postalCode: null, birthYear: null, birthMonth: null, birthDay: null }
      const edit = { firstName: 'مینا', lastName: 'رضایی', address: 'آزادی ۱', ...nothing }
      return [{ customerId, edit, by: SYSTEM }]
    },
  },
  {
    module: 'crm/actions/ask_for_code',
    verb: 'askForCode',
    refusesAgain: 'code_just_sent',
    async input() {
      const ip = `10.0.${randomInt(256)}.${randomInt(256)}`
      return [{ mobile: someMobile(), ip, locale: 'fa' }]
    },
  },
  {
    module: 'crm/actions/sign_in_with_code',
    verb: 'signInWithCode',
    refusesAgain: 'code_over',
    async input() {
      const { mobile } = await given.customer()
      const code = await transaction((trx) => SignInCode.deal(mobile, '10.0.0.1', trx))
      return [{ mobile, code }]
    },
  },
  {
    module: 'crm/actions/work_task',
    verb: 'finishTask',
    refusesAgain: 'task_over',
    async input(shop) {
      const { customerId, ticketId } = await closed(shop)
      await rateTicket({ ticketId, customerId, rating: 1, note: null, key: newKey() })
      const task = await db
        .from('tasks')
        .where({ kind: 'call_unhappy', state: 'open', customer_id: customerId })
        .firstOrFail()
      const by = staffActor(shop.staff.manager)
      return [{ taskId: Number(task.id), note: 'دلجویی شد', by }]
    },
  },
  {
    module: 'crm/actions/remind_late_tasks',
    verb: 'remindLateTasks',
    sweeps: true,
    async input(shop) {
      const { preInvoiceId } = await shop.issued()
      await db
        .from('tasks')
        .where({ about_type: 'pre_invoice', about_id: preInvoiceId })
        .update({ due_at: sqlTime(clock.now().minus({ minutes: 1 })) })
      return []
    },
  },
  {
    module: 'club/actions/mature_lots',
    verb: 'matureLots',
    sweeps: true,
    async input(shop) {
      const { wallet } = await shop.member(0)
      await givenClub.credit(wallet, 400_000, { pendingUntil: clock.now().minus({ minutes: 1 }) })
      return []
    },
  },
  {
    module: 'club/actions/raise_tier',
    verb: 'raiseTier',
    sweeps: true,
    async input(shop) {
      const { customerId, mobile } = await givenClub.member({ tier: 'bronze' })
      const { id } = shop.staff.cashier
      await sellAtTill({
        branchId: shop.branchId,
        staffId: id,
        card: mobile,
        amount: 60_000_000,
        credit: 0,
        method: 'cash',
        confirmed: true,
        key: newKey(),
        by: { kind: 'staff', id },
      })
      return [{ customerId, by: SYSTEM }]
    },
  },
  {
    module: 'club/actions/plan_tiers',
    verb: 'planTiers',
    async input(shop) {
      const ladder = await Tier.ladder()
      const tiers = ladder.map((tier) => ({ ...termsOf(tier), tierId: tier.id, to: null }))
      tiers[1].earnBasisPoints = tiers[1].earnBasisPoints === 510 ? 520 : 510
      const by = staffActor(shop.staff.admin)
      return [{ tiers, startsOn: null, note: null, by, key: newKey() }]
    },
  },
  {
    module: 'club/actions/plan_tiers',
    verb: 'planTiers',
    points: SEVERAL,
    async input(shop) {
      const by = staffActor(shop.staff.admin)
      const { id } = await givenClub.tierBelowGold(by)
      const ladder = await Tier.ladder()
      const staying = ladder.filter((tier) => tier.id !== id)
      const tiers = staying.map((tier) => ({ ...termsOf(tier), tierId: tier.id, to: null }))
      return [{ tiers, leaving: [id], startsOn: null, note: null, by, key: newKey() }]
    },
  },
  {
    module: 'club/actions/open_tier_run',
    verb: 'openTierRun',
    async input(shop) {
      await db.from('tier_runs').update({ open_key: null })
      const lastDay = jalaliParts(clock.now().minus({ days: 1 }))
      return [{ lastDay, by: staffActor(shop.staff.admin), key: newKey() }]
    },
  },
  {
    module: 'club/actions/steer_tier_run',
    verb: 'steerTierRun',
    refusesAgain: 'illegal_move',
    async input(shop) {
      const by = staffActor(shop.staff.admin)
      return [{ runId: await givenClub.tierRun(by), move: 'cancel', by }]
    },
  },
  {
    module: 'club/actions/work_tier_run',
    verb: 'workTierRun',
    points: SEVERAL,
    sweeps: true,
    async input(shop) {
      return [await givenClub.movingRun(staffActor(shop.staff.admin))]
    },
  },
  {
    module: 'club/actions/work_tier_run',
    verb: 'workTierRun',
    points: SEVERAL,
    sweeps: true,
    async input(shop) {
      return [await givenClub.tellingRun(staffActor(shop.staff.admin))]
    },
  },
  {
    module: 'club/actions/leave_ended_tiers',
    verb: 'leaveEndedTiers',
    points: SEVERAL,
    sweeps: true,
    async input(shop) {
      const by = staffActor(shop.staff.admin)
      const { id, code } = await givenClub.tierBelowGold(by)
      await givenClub.member({ tier: code })
      await givenClub.endTiers([id], by)
      return []
    },
  },
  {
    module: 'club/actions/set_manual_tier',
    verb: 'setManualTier',
    points: SEVERAL,
    async input(shop) {
      const { customerId } = await givenClub.member({ tier: 'bronze' })
      const gold = await Tier.findByOrFail('code', 'gold')
      const lastDay = jalaliParts(clock.now().plus({ days: 9 }))
      const by = staffActor(shop.staff.admin)
      return [{ customerId, tierId: gold.id, lastDay, reason: 'مهمان', by, key: newKey() }]
    },
  },
  {
    module: 'club/actions/end_manual_tiers',
    verb: 'endManualTiers',
    sweeps: true,
    async input(shop) {
      const { customerId, member } = await givenClub.member({ tier: 'gold' })
      await givenClub.manualTier(customerId, staffActor(shop.staff.admin))
      await db.from('manual_tiers').where('member_id', member.id).update({ ends_at: ago() })
      return []
    },
  },
  {
    module: 'club/actions/end_manual_tiers',
    verb: 'endManualTier',
    refusesAgain: 'manual_tier_over',
    async input(shop) {
      const by = staffActor(shop.staff.admin)
      const { customerId } = await givenClub.member({ tier: 'gold' })
      await givenClub.manualTier(customerId, by)
      return [{ customerId, by }]
    },
  },
  {
    module: 'club/actions/use_benefit',
    verb: 'useBenefit',
    points: SEVERAL,
    async input(shop) {
      const { customerId } = await givenClub.member({ tier: 'gold' })
      const by = staffActor(shop.staff.admin)
      const benefitId = await givenClub.benefit({ gold: 1 }, by)
      const use = { customerId, benefitId, branchId: shop.branchId, overrideReason: null }
      return [{ ...use, by, key: newKey() }]
    },
  },
  {
    module: 'club/actions/warn_expiry',
    verb: 'warnExpiry',
    sweeps: true,
    async input(shop) {
      const { wallet } = await shop.member(0)
      await givenClub.credit(wallet, 400_000, { expiresAt: clock.now().plus({ days: 2 }) })
      return []
    },
  },
  {
    module: 'club/actions/expire_lots',
    verb: 'expireLots',
    sweeps: true,
    async input(shop) {
      const { wallet } = await shop.member(0)
      await givenClub.credit(wallet, 400_000, { expiresAt: clock.now().minus({ minutes: 1 }) })
      return []
    },
  },
  {
    module: 'club/actions/edit_earn_rules',
    verb: 'draftEarnRule',
    async input({ staff }) {
      await noRules()
      const terms = someTerms({ title: 'جشن', conditions: { weekdays: [6] } })
      return [{ ruleId: null, terms, by: staffActor(staff.manager), key: newKey() }]
    },
  },
  {
    module: 'club/actions/edit_earn_rules',
    verb: 'dropEarnRule',
    sweeps: true,
    async input({ staff }) {
      await noRules()
      const [ruleId] = await givenRules({})
      return [{ ruleId, by: staffActor(staff.manager) }]
    },
  },
  {
    module: 'club/actions/edit_earn_rules',
    verb: 'moveEarnRule',
    async input({ staff }) {
      await noRules()
      const [ruleId] = await givenRules(
        { conditions: { weekdays: [6] } },
        { conditions: { weekdays: [5] } }
      )
      return [{ ruleId, way: 'down', by: staffActor(staff.manager), key: newKey() }]
    },
  },
  {
    module: 'club/actions/edit_earn_rules',
    verb: 'discardEarnDraft',
    sweeps: true,
    async input({ staff }) {
      await noRules()
      await draftRule({})
      return [{ by: staffActor(staff.manager) }]
    },
  },
  {
    module: 'club/actions/publish_earn_rules',
    verb: 'publishEarnRules',
    points: SEVERAL,
    async input({ staff }) {
      await noRules()
      const [ruleId] = await givenRules({ conditions: { weekdays: [6] } })
      await draftRule({ basisPoints: 2000, conditions: { weekdays: [6] } }, ruleId)
      const { revision } = await ruleBook(db.connection())
      return [{ revision, by: staffActor(staff.manager), key: newKey() }]
    },
  },
  {
    module: 'reports/actions/simulate_earning',
    verb: 'startSimulation',
    async input({ staff }) {
      await db.from('earn_simulations').delete()
      return [{ by: staffActor(staff.manager), key: newKey() }]
    },
  },
  {
    module: 'reports/actions/simulate_earning',
    verb: 'stopSimulation',
    sweeps: true,
    async input({ staff }) {
      await db.from('earn_simulations').delete()
      const by = staffActor(staff.manager)
      const { simulationId } = await startSimulation({ by, key: newKey() })
      return [{ simulationId, by }]
    },
  },
  {
    module: 'reports/actions/simulate_earning',
    verb: 'runSimulations',
    sweeps: true,
    steps: [{ 'earn_simulations queued n': -1, 'earn_simulations running n': 1 }],
    later: { minutes: 2 },
    async input({ staff }) {
      await db.from('earn_simulations').delete()
      await startSimulation({ by: staffActor(staff.manager), key: newKey() })
      return []
    },
  },
  {
    module: 'club/actions/membership_rules',
    verb: 'addMembershipRule',
    async input({ staff }) {
      await noMembershipRules()
      const rule = { kind: 'purchases', amount: 10_000_000, days: 30 }
      return [{ ...rule, by: staffActor(staff.manager), key: newKey() }]
    },
  },
  {
    module: 'club/actions/membership_rules',
    verb: 'endMembershipRule',
    sweeps: true,
    async input({ staff }) {
      await noMembershipRules()
      return [{ ruleId: await givenMembershipRule(), by: staffActor(staff.manager) }]
    },
  },
  {
    module: 'club/actions/join_buyers',
    verb: 'joinByPurchase',
    sweeps: true,
    async input() {
      return [{ customerId: await someBuyer(), by: SYSTEM }]
    },
  },
  {
    module: 'club/actions/join_buyers',
    verb: 'joinBuyers',
    sweeps: true,
    async input() {
      await someBuyer()
      return []
    },
  },
  {
    module: 'club/actions/reward_action',
    verb: 'rewardAction',
    sweeps: true,
    points: SEVERAL,
    async input(shop) {
      await noRules()
      await givenRules({ kind: 'per_action', action: 'ticket_rated', amount: 50_000 })
      const { customerId } = await shop.member(0)
      const about = { type: 'story', id: randomInt(1_000_000_000) }
      return [{ action: 'ticket_rated', customerId, about, by: SYSTEM }]
    },
  },
  {
    module: 'front/actions/edit_profile',
    verb: 'editProfile',
    sweeps: true,
    points: SEVERAL,
    async input(shop) {
      await noRules()
      await givenRules({ kind: 'per_action', action: 'profile_completed', amount: 50_000 })
      const { customerId } = await shop.member(0)
      await givenInterested(customerId)
      await givenOccasion(customerId)
      return [{ customerId, edit: wholeEdit(), by: SYSTEM }]
    },
  },
  {
    module: 'front/actions/edit_profile',
    verb: 'addProfileOccasion',
    refusesAgain: 'occasion_exists',
    points: SEVERAL,
    async input(shop) {
      await noRules()
      await givenRules({ kind: 'per_action', action: 'profile_completed', amount: 50_000 })
      const { customerId } = await shop.member(0)
      await givenInterested(customerId)
      await editProfile({ customerId, edit: wholeEdit(), by: SYSTEM })
      return [anOccasion(customerId)]
    },
  },
  {
    module: 'club/actions/propose_adjustment',
    verb: 'proposeAdjustment',
    points: SEVERAL,
    async input(shop) {
      return [await change(shop, { amount: -400_000 })]
    },
  },
  {
    module: 'club/actions/propose_write_off',
    verb: 'proposeWriteOff',
    async input(shop) {
      const { customerId } = await shop.member(0)
      await givenDebt(customerId, 300_000)
      const by = staffActor(shop.staff.manager)
      const wish = { amount: 300_000, reason: 'uncollectable', note: 'وصول نشد' }
      return [{ customerId, branchId: shop.branchId, ...wish, by, key: newKey() }]
    },
  },
  {
    module: 'club/actions/decide_adjustment',
    verb: 'approveAdjustment',
    points: SEVERAL,
    async input(shop) {
      const { adjustmentId } = await proposeAdjustment(await change(shop, { amount: 3_000_000 }))
      return [{ adjustmentId, note: null, by: staffActor(shop.staff.admin), key: newKey() }]
    },
  },
  {
    module: 'club/actions/decide_adjustment',
    verb: 'rejectAdjustment',
    async input(shop) {
      const { adjustmentId } = await proposeAdjustment(await change(shop, { amount: 3_000_000 }))
      const by = staffActor(shop.staff.admin)
      return [{ adjustmentId, note: 'سند ندارد', by, key: newKey() }]
    },
  },
  {
    module: 'warehouse/actions/receive_stock',
    verb: 'receiveStock',
    async input({ warehouseId, variantId, staff }) {
      const lines = [{ variantId, quantity: 7 }]
      return [{ warehouseId, lines, by: staffActor(staff.keeper), key: newKey() }]
    },
  },
  {
    module: 'warehouse/actions/adjust_stock',
    verb: 'adjustStock',
    async input({ warehouseId, variantId, staff }) {
      const by = staffActor(staff.keeper)
      const what = { warehouseId, variantId, quantity: 2, cause: 'damaged', note: 'شکست' }
      return [{ ...what, by, key: newKey() }]
    },
  },
  {
    module: 'warehouse/actions/open_transfer',
    verb: 'openTransfer',
    async input({ warehouseId, staff }) {
      const to = await givenWarehouse()
      const by = staffActor(staff.keeper)
      return [{ fromWarehouseId: warehouseId, toWarehouseId: to, by, key: newKey() }]
    },
  },
  {
    module: 'warehouse/actions/send_transfer',
    verb: 'sendTransfer',
    points: SEVERAL,
    async input(shop) {
      const transferId = await transferOf(shop, 'draft')
      return [{ transferId, by: staffActor(shop.staff.keeper), key: newKey() }]
    },
  },
  {
    module: 'warehouse/actions/receive_transfer',
    verb: 'receiveTransfer',
    points: SEVERAL,
    async input(shop) {
      const transferId = await transferOf(shop, 'sent')
      const receipt = { transferId, received: [2], cause: 'lost', note: 'در راه گم شد' }
      return [{ ...receipt, by: staffActor(shop.staff.keeper), key: newKey() }]
    },
  },
  {
    module: 'warehouse/actions/cancel_transfer',
    verb: 'cancelTransfer',
    async input(shop) {
      const transferId = await transferOf(shop, 'draft')
      return [{ transferId, by: staffActor(shop.staff.keeper), key: newKey() }]
    },
  },
  {
    module: 'warehouse/actions/open_count',
    verb: 'openCount',
    async input({ staff }) {
      const by = staffActor(staff.keeper)
      return [{ warehouseId: await givenWarehouse(), by, key: newKey() }]
    },
  },
  {
    module: 'warehouse/actions/count_line',
    verb: 'countLine',
    async input(shop) {
      const countId = await countOf(shop, 'open')
      const line = { countId, variantId: shop.variantId, quantity: 4, more: true }
      return [{ ...line, by: staffActor(shop.staff.keeper), key: newKey() }]
    },
  },
  {
    module: 'warehouse/actions/uncount_last',
    verb: 'uncountLast',
    points: EVERY,
    async input(shop) {
      const countId = await countOf(shop, 'open')
      const by = staffActor(shop.staff.keeper)
      const line = { countId, variantId: shop.variantId, quantity: 1, more: true, by }
      await countLine({ ...line, key: newKey() })
      return [{ countId, by, key: newKey() }]
    },
  },
  {
    module: 'warehouse/actions/move_count',
    verb: 'moveCount',
    async input(shop) {
      const countId = await countOf(shop, 'open')
      return [{ countId, to: 'review', by: staffActor(shop.staff.keeper), key: newKey() }]
    },
  },
  {
    module: 'warehouse/actions/post_count',
    verb: 'postCount',
    points: SEVERAL,
    async input(shop) {
      const countId = await countOf(shop, 'review')
      const by = staffActor(shop.staff.keeper)
      return [{ countId, causes: ['found'], by, key: newKey() }]
    },
  },
  {
    module: 'warehouse/actions/notice_low_stock',
    verb: 'noticeLowStock',
    sweeps: true,
    async input({ variantId }) {
      await noticeLowStock()
      const place = { warehouse_id: await givenWarehouse(), variant_id: variantId }
      await db.table('stock_levels').insert({ ...place, on_hand: 0, reserved: 0 })
      return []
    },
  },
  {
    module: 'warehouse/actions/follow_low_stock',
    verb: 'followLowStock',
    sweeps: true,
    async input({ variantId }) {
      await followLowStock()
      const place = { warehouse_id: await givenWarehouse(), variant_id: variantId }
      await db.table('stock_levels').insert({ ...place, on_hand: 0, reserved: 0 })
      return []
    },
  },
  {
    module: 'warehouse/actions/number_stock_changes',
    verb: 'numberStockChanges',
    sweeps: true,
    async input() {
      await numberStockChanges()
      await givenProduct({ stock: 3 })
      return []
    },
  },
  {
    module: 'warehouse/actions/forget_stock_changes',
    verb: 'forgetStockChanges',
    sweeps: true,
    async input() {
      await givenProduct({ stock: 3 })
      const old = { created_at: sqlTime(clock.now().minus({ days: 40 })) }
      const [shelf] = await db.from('stock_levels').orderBy('id', 'desc').limit(1)
      await db.from('stock_levels').where('id', shelf.id).update({ on_hand: 4 })
      await db.from('stock_levels').where('id', shelf.id).update({ on_hand: 3 })
      await numberStockChanges()
      await forgetStockChanges()
      await db.from('stock_changes').where('variant_id', shelf.variant_id).update(old)
      return []
    },
  },
  {
    module: 'warehouse/actions/close_low_stock',
    verb: 'closeLowStock',
    async input({ variantId, staff }) {
      const noticeId = await givenLowNotice(await givenWarehouse(), variantId)
      return [{ noticeId, by: staffActor(staff.keeper), key: newKey() }]
    },
  },
  {
    module: 'warehouse/actions/count_stock',
    verb: 'countStock',
    sweeps: true,
    async input({ warehouseId, staff }) {
      const { variantId } = await givenProduct({ stock: 9, warehouseId })
      return [{ warehouseId, variantId, counted: 6, by: staffActor(staff.keeper) }]
    },
  },
  {
    module: 'shop/actions/merge_carts',
    verb: 'mergeCarts',
    sweeps: true,
    async input({ variantId }) {
      const { id: customerId } = await given.customer()
      const token = Cart.newToken()
      await Cart.open({ customerId })
      const cart = await Cart.open({ token })
      await cart.put({ variantId, quantity: 3, price: 1_000_000, left: 10 })
      return [{ token, customerId }]
    },
  },
  {
    module: 'shop/actions/merge_carts',
    verb: 'mergeCarts',
    points: SEVERAL,
    sweeps: true,
    async input(shop) {
      const { id: customerId } = await given.customer()
      await Cart.open({ customerId })
      const token = Cart.newToken()
      await heldCart(shop, { token })
      return [{ token, customerId }]
    },
  },
  {
    module: 'shop/actions/hold_checkout',
    verb: 'holdCheckout',
    points: EVERY,
    async input(shop) {
      const { id: customerId } = await given.customer()
      await filledCart(shop, { customerId })
      return [{ owner: { customerId }, ip: '127.0.0.1', key: newKey() }]
    },
  },
  {
    module: 'shop/actions/change_hold',
    verb: 'extendHold',
    async input(shop) {
      const { id: customerId } = await given.customer()
      await heldCart(shop, { customerId })
      return [{ owner: { customerId }, key: newKey() }]
    },
  },
  {
    module: 'shop/actions/change_hold',
    verb: 'followCart',
    points: EVERY,
    sweeps: true,
    async input(shop) {
      const { id: customerId } = await given.customer()
      const cart = await heldCart(shop, { customerId })
      await cart.put({ variantId: shop.variantId, quantity: 5, price: 1_000_000, left: 10 })
      return [{ customerId }]
    },
  },
  {
    module: 'shop/actions/change_hold',
    verb: 'freeHold',
    points: EVERY,
    sweeps: true,
    async input(shop) {
      const { id: customerId } = await given.customer()
      await heldCart(shop, { customerId })
      return [{ customerId }]
    },
  },
  {
    module: 'shop/actions/expire_hold',
    verb: 'expireHold',
    points: EVERY,
    sweeps: true,
    async input(shop) {
      const { id: customerId } = await given.customer()
      await heldCart(shop, { customerId })
      const { hold_id: id } = await db.from('carts').where('customer_id', customerId).firstOrFail()
      await db.from('checkout_holds').where('id', id).update({ held_until: ago() })
      return [Number(id)]
    },
  },
  {
    module: 'shop/actions/forget_holds',
    verb: 'forgetHolds',
    sweeps: true,
    async input(shop) {
      const { id: customerId } = await given.customer()
      await heldCart(shop, { customerId })
      const { hold_id: id } = await db.from('carts').where('customer_id', customerId).firstOrFail()
      await db.from('checkout_holds').where('id', id).update({ held_until: ago() })
      await expireHold(Number(id))
      const old = { ended_at: sqlTime(clock.now().minus({ days: 100 })) }
      await db.from('checkout_holds').where('id', id).update(old)
      return []
    },
  },
  {
    module: 'shop/actions/check_out',
    verb: 'checkOut',
    points: EVERY,
    async input(shop) {
      const { customerId } = await shop.member()
      const { lines, ...form } = await shop.order(customerId, { credit: 700_000 })
      if (lines.length !== 1) throw new Error('the cart is of one line')
      await heldCart(shop, { customerId })
      return [{ ...form, note: null }]
    },
  },
  {
    module: 'shop/actions/check_out',
    verb: 'checkOut',
    points: SEVERAL,
    async input(shop) {
      const { customerId } = await shop.member()
      const { lines, ...form } = await shop.order(customerId, { credit: 700_000 })
      const cart = await Cart.open({ customerId })
      for (const { variantId, quantity } of lines) {
        await cart.put({ variantId, quantity, price: 1_000_000, left: 10 })
      }
      return [{ ...form, note: null }]
    },
  },
  {
    module: 'aftersales/actions/open_ticket',
    verb: 'openTicket',
    async input(shop) {
      const { customerId } = await shop.member(0)
      const category = await db.from('ticket_categories').firstOrFail()
      const subject = 'روشن نمی‌شود'
      const by = customerActor(customerId)
      const key = newKey()
      return [{ customerId, categoryId: Number(category.id), subject, body: 'سلام', key, by }]
    },
  },
  {
    module: 'aftersales/actions/answer_ticket',
    verb: 'answerTicket',
    async input(shop) {
      const { ticketId } = await ticket(shop)
      return [{ ticketId, staffId: shop.staff.support.id, body: 'بله', key: newKey() }]
    },
  },
  {
    module: 'aftersales/actions/reply_to_ticket',
    verb: 'replyToTicket',
    async input(shop) {
      const { ticketId, customerId } = await answered(shop)
      return [{ ticketId, customerId, body: 'نشد', key: newKey() }]
    },
  },
  {
    module: 'aftersales/actions/close_ticket',
    verb: 'closeTicket',
    async input(shop) {
      const { ticketId, customerId } = await answered(shop)
      const by = customerActor(customerId)
      return [{ ticketId, by, link: 'http://127.0.0.1/', key: newKey() }]
    },
  },
  {
    module: 'aftersales/actions/rate_ticket',
    verb: 'rateTicket',
    async input(shop) {
      const { ticketId, customerId } = await closed(shop)
      return [{ ticketId, customerId, rating: 2, note: null, key: newKey() }]
    },
  },
]
