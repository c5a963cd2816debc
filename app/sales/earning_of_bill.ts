import db from '@adonisjs/lucid/services/db'
import { clock } from '#app/core/clock'
import type { Rial } from '#app/core/money'
import type { Client } from '#app/core/sql'
import { rowsOf } from '#app/core/statement'
import { asksForBranch, asksForCategory, earningGround } from '#app/club/earn_rules'
import { type Earned, type EarningLine, evaluateEarning } from '#app/club/earning'
import type Tier from '#app/club/models/tier'
import type Invoice from '#app/sales/models/invoice'
import type PreInvoice from '#app/sales/models/pre_invoice'
import { type Bill, vatOf, type WantedLine } from '#app/sales/pricing'
import { servingBranch } from '#app/sales/queries/serving_branch'

/*
 * What a sale of the web earns: the same computation for the product page, the cart, the
 * pre-invoice and the delivery, so that what was shown is what is given.
 */

export interface WebBuyer {
  tier: Pick<Tier, 'id' | 'earnBasisPoints'>
  /** Whose daily caps count; null for a visitor who could become a member. */
  customerId: number | null
}

/**
 * What a basket would earn if it were bought now. A visitor reads what he would get as a member,
 * of the member's prices.
 */
export async function previewEarning(
  bill: Bill,
  { tier, customerId }: WebBuyer,
  creditUsed: Rial = 0
): Promise<Earned> {
  const at = clock.now()
  const ground = await earningGround({ at, customerId }, db.connection())
  const isMember = customerId !== null
  const lines = bill.lines.map(({ vat, categoryId, vatBasisPoints, ...line }) => ({
    ...(isMember
      ? { net: line.quantity * line.unitPrice - line.discount, vat }
      : asMember(line.quantity * line.memberPrice, vatBasisPoints)),
    categoryId,
  }))
  const branchId = asksForBranch(ground.rules) ? await branchFor(bill.lines) : null
  const where = { at, channel: 'web' as const, branchId, tier }
  return evaluateEarning({ ...where, lines, freight: bill.freight, creditUsed }, ground)
}

/** The branch that would be in charge of such a request. */
async function branchFor(lines: readonly WantedLine[]): Promise<number | null> {
  const { branchId } = await servingBranch(lines, db.connection())
  return branchId
}

const asMember = (net: Rial, basisPoints: number) => ({ net, vat: vatOf(net, basisPoints) })

/** What one piece earns by itself, in Rial; thanks for the visit are of the whole bill, not of it. */
export async function earningOfPiece(
  piece: { variantId: number; net: Rial; vat: Rial; categoryId: number },
  { tier, customerId }: WebBuyer
): Promise<Rial> {
  const at = clock.now()
  const { rules, ...ground } = await earningGround({ at, customerId }, db.connection())
  const { variantId, net, vat, categoryId } = piece
  const branchId = asksForBranch(rules) ? await branchFor([{ variantId, quantity: 1 }]) : null
  const lines = [{ net, vat, categoryId }]
  const bill = { at, channel: 'web' as const, branchId, tier, lines, freight: 0, creditUsed: 0 }
  const perLine = rules.filter(({ kind }) => kind !== 'per_visit')
  return evaluateEarning(bill, { ...ground, rules: perLine }).total
}

/**
 * What an invoice of the web earns, by the rules that were in force when it was asked for: the
 * customer saw these. What was called off before the rest arrived earns nothing.
 */
export async function earningOfInvoice(
  invoice: Invoice,
  preInvoice: PreInvoice,
  tier: Tier,
  { client, lock }: { client: Client; lock?: () => Promise<void> }
): Promise<Earned> {
  const { customerId, branchId, createdAt: at } = preInvoice
  const ground = await earningGround({ at, customerId, lock }, client)
  const off = await calledOff(invoice.id, client)
  const lines = asksForCategory(ground.rules)
    ? await linesOf(invoice.id, client)
    : [{ net: invoice.net - off.net, vat: invoice.vat - off.vat, categoryId: null }]
  const freight = invoice.freight - off.freight
  const creditUsed = invoice.creditAmount - off.credit
  const bill = { at, channel: 'web' as const, branchId, tier, lines, freight, creditUsed }
  return evaluateEarning(bill, ground)
}

/** What of a sale was given back already, in Rial. */
async function calledOff(invoiceId: number, client: Client) {
  const [row] = await rowsOf<Record<'net' | 'vat' | 'freight' | 'credit', number | null>>(
    `SELECT SUM(lines_total - discount) AS net, SUM(vat) AS vat, SUM(freight) AS freight,
       SUM(credit_back) AS credit
     FROM sales_returns WHERE invoice_id = ?`,
    [invoiceId],
    client
  )
  const of = (sum: number | null) => Number(sum ?? 0)
  return { net: of(row.net), vat: of(row.vat), freight: of(row.freight), credit: of(row.credit) }
}

/** The lines of an invoice, less what was given back, with the categories of their goods. */
async function linesOf(invoiceId: number, client: Client): Promise<EarningLine[]> {
  const rows = await client
    .from('invoice_lines as l')
    .leftJoin('variants as v', 'v.id', 'l.variant_id')
    .leftJoin('products as p', 'p.id', 'v.product_id')
    .where('l.invoice_id', invoiceId)
    .orderBy('l.id')
    .select('l.quantity', 'l.unit_price', 'l.discount', 'l.vat', 'p.category_id')
    .select(backOf(client, 'lines_total').as('gross_back'), backOf(client, 'vat').as('vat_back'))
    .select(backOf(client, 'discount').as('discount_back'))
  const net = (row: Record<string, unknown>) =>
    Number(row.quantity) * Number(row.unit_price) -
    Number(row.discount) -
    (Number(row.gross_back ?? 0) - Number(row.discount_back ?? 0))
  return rows.map((row) => ({
    net: net(row),
    vat: Number(row.vat) - Number(row.vat_back ?? 0),
    categoryId: row.category_id === null ? null : Number(row.category_id),
  }))
}

const backOf = (client: Client, column: 'lines_total' | 'discount' | 'vat') =>
  client.from('sales_return_lines as b').whereColumn('b.invoice_line_id', 'l.id').sum(`b.${column}`)
