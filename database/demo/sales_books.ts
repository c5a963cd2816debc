import type { Rial } from '#app/core/money'
import type { SoldLine } from '#app/sales/models/invoice'
import type { Bulk, Row } from '#database/demo/bulk'
import type { DemoBranch } from '#database/demo/business'
import type { Channel } from '#database/demo/rhythm'
import { jalaliYear, stamp } from '#database/demo/times'
import type { DemoPerson, Doer } from '#database/demo/world'

export interface DemoSale {
  at: number
  branch: DemoBranch
  channel: Channel
  person: DemoPerson | null
  caseId: number | null
  source: { type: string; id: number }
  lines: readonly SoldLine[]
  freight: Rial
  creditAmount: Rial
  buyer: Record<string, string | null>
  by: Doer
}

/** Invoices in memory, numbered without gaps, and everything that is counted from them. */
export class SalesBooks {
  readonly #serials = new Map<string, number>()
  readonly #sellers: Map<number, string>

  constructor(
    readonly bulk: Bulk,
    branches: readonly DemoBranch[]
  ) {
    this.#sellers = new Map(branches.map(({ id, seller }) => [id, JSON.stringify(seller)]))
  }

  /** The counters as they stand after the last invoice. */
  get serials(): { name: string; last: number }[] {
    return [...this.#serials].map(([name, last]) => ({ name, last }))
  }

  issue(sale: DemoSale): { id: number; number: string; net: Rial; total: Rial } {
    const { at, branch, channel, person, lines, freight, creditAmount } = sale
    const linesTotal = sum(lines.map((line) => line.quantity * line.unitPrice))
    const discount = sum(lines.map((line) => line.discount))
    const vat = sum(lines.map((line) => line.vat))
    const [net, total] = [linesTotal - discount, linesTotal - discount + vat + freight]
    const year = jalaliYear(at)
    const serial = this.#next(`invoice:${branch.id}:${year}`)
    const id = this.bulk.add('invoices', {
      branch_id: branch.id,
      jalali_year: year,
      serial,
      channel,
      customer_id: person?.id ?? null,
      case_id: sale.caseId,
      source_type: sale.source.type,
      source_id: sale.source.id,
      buyer: JSON.stringify(sale.buyer),
      seller: this.#sellers.get(branch.id)!,
      lines_total: linesTotal,
      discount,
      vat,
      freight,
      total,
      credit_amount: creditAmount,
      by_member: person?.member ? 1 : 0,
      tier_id: person?.member?.tier.id ?? null,
      actor_kind: sale.by.kind,
      actor_id: sale.by.id,
      created_at: stamp(at),
    })
    for (const line of lines) this.bulk.add('invoice_lines', lineRow(line, id))
    if (person) this.#purchase(person, branch.id, id, net, at)
    return { id, number: `${branch.id}-${year}-${String(serial).padStart(5, '0')}`, net, total }
  }

  #next(name: string): number {
    const next = (this.#serials.get(name) ?? 0) + 1
    this.#serials.set(name, next)
    return next
  }

  #purchase(person: DemoPerson, branchId: number, invoiceId: number, amount: Rial, at: number) {
    const bought = stamp(at)
    this.bulk.add('customer_purchases', {
      customer_id: person.id,
      branch_id: branchId,
      invoice_id: invoiceId,
      amount,
      created_at: bought,
    })
    const year = jalaliYear(at)
    if (person.bought.year !== year) person.bought = { year, amount: 0 }
    person.bought.amount += amount
    person.stats ??= this.bulk.row('customer_stats', {
      customer_id: person.id,
      purchases: 0,
      spent: 0,
      first_purchase_at: bought,
      last_purchase_at: bought,
    })
    person.stats.purchases = Number(person.stats.purchases) + 1
    person.stats.spent = Number(person.stats.spent) + amount
    person.stats.last_purchase_at = bought
  }
}

export function lineRow(line: SoldLine, invoiceId: number): Row {
  return { invoice_id: invoiceId, ...soldRow(line) }
}

/** The columns that lines of invoices and of pre-invoices have in common. */
export function soldRow(line: SoldLine): Row {
  return {
    variant_id: line.variantId,
    sku: line.sku,
    name_fa: line.nameFa,
    name_en: line.nameEn,
    quantity: line.quantity,
    unit_price: line.unitPrice,
    discount: line.discount,
    vat_basis_points: line.vatBasisPoints,
    vat: line.vat,
    total: line.quantity * line.unitPrice - line.discount + line.vat,
  }
}

const sum = (amounts: readonly number[]) => amounts.reduce((total, amount) => total + amount, 0)
