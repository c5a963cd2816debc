import type { Actor } from '#app/core/actor'
import { once } from '#app/core/idempotency'
import { found, Refusal } from '#app/core/refusal'
import type { Trx } from '#app/core/sql'
import { transaction } from '#app/core/transaction'
import { reducePurchase } from '#app/crm/models/customer_stat'
import { openHouseTask } from '#app/crm/house_task'
import { record } from '#app/crm/record'
import { takeBackUnearned } from '#app/club/unearned'
import Remittance from '#app/warehouse/models/remittance'
import { lockOwner } from '#app/sales/actions/lock_owner'
import { endIfAllArrived } from '#app/sales/end_of_sale'
import Invoice from '#app/sales/models/invoice'
import type PreInvoice from '#app/sales/models/pre_invoice'
import SalesReturn, { NEVER_CAME } from '#app/sales/models/sales_return'
import { restOf } from '#app/sales/queries/rest'
import { giveBackValue, refundMoney, writeLines } from '#app/sales/return_effects'
import { assertAsShown, type Expected, lockGoodsAndWallet } from '#app/sales/return_rules'
import type { ReturnPlan } from '#app/sales/returning'

/** Working minutes in which the keeper looks for what the books have and nobody found. */
const LOOK_WITHIN = 480

export interface RestOrder {
  remittanceId: number
  /** Whether what is left of the freight is given back too; staff decide it. */
  freight: boolean
  reason: string | null
  expected: Expected
  by: Actor
  key: string
}

/**
 * Goods of a sale that wait on a remittance and never come are called off, after others of the sale
 * have left: they may be sold again, what was paid for them goes back as it was paid, and what they
 * would have earned is not earned. The invoice stays; a return of goods that never left says what
 * was given back. When all else has arrived the sale is delivered with it.
 * @throws Refusal `illegal_move` (409) when they were picked or called off meanwhile,
 * `nothing_left_yet` (409) when the whole sale can still be cancelled, `rest_being_picked` (409),
 * `return_changed` (409), `key_reused`
 */
export function callOffRest(
  order: RestOrder,
  outer?: Trx
): Promise<{ returnId: number; repeated: boolean }> {
  const { by, key, ...input } = order
  const scope = `call_off_rest:${by.kind}:${by.id ?? 0}`
  return transaction((trx) => once({ scope, key, input }, trx, () => callOff(order, trx)), outer)
}

async function callOff(order: RestOrder, trx: Trx): Promise<{ returnId: number }> {
  const { by, freight, reason: note, remittanceId } = order
  const preInvoice = await lockOwner(remittanceId, trx)
  const remittance = await Remittance.lock(remittanceId, trx)
  await assertMayGo(remittance, trx)
  const { id: invoiceId } = found(await Invoice.ofSource(preInvoice.ref, trx))
  const invoice = await Invoice.lock(invoiceId, trx)
  const wallet = await lockGoodsAndWallet(invoice, trx)
  const plan = await restOf({ remittanceId, invoice, freight }, trx)
  assertAsShown(plan, order.expected)

  await remittance.cancel(by, trx)
  const { sums } = plan
  const paper = { invoice, sums, reason: NEVER_CAME, note, by, remittanceId } as const
  const back = await SalesReturn.issue(paper, trx)
  await writeLines(back, plan, trx)
  if (wallet) await giveBackValue({ back, invoice, wallet, by }, trx)
  const amount = sums.linesTotal - sums.discount
  const { branchId, caseId, customerId, number, ref: about } = preInvoice
  await reducePurchase({ customerId, invoiceId, amount }, trx)
  await takeBackUnearned(customerId, { about, number, caseId, branchId, by }, trx)
  await file({ back, remittance, preInvoice, plan, order }, trx)
  if (sums.moneyBack > 0) await refundMoney({ back, invoice, refund: null, by }, trx)
  return { returnId: back.id }
}

/** Only what still lies on the shelf, while it is not in the keeper's hands, and when other goods have left. */
async function assertMayGo(remittance: Remittance, trx: Trx) {
  remittance.mustWait()
  if (!(await remittance.othersLeft(trx))) throw new Refusal('nothing_left_yet', { status: 409 })
  if ((await remittance.scanned(trx)) !== 'none') {
    throw new Refusal('rest_being_picked', { status: 409 })
  }
}

interface Filed {
  back: SalesReturn
  remittance: Remittance
  preInvoice: PreInvoice
  plan: ReturnPlan
  order: RestOrder
}

/** The sale ends with it when all else is there; the file and the customer learn what goes back. */
async function file({ back, remittance, preInvoice, plan, order }: Filed, trx: Trx) {
  const { by, reason } = order
  const { credit } = await endIfAllArrived(preInvoice, by, trx)
  const { moneyBack, creditBack, cashBack, total } = plan.sums
  const pieces = plan.lines.reduce((sum, { quantity }) => sum + quantity, 0)
  const { branchId } = await remittance.related('warehouse').query().firstOrFail()
  const about = { type: 'remittance', id: remittance.id }
  await openHouseTask('check_shelf', { branchId, about, within: LOOK_WITHIN }, trx)
  const { customerId, caseId, number } = preInvoice
  const facts = { number: remittance.number, pieces, reason, return: back.number }
  const params = {
    number,
    pieces,
    money: { rial: moneyBack },
    wallet: { rial: creditBack + cashBack },
    paid: moneyBack > 0 ? 'yes' : 'no',
    drawn: creditBack + cashBack > 0 ? 'yes' : 'no',
    credited: credit ? 'yes' : 'no',
    credit: { rial: credit?.amount ?? 0 },
  }
  const happening = { customerId, caseId, about, amount: total, branchId, by, facts, params }
  await record('rest_called_off', happening, trx)
}
