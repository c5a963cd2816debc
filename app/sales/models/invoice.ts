import { hasMany } from '@adonisjs/lucid/orm'
import type { HasMany } from '@adonisjs/lucid/types/relations'
import { InvoiceSchema } from '#database/schema'
import type { Actor, DocumentRef } from '#app/core/actor'
import { clock } from '#app/core/clock'
import { jalaliParts } from '#app/core/jalali'
import { sumOf, type Rial } from '#app/core/money'
import { created, modelOf } from '#app/core/rows'
import { found } from '#app/core/refusal'
import type { Client, Trx } from '#app/core/sql'
import { insertAll, rowOf } from '#app/core/statement'
import InvoiceLine from '#app/sales/models/invoice_line'
import { nextSerial } from '#app/sales/models/serial'
import { serialNumber } from '#app/sales/serial_number'

export const INVOICE_CHANNELS = ['web', 'till'] as const
export type InvoiceChannel = (typeof INVOICE_CHANNELS)[number]

/** One line of a sale in Rial: `total = quantity × unitPrice − discount + vat`. */
export interface SoldLine {
  /** Null when the till sold an amount and no goods by name. */
  variantId: number | null
  sku: string | null
  nameFa: string
  nameEn: string
  quantity: number
  unitPrice: Rial
  discount: Rial
  vatBasisPoints: number
  vat: Rial
}

/** A side of the official form; what is not known stays empty. */
export interface Party {
  name: string
  economicCode?: string | null
  nationalId?: string | null
  registrationNumber?: string | null
  province?: string | null
  city?: string | null
  postalCode?: string | null
  address?: string | null
  phone?: string | null
}

export interface Sale {
  branchId: number
  channel: InvoiceChannel
  customerId: number | null
  caseId: number | null
  /** The document that became this sale; it becomes one only once. */
  source: DocumentRef
  lines: readonly SoldLine[]
  freight: Rial
  /** Part of the total that club credit paid, in Rial. */
  creditAmount: Rial
  /** Part of the total that the wallet's real money paid, in Rial. */
  cashAmount?: Rial
  byMember: boolean
  /** The buyer's tier now; the credit of a later delivery is computed by it. */
  tierId?: number | null
  buyer: Party
  by: Actor
}

/** The confirmed sale. Never changed: one that is called off has an `invoice_cancellations` row. */
export default class Invoice extends InvoiceSchema {
  static table = 'invoices'

  declare channel: InvoiceChannel
  declare buyer: Party
  declare seller: Party

  @hasMany(() => InvoiceLine)
  declare lines: HasMany<typeof InvoiceLine>

  /**
   * Writes the sale with the next number of its branch and Jalali year. The counter is the last
   * lock: whoever calls this does all else that locks before.
   */
  static async issue(sale: Sale, trx: Trx): Promise<Invoice> {
    const { lines, by, source, tierId = null, cashAmount = 0, ...rest } = sale
    const now = clock.now()
    const { year } = jalaliParts(now)
    const row = {
      ...rest,
      ...sumsOf(lines, sale.freight),
      tierId,
      cashAmount,
      seller: await Invoice.#sellerOf(sale.branchId, trx),
      sourceType: source.type,
      sourceId: source.id,
      actorKind: by.kind,
      actorId: by.id,
      jalaliYear: year,
      serial: await nextSerial(`invoice:${sale.branchId}:${year}`, trx),
      createdAt: now,
    }
    const invoice = await created(Invoice, row, trx)
    const rows = lines.map((line) => InvoiceLine.rowOf(line, invoice.id))
    await insertAll('invoice_lines', rows, trx)
    return invoice
  }

  static async #sellerOf(branchId: number, trx: Trx): Promise<Party> {
    const sql = 'SELECT seller FROM branches WHERE id = ?'
    const { seller } = (await rowOf<{ seller: string | Party }>(sql, [branchId], trx))!
    return typeof seller === 'string' ? JSON.parse(seller) : seller
  }

  /** The row, locked until the transaction ends: returns of one sale come one after the other. */
  static async lock(id: number, trx: Trx): Promise<Invoice> {
    return found(await this.query({ client: trx }).where('id', id).forUpdate().first())
  }

  /** The invoice that a document became, or null. */
  static async ofSource(source: DocumentRef, client?: Client): Promise<Invoice | null> {
    const sql = 'SELECT * FROM invoices WHERE source_type = ? AND source_id = ?'
    const row = await rowOf(sql, [source.type, source.id], client)
    return row && modelOf(Invoice, row, client)
  }

  /** What people call it: branch, Jalali year, number in that year. */
  get number(): string {
    return serialNumber(this.branchId, this.jalaliYear, this.serial)
  }

  get ref(): DocumentRef {
    return { type: 'invoice', id: this.id }
  }

  /** What was paid with money that is no wallet's, in Rial. */
  get moneyPaid(): Rial {
    return this.total - this.creditAmount - this.cashAmount
  }

  get source(): DocumentRef {
    return { type: String(this.sourceType), id: Number(this.sourceId) }
  }

  /** Goods alone in Rial: net of discount, VAT and freight. */
  get net(): Rial {
    return this.linesTotal - this.discount
  }
}

/** Sums of the lines in Rial; the bill's VAT is the sum of the lines' rounded VAT. */
function sumsOf(lines: readonly SoldLine[], freight: Rial) {
  const linesTotal = sumOf(lines.map((line) => line.quantity * line.unitPrice))
  const discount = sumOf(lines.map((line) => line.discount))
  const vat = sumOf(lines.map((line) => line.vat))
  return { linesTotal, discount, vat, freight, total: linesTotal - discount + vat + freight }
}
