import type { DateTime } from 'luxon'
import type { Actor } from '#app/core/actor'
import { clock } from '#app/core/clock'
import type { Rial } from '#app/core/money'
import { found, Refusal } from '#app/core/refusal'
import { sqlTime, timeOf, type Trx } from '#app/core/sql'
import { record } from '#app/crm/record'
import { takeBack } from '#app/ledger/clawback'
import { openLot } from '#app/ledger/lots'
import Account from '#app/ledger/models/account'
import { transfer } from '#app/ledger/transfer'
import Warehouse from '#app/warehouse/models/warehouse'
import { move } from '#app/warehouse/stock'
import type Wallet from '#app/club/models/wallet'
import { creditExpiry } from '#app/club/models/wallet'
import { returnCash } from '#app/club/pockets'
import type Invoice from '#app/sales/models/invoice'
import Payment, { type PaymentMethod, type StaffMethod } from '#app/sales/models/payment'
import type SalesReturn from '#app/sales/models/sales_return'
import { SALES_RETURN } from '#app/sales/models/sales_return'
import type { PlannedLine, ReturnPlan } from '#app/sales/returning'
import { sourcesOf } from '#app/sales/queries/returnable'

/* What a return does, each part called inside `acceptReturn`. */

/** Rule of lots that bring back what a returned sale had spent. */
export const RETURNED_SALE = 'returned_sale'

/** Writes what came back of each line, with the warehouse in which it lies now; none when it never left. */
export async function writeLines(back: SalesReturn, plan: ReturnPlan, trx: Trx): Promise<void> {
  const rows = []
  for (const one of plan.lines) {
    const { line, quantity, linesTotal, discount, vat, total } = one
    rows.push({
      return_id: back.id,
      invoice_line_id: line.id,
      variant_id: line.variantId,
      quantity,
      lines_total: linesTotal,
      discount,
      vat,
      total,
      money_back: one.moneyBack,
      credit_back: one.creditBack,
      cash_back: one.cashBack,
      clawed_back: one.clawedBack,
      owed: one.owed,
      warehouse_id: await warehouseOf(one, back, trx),
    })
  }
  await trx.insertQuery().table('sales_return_lines').multiInsert(rows)
}

/** @throws Refusal `place_missing` beside the line */
async function warehouseOf({ line, place }: PlannedLine, back: SalesReturn, trx: Trx) {
  if (line.variantId === null || back.remittanceId !== null) return null
  if (place === 'damaged') {
    const damaged = await Warehouse.damagedOf(back.branchId, trx)
    return damaged.id
  }
  const where = { id: place ?? 0, active: 1 }
  const warehouse = await Warehouse.query({ client: trx }).where(where).first()
  if (!warehouse) throw new Refusal('place_missing', { field: `lines.${line.id}.place` })
  return warehouse.id
}

/** The goods lie somewhere again, in the order in which stock is locked. */
export async function bringBack(back: SalesReturn, by: Actor, trx: Trx): Promise<void> {
  const rows = await trx
    .from('sales_return_lines')
    .where('return_id', back.id)
    .whereNotNull('warehouse_id')
    .orderBy(['variant_id', 'warehouse_id', 'id'])
    .select('variant_id', 'warehouse_id', 'quantity')
  for (const row of rows) {
    await move(
      {
        warehouseId: Number(row.warehouse_id),
        variantId: Number(row.variant_id),
        quantity: Number(row.quantity),
        reason: 'return',
        about: back.ref,
        by,
      },
      trx
    )
  }
}

interface Value {
  back: SalesReturn
  invoice: Invoice
  wallet: Wallet
  by: Actor
}

/** Each pocket has back what it paid; then the credit that the sale gave is taken back. */
export async function giveBackValue(value: Value, trx: Trx): Promise<void> {
  const { back, by, invoice, wallet } = value
  const {
    branchId,
    cashBack,
    caseId,
    clawedBack,
    creditBack,
    owed,
    ref: about,
    taken,
    voided,
  } = back
  const chain = { about, caseId, branchId, by }
  const happening = { ...chain, customerId: wallet.customerId }
  if (creditBack > 0) await returnCredit(value, trx)
  if (cashBack > 0) await returnCash(wallet, { amount: cashBack, ...chain }, trx)
  if (creditBack + cashBack > 0) {
    const facts = { returned: true, cash: cashBack }
    await record('credit_released', { ...happening, amount: creditBack + cashBack, facts }, trx)
  }
  if (clawedBack > 0) {
    const { credit, customerId, pending } = wallet
    const from = { customerId, credit, pending, sources: sourcesOf(invoice) }
    await takeBack({ voided, taken, owed, ...from, ...chain }, trx)
    const facts = { voided, taken, owed, invoice: invoice.number }
    await record('credit_clawed_back', { ...happening, amount: clawedBack, facts }, trx)
  }
  await wallet.payDebt(chain, trx)
}

/**
 * New lots with the ends of those that the sale had drawn; what was drawn last, and would have
 * ended last, comes back first. Credit whose time ran out meanwhile gets the house's validity anew.
 */
async function returnCredit({ back, by, invoice, wallet }: Value, trx: Trx) {
  const { branchId, caseId, creditBack, ref: about } = back
  const from = await Account.house('house_credit_spent', branchId, trx)
  for (const { amount, expiresAt } of await portionsOf({ back, invoice, wallet }, trx)) {
    const chain = { about, caseId, branchId, by }
    await transfer({ from, to: wallet.credit, amount, reason: 'refund_spend', ...chain }, trx)
    const why = { returned: creditBack, document: invoice.number }
    const lot = { amount, rule: RETURNED_SALE, why, source: about, expiresAt }
    const owner = { account: wallet.credit, customerId: wallet.customerId, branchId, caseId }
    await openLot({ ...owner, ...lot, pendingUntil: null }, trx)
  }
}

interface Portion {
  amount: Rial
  expiresAt: DateTime | null
}

/** Of what the sale drew from lots: what this return gives back, after those before it. */
async function portionsOf(
  { back, invoice, wallet }: Omit<Value, 'by'>,
  trx: Trx
): Promise<Portion[]> {
  const before = await trx
    .from('sales_returns')
    .where('invoice_id', invoice.id)
    .whereNot('id', back.id)
    .sum('credit_back as credit')
    .first()
  let [skip, left] = [Number(before?.credit ?? 0), back.creditBack]
  const portions = new Map<string, Rial>()
  for (const draw of await drawsOf(invoice, wallet, trx)) {
    const passed = Math.min(skip, draw.amount)
    const amount = Math.min(left, draw.amount - passed)
    skip -= passed
    left -= amount
    const end = draw.expires_at ?? ''
    if (amount > 0) portions.set(end, (portions.get(end) ?? 0) + amount)
  }
  if (left > 0) throw new Error(`Invoice ${invoice.id} drew ${left} Rial less than it says`)
  return Promise.all([...portions].map(([end, amount]) => portion(amount, end, trx)))
}

/** The last drawn first. */
async function drawsOf(invoice: Invoice, wallet: Wallet, trx: Trx) {
  const spends = await trx
    .from('transfers')
    .where({ about_type: invoice.sourceType, about_id: invoice.sourceId, reason: 'spend' })
    .where('debit_account_id', wallet.creditAccountId)
    .select('id', 'hold_id')
  const rows = await trx
    .from('lot_draws as d')
    .join('lots as l', 'l.id', 'd.lot_id')
    .where((query) => {
      for (const { id, hold_id: holdId } of spends) {
        query.orWhere(holdId === null ? { 'd.transfer_id': id } : { 'd.hold_id': holdId })
      }
    })
    .whereNull('d.returned_at')
    .orderBy('d.id', 'desc')
    .select('d.amount', 'l.expires_at')
  return rows.map((row) => ({
    amount: Number(row.amount),
    expires_at: row.expires_at as string | null,
  }))
}

async function portion(amount: Rial, end: string, trx: Trx): Promise<Portion> {
  const now = clock.now()
  if (end === '') return { amount, expiresAt: null }
  const expiresAt = end <= sqlTime(now) ? await creditExpiry(now, trx) : timeOf(end)
  return { amount, expiresAt }
}

interface Refunding {
  back: SalesReturn
  invoice: Invoice
  refund: { method: StaffMethod; refId?: string | null } | null
  by: Actor
}

/** The money is a payment that is due back; given at the counter, it has gone back already. */
export async function refundMoney({ back, by, invoice, refund }: Refunding, trx: Trx) {
  const { branchId, caseId, moneyBack: amount, ref: about } = back
  const customerId = found(invoice.customerId)
  const payment = await Payment.create(
    {
      payableType: SALES_RETURN,
      payableId: back.id,
      customerId,
      caseId,
      method: refund?.method ?? (await methodOf(invoice, trx)),
      status: refund ? 'refunded' : 'refund_due',
      amount,
      refId: refund?.refId ?? null,
      actorKind: by.kind,
      actorId: by.id,
      checks: 0,
    },
    { client: trx }
  )
  const facts = { payment: payment.number, refId: refund?.refId ?? null }
  const happening = { customerId, caseId, branchId, about, amount, by, facts }
  await record(refund ? 'refund_done' : 'refund_due', happening, trx)
}

/** How the sale was paid: so it goes back. */
async function methodOf(invoice: Invoice, trx: Trx): Promise<PaymentMethod> {
  if (invoice.sourceType === 'pre_invoice') {
    const paid = await trx
      .from('payments')
      .where({ payable_type: 'pre_invoice', payable_id: invoice.sourceId, status: 'paid' })
      .orderBy('id', 'desc')
      .select('method')
      .first()
    return paid?.method ?? 'bank_transfer'
  }
  const sale = await trx.from('till_sales').where('id', found(invoice.sourceId)).first()
  return sale?.method ?? 'cash'
}
