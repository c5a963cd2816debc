import { PreInvoiceLineSchema } from '#database/schema'

/** One variant of a pre-invoice, with name and price as they were. Amounts in Rial. */
export default class PreInvoiceLine extends PreInvoiceLineSchema {
  static table = 'pre_invoice_lines'
}
