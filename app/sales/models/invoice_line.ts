import { InvoiceLineSchema } from '#database/schema'
import type { SoldLine } from '#app/sales/models/invoice'

/** One line of a sale, with name and price as they were. Amounts in Rial; never changed. */
export default class InvoiceLine extends InvoiceLineSchema {
  static table = 'invoice_lines'

  /** The till sold an amount and named no goods: any part of it may come back. */
  get isAmount(): boolean {
    return this.variantId === null && this.quantity === 1
  }

  static rowOf(line: SoldLine, invoiceId: number) {
    return {
      invoice_id: invoiceId,
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
}
