import type { Actor } from '#app/core/actor'
import { once } from '#app/core/idempotency'
import { Refusal } from '#app/core/refusal'
import type { Trx } from '#app/core/sql'
import { transaction } from '#app/core/transaction'
import { reducePurchase, takeBackPurchase } from '#app/crm/models/customer_stat'
import { record } from '#app/crm/record'
import { takeBackUnearned } from '#app/club/unearned'
import Invoice from '#app/sales/models/invoice'
import type { StaffMethod } from '#app/sales/models/payment'
import SalesReturn, { type ReturnReason } from '#app/sales/models/sales_return'
import { bringBack, giveBackValue, refundMoney, writeLines } from '#app/sales/return_effects'
import {
  assertAsShown,
  assertMayTakeBack,
  assertReturnable,
  type Expected,
  lockGoodsAndWallet,
} from '#app/sales/return_rules'
import { planReturn, type ReturnPlan, type ReturnWish } from '#app/sales/returning'
import { returnableOf } from '#app/sales/queries/returnable'

export interface ReturnOrder extends ReturnWish {
  invoiceId: number
  reason: ReturnReason
  note: string | null
  /** How the money was given back at once; null: it is due, and a task says so. */
  refund: { method: StaffMethod; refId?: string | null } | null
  expected: Expected
  by: Extract<Actor, { kind: 'staff' }>
  key: string
}

/**
 * Takes goods of a sale back, whatever door it came through: a numbered document, the goods on a
 * shelf or in the place for damaged ones, what was paid given back as it was paid, the credit that
 * the sale had given taken back (what is missing of it is owed), and with it what the purchases
 * had brought besides: join credit, a tier. The invoice stays as it is.
 * @throws Refusal `nothing_to_return`, `return_line_twice`, `return_above_sold` {left}, `return_above_amount` {most},
 * `return_before_delivery`, `invoice_called_off`, `return_changed` (409), `place_missing`,
 * `reference_missing`, `refund_now`, `return_needs_manager` {limit, days} (403), `key_reused`
 */
export function acceptReturn(
  order: ReturnOrder,
  outer?: Trx
): Promise<{ returnId: number; repeated: boolean }> {
  const { by, key, ...input } = order
  const scope = `accept_return:staff:${by.id}`
  return transaction((trx) => once({ scope, key, input }, trx, () => accept(order, trx)), outer)
}

async function accept(order: ReturnOrder, trx: Trx): Promise<{ returnId: number }> {
  const invoice = await Invoice.lock(order.invoiceId, trx)
  await assertReturnable(invoice, trx)
  assertRefund(invoice, order)
  const wallet = await lockGoodsAndWallet(invoice, trx)
  const plan = planReturn(await returnableOf(invoice, trx), order)
  assertAsShown(plan, order.expected)
  const { moneyBack, creditBack, cashBack } = plan.sums
  const worth = moneyBack + creditBack + cashBack
  await assertMayTakeBack({ invoice, worth, staffId: order.by.id }, trx)

  const { by, note, reason } = order
  const back = await SalesReturn.issue({ invoice, sums: plan.sums, reason, note, by }, trx)
  await writeLines(back, plan, trx)
  await bringBack(back, by, trx)
  if (wallet) await giveBackValue({ back, invoice, wallet, by }, trx)
  if (invoice.customerId !== null) await file({ back, invoice, plan, order }, trx)
  return { returnId: back.id }
}

/** Nobody can be owed money whose name is not known. */
function assertRefund(invoice: Invoice, { refund }: ReturnOrder) {
  if (invoice.customerId === null && !refund) throw new Refusal('refund_now', { field: 'method' })
  if (refund && refund.method !== 'cash' && !refund.refId) {
    throw new Refusal('reference_missing', { field: 'refId' })
  }
}

interface Filed {
  back: SalesReturn
  invoice: Invoice
  plan: ReturnPlan
  order: ReturnOrder
}

/** What the customer file, the statistics and the customer learn of it. */
async function file({ back, invoice, plan, order }: Filed, trx: Trx) {
  const { branchId, caseId, ref: about } = back
  const customerId = Number(invoice.customerId)
  const { sums } = plan
  const purchase = { customerId, invoiceId: invoice.id, amount: sums.linesTotal - sums.discount }
  await (plan.isAll ? takeBackPurchase : reducePurchase)(purchase, trx)
  const undoing = { about, number: invoice.number, caseId, branchId, by: order.by }
  await takeBackUnearned(customerId, undoing, trx)

  const facts = { number: back.number, invoice: invoice.number, reason: order.reason }
  const params = {
    number: invoice.number,
    money: { rial: sums.moneyBack },
    wallet: { rial: sums.creditBack + sums.cashBack },
    clawed: sums.clawedBack > 0 ? 'yes' : 'no',
    clawback: { rial: sums.clawedBack },
    owes: sums.owed > 0 ? 'yes' : 'no',
    owed: { rial: sums.owed },
  }
  const happening = { customerId, caseId, branchId, about, by: order.by }
  await record('return_accepted', { ...happening, amount: sums.total, facts, params }, trx)
  if (sums.moneyBack > 0)
    await refundMoney({ back, invoice, refund: order.refund, by: order.by }, trx)
}
