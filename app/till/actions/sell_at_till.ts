import type { Actor, DocumentRef } from '#app/core/actor'
import { clock } from '#app/core/clock'
import { once } from '#app/core/idempotency'
import { languageOf } from '#app/core/language'
import type { Rial } from '#app/core/money'
import { created } from '#app/core/rows'
import type { Trx } from '#app/core/sql'
import { execute } from '#app/core/statement'
import { transaction } from '#app/core/transaction'
import { assertUsual } from '#app/core/unusual'
import { recordPurchase } from '#app/crm/models/customer_stat'
import { openCase, record } from '#app/crm/record'
import { vatRateOn } from '#app/catalogue/vat'
import { joinByPurchase } from '#app/club/actions/join_buyers'
import { earningGround, giveEarned } from '#app/club/earn_rules'
import Wallet from '#app/club/models/wallet'
import { drawOrder, spendDraw } from '#app/club/pockets'
import Invoice, { type Party, type SoldLine } from '#app/sales/models/invoice'
import { type Buyer, buyerOf, type Presented } from '#app/till/buyer'
import { assertSpendable } from '#app/till/limits'
import TillSale, { type TillMethod } from '#app/till/models/till_sale'
import { mostCredit, type TillTerms, termsOf } from '#app/till/terms'

export interface TillOrder extends Presented {
  branchId: number
  staffId: number
  /** The bill, VAT included, in Rial. */
  amount: Rial
  /** Part of it that the wallet pays, in Rial; 0 for none, null for as much as may be. */
  credit: Rial | null
  method: TillMethod
  /** False: a bill far above the branch's usual is refused until somebody has read it in words. */
  confirmed?: boolean
  key: string
  by: Actor
}

export interface TillReceipt extends Record<string, unknown> {
  tillSaleId: number
  invoiceId: number
}

/**
 * A sale at the counter: part of the bill from credit, the rest in money, the tier's percent earned
 * on what money paid, an official invoice, records and the receipt by SMS — all or nothing.
 * @throws Refusal `unknown_card`, `card_blocked`, `amount_unusual`, `credit_needs_member`,
 * `below_spend_threshold`, `over_largest_spend`, `not_enough_credit`
 */
export function sellAtTill(
  order: TillOrder,
  outer?: Trx
): Promise<TillReceipt & { repeated: boolean }> {
  const { key, by, confirmed, ...input } = order
  const scope = `sell_at_till:staff:${order.staffId}`
  return transaction((trx) => once({ scope, key, input }, trx, () => sell(order, trx)), outer)
}

/** An order whose credit is known. */
type AgreedOrder = TillOrder & { credit: Rial }

async function sell(wanted: TillOrder, trx: Trx): Promise<TillReceipt> {
  const buyer = await buyerOf(wanted, trx)
  const at = clock.now()
  const customerId = buyer?.member?.customerId ?? null
  const bill = {
    amount: wanted.amount,
    branchId: wanted.branchId,
    at,
    vatBasisPoints: await vatRateOn(at, trx),
    /* The wallet is locked by `buyerOf`: nobody else fills a daily cap meanwhile. */
    ground: await earningGround({ at, customerId }, trx),
    tier: buyer?.tier ?? null,
    available: buyer?.available ?? 0,
    cash: buyer?.cash ?? 0,
    order: await drawOrder(buyer?.cash ?? 0, trx),
  }
  const order: AgreedOrder = { ...wanted, credit: wanted.credit ?? mostCredit(bill) }
  const terms = termsOf({ ...bill, credit: order.credit })
  await assertUsualBill(order, trx)
  assertSpendable(order, buyer, terms)

  const sale = await write(order, buyer, terms, trx)
  if (buyer?.member) await moveCredit(sale, buyer, terms, order.by, trx)
  if (buyer) await recordSale(sale, buyer, order.by, trx)
  const invoice = await invoiceOf(sale, buyer, terms, order.by, trx)
  await execute('UPDATE till_sales SET invoice_id = ? WHERE id = ?', [invoice.id, sale.id], trx)
  await letIn(buyer, sale, order.by, trx)
  return { tillSaleId: sale.id, invoiceId: invoice.id }
}

/** A customer whose purchases are now enough goes home as a member. */
async function letIn(buyer: Buyer | null, { branchId }: TillSale, by: Actor, trx: Trx) {
  if (!buyer || buyer.member) return
  await joinByPurchase({ customerId: buyer.customer.id, branchId, by }, trx)
}

async function assertUsualBill({ confirmed, branchId, amount }: TillOrder, trx: Trx) {
  if (confirmed !== false || !(await TillSale.mayBeUnusual(amount, branchId, trx))) return
  assertUsual(amount, await TillSale.usualAmount(branchId, trx))
}

async function write(order: AgreedOrder, buyer: Buyer | null, terms: TillTerms, trx: Trx) {
  const { branchId, staffId, amount, method } = order
  const { gift, cash } = terms.draw
  const customerId = buyer?.customer.id ?? null
  const opened = customerId ? await openCase('till', { customerId, branchId }, trx) : null
  return created(
    TillSale,
    {
      branchId,
      staffId,
      customerId,
      cardId: buyer?.card?.id ?? null,
      caseId: opened?.id ?? null,
      amount,
      creditSpent: gift,
      cashSpent: cash,
      creditEarned: terms.earned,
      balanceAfter: buyer?.member ? balanceAfter(buyer, gift, terms) : null,
      method,
    },
    trx
  )
}

/** What is earned pays first what is owed. */
function balanceAfter({ available, owed }: Buyer, gift: Rial, { earned }: TillTerms): Rial {
  return available - gift + Math.max(0, earned - owed)
}

const documentOf = (sale: TillSale): DocumentRef => ({ type: 'till_sale', id: sale.id })

/** What spending, earning and their records have in common. */
function circumstances(sale: TillSale, by: Actor) {
  return { branchId: sale.branchId, caseId: sale.caseId!, by }
}

async function moveCredit(
  sale: TillSale,
  { customer, tier, wallet: known }: Buyer,
  terms: TillTerms,
  by: Actor,
  trx: Trx
) {
  const wallet = known ?? (await Wallet.of(customer.id, trx))
  const [around, about] = [circumstances(sale, by), documentOf(sale)]
  const filed = { ...around, customerId: customer.id, about }
  const amount = sale.creditSpent + sale.cashSpent
  if (amount > 0) {
    await spendDraw(wallet, { ...around, draw: terms.draw, about }, trx)
    await record('credit_spent', { ...filed, amount, facts: { cash: sale.cashSpent } }, trx)
  }
  if (sale.creditEarned > 0) {
    const of = { document: sale.number, source: about, at: sale.createdAt }
    const giving = { earned: terms.earning!, wallet, tier: tier!, ...of, ...around }
    await giveEarned(giving, trx)
    await record('credit_earned', { ...filed, amount: sale.creditEarned }, trx)
  }
}

/** The member sees it in the panel at once and has the receipt on the phone. */
async function recordSale(sale: TillSale, { customer }: Buyer, by: Actor, trx: Trx) {
  const { money } = languageOf(customer.locale)
  await record(
    'till_sale',
    {
      ...circumstances(sale, by),
      customerId: customer.id,
      customer,
      about: documentOf(sale),
      amount: sale.amount,
      facts: { earned: sale.creditEarned, spent: sale.creditSpent },
      params: {
        amount: money(sale.amount),
        spent: money(sale.creditSpent + sale.cashSpent),
        earned: money(sale.creditEarned),
        balance: money(sale.balanceAfter ?? 0),
      },
    },
    trx
  )
}

/** The official invoice, last: its serial is a lock that everybody in the branch waits for. */
async function invoiceOf(
  sale: TillSale,
  buyer: Buyer | null,
  terms: TillTerms,
  by: Actor,
  trx: Trx
) {
  const { branchId, caseId, customerId } = sale
  const invoice = await Invoice.issue(
    {
      branchId,
      channel: 'till',
      customerId,
      caseId,
      source: documentOf(sale),
      lines: [lineOf(terms)],
      freight: 0,
      creditAmount: sale.creditSpent,
      cashAmount: sale.cashSpent,
      byMember: Boolean(buyer?.member),
      tierId: buyer?.tier?.id ?? null,
      buyer: partyOf(buyer),
      by,
    },
    trx
  )
  if (customerId) {
    const at = invoice.createdAt
    await recordPurchase(
      { customerId, branchId, invoiceId: invoice.id, amount: invoice.net, at },
      trx
    )
  }
  return invoice
}

/** The till sells an amount and names no goods. */
function lineOf({ net, vat, vatBasisPoints }: TillTerms): SoldLine {
  return {
    variantId: null,
    sku: null,
    nameFa: 'خرید حضوری',
    nameEn: 'In-store purchase',
    quantity: 1,
    unitPrice: net,
    discount: 0,
    vatBasisPoints,
    vat,
  }
}

function partyOf(buyer: Buyer | null): Party {
  if (!buyer) return { name: '' }
  const { customer } = buyer
  return { name: customer.fullName('fa'), phone: customer.mobile, address: customer.address }
}
