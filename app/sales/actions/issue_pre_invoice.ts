import type { Actor } from '#app/core/actor'
import { clock } from '#app/core/clock'
import { once } from '#app/core/idempotency'
import type { Rial } from '#app/core/money'
import { found, Refusal } from '#app/core/refusal'
import { created } from '#app/core/rows'
import type { Trx } from '#app/core/sql'
import { execute, rowsOf } from '#app/core/statement'
import { transaction } from '#app/core/transaction'
import { assertInvoiceable } from '#app/people/buyer_details'
import Customer from '#app/people/models/customer'
import { settings } from '#app/people/models/setting'
import type CrmCase from '#app/crm/models/crm_case'
import { openCase, record } from '#app/crm/record'
import { type HeldLine, reserve } from '#app/warehouse/stock'
import { largestSpend } from '#app/club/earning'
import Member from '#app/club/models/member'
import Wallet from '#app/club/models/wallet'
import { agreeDraw, type Draw, holdDraw } from '#app/club/pockets'
import { replaceOwnEarlier } from '#app/sales/actions/replace_own_earlier'
import PreInvoice, { type Recipient } from '#app/sales/models/pre_invoice'
import PreInvoiceLine from '#app/sales/models/pre_invoice_line'
import type { DeliveryMethod } from '#app/sales/models/pre_invoice_moves'
import { priceBill, type Bill, type WantedLine } from '#app/sales/pricing'
import { servingBranch } from '#app/sales/queries/serving_branch'

export interface PreInvoiceOrder {
  customerId: number
  lines: readonly WantedLine[]
  deliveryMethod: DeliveryMethod
  recipient: Recipient
  note?: string | null
  /** Rial to put aside for it from the wallet, gift credit and real money; 0 for none. */
  credit: Rial
  /** Total in Rial that the page showed: a price that moved since is shown before it is agreed to. */
  expectedTotal: Rial
  /** What he already holds of it at the checkout, locked by the caller; it becomes the reservation. */
  held?: HeldLine[]
  key: string
  by: Actor
}

/** Requests of one customer that nobody has called about yet. */
const UNCONFIRMED_AT_MOST = 10

/**
 * The customer's own request becomes a document: numbered, valid for some days, stock reserved and
 * credit held; his file gets a record, an expert a task, both a text message. Order of locks: key,
 * case, document, stock (sorted), credit.
 * @throws Refusal `empty_cart`, `not_for_sale`, `price_changed` {total}, `out_of_stock`,
 * `credit_above_limit`, `below_min_spend`, `below_spend_threshold`, `not_enough_credit`, `customer_blocked`, `buyer_details_missing`,
 * `too_many_unconfirmed` (429), `key_reused`
 */
export function issuePreInvoice(
  order: PreInvoiceOrder,
  outer?: Trx
): Promise<{ preInvoiceId: number; repeated: boolean }> {
  const { key, by, held, ...input } = order
  return transaction((trx) => {
    const scope = `issue_pre_invoice:customer:${order.customerId}`
    return once({ scope, key, input }, trx, () => issue({ ...input, held, by }, trx))
  }, outer)
}

/** What a request says, whoever guards it by a key. */
type Wish = Omit<PreInvoiceOrder, 'key'>

/** The same within a verb that has its own key: one key row for one form. */
export function issueWithin(wish: Wish, trx: Trx): Promise<{ preInvoiceId: number }> {
  return issue(wish, trx)
}

async function issue(order: Wish, trx: Trx) {
  const { customerId, by } = order
  const customer = found(await Customer.known(customerId, trx))
  if (customer.status === 'blocked') throw new Refusal('customer_blocked')
  assertInvoiceable(customer)
  const member = await Member.of(customerId, trx)
  const bill = await agreedBill(order, member, trx)
  const { branchId, short } = await servingBranch(bill.lines, trx, order.held)
  const wallet = order.credit > 0 ? await spendable(order, member, bill, trx) : null
  await replaceOwnEarlier({ customerId, short, wallet, credit: order.credit }, trx)

  await assertFew(customerId, trx)

  const inBranch = branchId ?? (await anyBranch(trx))
  const crmCase = await openCase('sale', { customerId, branchId: inBranch }, trx)
  const preInvoice = await write(order, bill, { caseId: crmCase.id, branchId: inBranch }, trx)
  const inPlaceOf = order.held
  await reserve({ lines: bill.lines, for: preInvoice.ref, isNew: true, inPlaceOf, by }, trx)
  if (wallet && member) {
    const wish = { wanted: order.credit, tier: member.tier, bill: bill.total }
    await holdCredit(preInvoice, wallet, await agreeDraw(wallet, wish, trx), trx)
  }
  await tell(preInvoice, { bill, customer, crmCase, by }, trx)
  if (wallet) await tellOfHold(preInvoice, by, trx)
  return { preInvoiceId: preInvoice.id }
}

/** Each keeps stock from others and asks an expert for a call, so one person has a few at a time. */
async function assertFew(customerId: number, trx: Trx) {
  const waiting = await rowsOf(
    `SELECT id FROM pre_invoices WHERE customer_id = ? AND status = 'issued'
     LIMIT ${UNCONFIRMED_AT_MOST}`,
    [customerId],
    trx
  )
  if (waiting.length < UNCONFIRMED_AT_MOST) return
  const params = { count: waiting.length }
  throw new Refusal('too_many_unconfirmed', { status: 429, params })
}

/** The bill as it is now, or why it cannot be agreed to. */
async function agreedBill(order: Wish, member: Member | null, trx: Trx): Promise<Bill> {
  if (order.lines.length === 0) throw new Refusal('empty_cart')
  const { lines, deliveryMethod } = order
  const bill = await priceBill({ lines, member, deliveryMethod, client: trx })
  if (bill.missing.length > 0) {
    throw new Refusal('not_for_sale', { field: `lines.${bill.missing[0]}` })
  }
  if (bill.total !== order.expectedTotal) {
    throw new Refusal('price_changed', {
      field: 'expectedTotal',
      params: { total: { rial: bill.total } },
    })
  }
  return bill
}

/** The wallet that may pay so much of this bill. The hold itself checks the balance. */
async function spendable(order: Wish, member: Member | null, bill: Bill, trx: Trx) {
  const wallet = await Wallet.of(order.customerId, trx)
  const limit = mostOf(bill.total, member, wallet)
  if (order.credit > limit) {
    throw new Refusal('credit_above_limit', { field: 'credit', params: { limit: { rial: limit } } })
  }
  return wallet
}

/** The most that a wallet may pay of a total: real money all of it, credit as far as the tier says. */
function mostOf(total: Rial, member: Member | null, { cashAccountId }: Wallet): Rial {
  if (!member) return 0
  if (cashAccountId !== null) return total
  return largestSpend({ tier: member.tier, available: Number.MAX_SAFE_INTEGER, bill: total })
}

/** A request that nothing is in stock for still has a branch, until the reservation refuses it. */
async function anyBranch(trx: Trx): Promise<number> {
  const branch = await trx.from('branches').where('active', 1).orderBy('id').firstOrFail()
  return Number(branch.id)
}

async function write(
  order: Wish,
  bill: Bill,
  place: { caseId: number; branchId: number },
  trx: Trx
): Promise<PreInvoice> {
  const { validDays } = await settings.get('preInvoice', trx)
  const now = clock.now()
  const row = {
    ...place,
    customerId: order.customerId,
    status: 'issued' as const,
    version: 1,
    acceptedVersion: 1,
    validUntil: now.plus({ days: validDays }),
    deliveryMethod: order.deliveryMethod,
    recipient: order.recipient,
    note: order.note || null,
    linesTotal: bill.linesTotal,
    discount: bill.discount,
    vat: bill.vat,
    freight: bill.freight,
    total: bill.total,
    creditAmount: order.credit,
    creditHoldId: null,
    cashAmount: 0,
    cashHoldId: null,
    createdAt: now,
  }
  const preInvoice = await created(PreInvoice, row, trx)
  await PreInvoiceLine.write(preInvoice.id, bill.lines, trx)
  return preInvoice
}

async function holdCredit(preInvoice: PreInvoice, wallet: Wallet, draw: Draw, trx: Trx) {
  const { gift, cash } = await holdDraw(wallet, { draw, for: preInvoice.ref }, trx)
  preInvoice.merge({ creditAmount: draw.gift, creditHoldId: gift })
  preInvoice.merge({ cashAmount: draw.cash, cashHoldId: cash })
  await execute(
    `UPDATE pre_invoices
     SET credit_amount = ?, credit_hold_id = ?, cash_amount = ?, cash_hold_id = ? WHERE id = ?`,
    [draw.gift, gift, draw.cash, cash, preInvoice.id],
    trx
  )
}

async function tellOfHold(preInvoice: PreInvoice, by: Actor, trx: Trx) {
  const { fromWallet: amount, branchId, caseId, customerId } = preInvoice
  const facts = { cash: preInvoice.cashAmount }
  await record(
    'credit_held',
    { customerId, caseId, about: preInvoice.ref, amount, branchId, by, facts },
    trx
  )
}

/** A record in his file, a task for an expert of the branch, a text message to both. */
async function tell(
  preInvoice: PreInvoice,
  { bill, customer, crmCase, by }: { bill: Bill; customer: Customer; crmCase: CrmCase; by: Actor },
  trx: Trx
) {
  const { customerId, caseId, branchId, total, number, validUntil } = preInvoice
  await record(
    'pre_invoice_issued',
    {
      customerId,
      customer,
      caseId,
      newCase: crmCase,
      about: preInvoice.ref,
      amount: total,
      branchId,
      by,
      categoryIds: [...new Set(bill.lines.map((line) => line.categoryId))],
      facts: { number, lines: bill.lines.length },
      params: {
        number,
        total: { rial: total },
        until: validUntil,
        customer: customer.fullName(),
      },
    },
    trx
  )
}
