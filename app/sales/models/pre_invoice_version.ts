import { PreInvoiceVersionSchema } from '#database/schema'
import type { Actor } from '#app/core/actor'
import type { Client, Trx } from '#app/core/sql'
import type { BillLine } from '#app/sales/pricing'
import type PreInvoice from '#app/sales/models/pre_invoice'

/** One line as a version has it. Amounts in Rial. */
export type VersionLine = Pick<
  BillLine,
  | 'variantId'
  | 'sku'
  | 'nameFa'
  | 'nameEn'
  | 'quantity'
  | 'unitPrice'
  | 'discount'
  | 'vatBasisPoints'
  | 'vat'
  | 'total'
>

/** A pre-invoice as it stood at one time; the first version is written when a second one comes. */
export default class PreInvoiceVersion extends PreInvoiceVersionSchema {
  static table = 'pre_invoice_versions'

  declare lines: VersionLine[]

  /** Every version of a document, the oldest first. */
  static of({ id }: Pick<PreInvoice, 'id'>, client?: Client): Promise<PreInvoiceVersion[]> {
    return PreInvoiceVersion.query({ client }).where('preInvoiceId', id).orderBy('version')
  }

  /** Keeps the document as it stands now. */
  static async keep(
    preInvoice: PreInvoice,
    { lines, reason, by }: { lines: VersionLine[]; reason: string | null; by: Actor },
    trx: Trx
  ): Promise<PreInvoiceVersion> {
    const { id: preInvoiceId, version, freight, total, creditAmount, cashAmount } = preInvoice
    const facts = { preInvoiceId, version, freight, total, creditAmount, cashAmount, reason }
    return PreInvoiceVersion.create(
      { ...facts, lines: lines.map(plain), actorKind: by.kind, actorId: by.id },
      { client: trx }
    )
  }
}

function plain(line: VersionLine): VersionLine {
  const { variantId, sku, nameFa, nameEn, quantity } = line
  const { unitPrice, discount, vatBasisPoints, vat, total } = line
  const goods = { variantId, sku, nameFa, nameEn, quantity }
  return { ...goods, unitPrice, discount, vatBasisPoints, vat, total }
}
