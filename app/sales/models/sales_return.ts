import { belongsTo, hasMany } from '@adonisjs/lucid/orm'
import type { BelongsTo, HasMany } from '@adonisjs/lucid/types/relations'
import { SalesReturnLineSchema, SalesReturnSchema } from '#database/schema'
import type { Actor, DocumentRef } from '#app/core/actor'
import { clock } from '#app/core/clock'
import { jalaliParts } from '#app/core/jalali'
import type { Rial } from '#app/core/money'
import type { Trx } from '#app/core/sql'
import Branch from '#app/people/models/branch'
import Customer from '#app/people/models/customer'
import Invoice from '#app/sales/models/invoice'
import InvoiceLine from '#app/sales/models/invoice_line'
import { nextSerial } from '#app/sales/models/serial'
import { serialNumber } from '#app/sales/serial_number'

/** Why goods come back, equal to the lookup table. */
export const RETURN_REASONS = [
  'changed_mind',
  'defective',
  'wrong_item',
  'damaged_on_way',
  'not_as_described',
  'other',
] as const
/** The rest of an order that could not be sent: the house writes it, nobody chooses it. */
export const NEVER_CAME = 'never_came'
export type ReturnReason = (typeof RETURN_REASONS)[number] | typeof NEVER_CAME

/** How other steps name one. */
export const SALES_RETURN = 'sales_return'

/** Part of a line that came back. Amounts in Rial; never changed. */
export class SalesReturnLine extends SalesReturnLineSchema {
  static table = 'sales_return_lines'

  @belongsTo(() => InvoiceLine)
  declare invoiceLine: BelongsTo<typeof InvoiceLine>
}

/** What a return comes to, in Rial. */
export interface ReturnSums {
  linesTotal: Rial
  discount: Rial
  vat: Rial
  freight: Rial
  total: Rial
  moneyBack: Rial
  creditBack: Rial
  cashBack: Rial
  clawedBack: Rial
  voided: Rial
  taken: Rial
  owed: Rial
}

/** Goods of a sale that came back, or money that did. Numbered without gaps and never changed. */
export default class SalesReturn extends SalesReturnSchema {
  static table = 'sales_returns'
  declare reason: ReturnReason

  @belongsTo(() => Invoice)
  declare invoice: BelongsTo<typeof Invoice>

  @belongsTo(() => Branch)
  declare branch: BelongsTo<typeof Branch>

  @belongsTo(() => Customer)
  declare customer: BelongsTo<typeof Customer>

  @hasMany(() => SalesReturnLine, { foreignKey: 'returnId' })
  declare lines: HasMany<typeof SalesReturnLine>

  /** Writes the return with the next number of its branch and Jalali year. */
  static async issue(
    what: {
      invoice: Invoice
      sums: ReturnSums
      reason: ReturnReason
      note: string | null
      by: Actor
      /** Of goods that never left: the remittance on which they waited. */
      remittanceId?: number
    },
    trx: Trx
  ): Promise<SalesReturn> {
    const { by, invoice, note, reason, remittanceId = null, sums } = what
    const { branchId, caseId, customerId } = invoice
    const now = clock.now()
    const { year } = jalaliParts(now)
    const row = {
      ...sums,
      invoiceId: invoice.id,
      branchId,
      customerId,
      caseId,
      reason,
      note,
      remittanceId,
      actorKind: by.kind,
      actorId: by.id,
      jalaliYear: year,
      serial: await nextSerial(`return:${branchId}:${year}`, trx),
      createdAt: now,
    }
    return SalesReturn.create(row, { client: trx })
  }

  /** What people call it: branch, Jalali year, number in that year. */
  get number(): string {
    return SalesReturn.numberOf(this.branchId, this.jalaliYear, this.serial)
  }

  static numberOf(branchId: number, year: number, serial: number): string {
    return `RT-${serialNumber(branchId, year, serial)}`
  }

  get ref(): DocumentRef {
    return { type: SALES_RETURN, id: this.id }
  }
}
