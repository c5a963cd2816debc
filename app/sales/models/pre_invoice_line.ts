import { PreInvoiceLineSchema } from '#database/schema'
import type { Client, Trx } from '#app/core/sql'
import { modelOf } from '#app/core/rows'
import { insertAll, rowsOf } from '#app/core/statement'
import type PreInvoice from '#app/sales/models/pre_invoice'
import type { VersionLine } from '#app/sales/models/pre_invoice_version'

/** One variant of a pre-invoice, with name and price as they were. Amounts in Rial. */
export default class PreInvoiceLine extends PreInvoiceLineSchema {
  static table = 'pre_invoice_lines'

  /** The lines as they are now. */
  static async of({ id }: Pick<PreInvoice, 'id'>, client?: Client): Promise<PreInvoiceLine[]> {
    const sql = 'SELECT * FROM pre_invoice_lines WHERE pre_invoice_id = ? ORDER BY id'
    const rows = await rowsOf(sql, [id], client)
    return rows.map((row) => modelOf(PreInvoiceLine, row, client))
  }

  /** The next version's lines in place of the former ones, which their version keeps. */
  static async replace({ id }: Pick<PreInvoice, 'id'>, lines: readonly VersionLine[], trx: Trx) {
    await trx.from('pre_invoice_lines').where('pre_invoice_id', id).delete()
    await PreInvoiceLine.write(id, lines, trx)
  }

  static async write(preInvoiceId: number, lines: readonly VersionLine[], trx: Trx) {
    const rows = lines.map((line) => rowOf(preInvoiceId, line))
    await insertAll('pre_invoice_lines', rows, trx)
  }
}

function rowOf(preInvoiceId: number, line: VersionLine) {
  return {
    pre_invoice_id: preInvoiceId,
    variant_id: line.variantId,
    sku: line.sku,
    name_fa: line.nameFa,
    name_en: line.nameEn,
    quantity: line.quantity,
    unit_price: line.unitPrice,
    discount: line.discount,
    vat_basis_points: line.vatBasisPoints,
    vat: line.vat,
    total: line.total,
  }
}
