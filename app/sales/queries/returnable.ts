import type { DocumentRef } from '#app/core/actor'
import { sumOf, type Rial } from '#app/core/money'
import type { Client } from '#app/core/sql'
import Wallet from '#app/club/models/wallet'
import { givenBy } from '#app/ledger/clawback'
import type Invoice from '#app/sales/models/invoice'
import InvoiceLine from '#app/sales/models/invoice_line'

/** A line of a sale, less what came back before. Amounts in Rial. */
export interface LeftLine {
  line: InvoiceLine
  quantity: number
  linesTotal: Rial
  discount: Rial
  vat: Rial
  total: Rial
}

/** What of a sale can still come back, and how it was paid. Amounts in Rial. */
export interface Returnable {
  invoice: Invoice
  lines: LeftLine[]
  freight: Rial
  /** What was paid and not given back yet: money, gift credit, real money of the wallet. */
  money: Rial
  credit: Rial
  cash: Rial
  /** Goods net of VAT that did not come back yet: what the credit was earned on. */
  net: Rial
  /** Credit that the sale gave and its buyer still has or had the use of. */
  earned: Rial
  /** Of it, what still waits. */
  waiting: Rial
  /** What expired by itself and is not asked for. */
  expired: Rial
  /** Gift credit that the buyer may spend now. */
  available: Rial
}

/** Documents by which a sale may have given credit. */
export function sourcesOf(invoice: Invoice): DocumentRef[] {
  return invoice.sourceType === 'till_sale' ? [invoice.ref, invoice.source] : [invoice.ref]
}

/** Reads it as it is; in a verb the invoice and the wallet's accounts are locked before. */
export async function returnableOf(invoice: Invoice, client: Client): Promise<Returnable> {
  const lines = await leftLines(invoice, client)
  const back = await backSoFar(invoice, client)
  const { earned, lapsed, waiting } = await givenOf(invoice, client)
  const expired = lapsed - back.voided
  return {
    invoice,
    lines,
    freight: invoice.freight - back.freight,
    money: invoice.moneyPaid - back.money_back,
    credit: invoice.creditAmount - back.credit_back,
    cash: invoice.cashAmount - back.cash_back,
    net: sumOf(lines.map((line) => line.total - line.vat)),
    earned: Math.max(0, earned - back.clawed_back - expired),
    waiting,
    expired,
    available: await availableOf(invoice, client),
  }
}

async function leftLines(invoice: Invoice, client: Client): Promise<LeftLine[]> {
  const lines = await InvoiceLine.query({ client }).where('invoiceId', invoice.id).orderBy('id')
  const rows = await client
    .from('sales_return_lines')
    .whereIn(
      'invoice_line_id',
      lines.map(({ id }) => id)
    )
    .groupBy('invoice_line_id')
    .select('invoice_line_id')
    .sum({ quantity: 'quantity', gross: 'lines_total', discount: 'discount' })
    .sum({ vat: 'vat', total: 'total' })
  const backOf = new Map(rows.map((row) => [Number(row.invoice_line_id), row]))
  return lines.map((line) => {
    const back = backOf.get(line.id)
    const left = (of: number, name: string) => of - Number(back?.[name] ?? 0)
    const total = left(line.total, 'total')
    const quantity = line.isAmount ? Number(total > 0) : left(line.quantity, 'quantity')
    const [discount, vat] = [left(line.discount, 'discount'), left(line.vat, 'vat')]
    return { line, quantity, linesTotal: total - vat + discount, discount, vat, total }
  })
}

const PARTS = [
  'freight',
  'money_back',
  'credit_back',
  'cash_back',
  'clawed_back',
  'voided',
] as const

async function backSoFar(invoice: Invoice, client: Client) {
  const sums = Object.fromEntries(PARTS.map((part) => [part, part]))
  const row = await client.from('sales_returns').where('invoice_id', invoice.id).sum(sums).first()
  const numbers = PARTS.map((part) => [part, Number(row?.[part] ?? 0)] as const)
  return Object.fromEntries(numbers) as Record<(typeof PARTS)[number], Rial>
}

async function givenOf(invoice: Invoice, client: Client) {
  if (invoice.customerId === null) return { earned: 0, lapsed: 0, waiting: 0 }
  return givenBy(invoice.customerId, sourcesOf(invoice), client)
}

async function availableOf({ customerId }: Invoice, client: Client): Promise<Rial> {
  const wallet = customerId === null ? null : await Wallet.existing(customerId, client)
  if (!wallet) return 0
  const { available } = await wallet.balances(client)
  return available
}
