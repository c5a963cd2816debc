import { sumOf, type Rial } from '#app/core/money'
import { Refusal } from '#app/core/refusal'
import type { Trx } from '#app/core/sql'
import type Member from '#app/club/models/member'
import type PreInvoiceLine from '#app/sales/models/pre_invoice_line'
import type { VersionLine } from '#app/sales/models/pre_invoice_version'
import { priceBill, vatOf, type WantedLine } from '#app/sales/pricing'

/** What an expert wants of one line that is there. */
export interface LineWish {
  variantId: number
  quantity: number
  /** Of the whole line, in Rial. */
  discount: Rial
}

export interface Revising {
  before: PreInvoiceLine[]
  revision: { lines: LineWish[]; added?: WantedLine | null }
  member: Member | null
}

/**
 * The lines of the next version: unit prices and VAT rates that were agreed stay, another variant
 * comes at the price of today.
 * @throws Refusal `empty_cart`, `discount_too_large`, `not_for_sale`
 */
export async function revisedLines(
  { before, revision, member }: Revising,
  trx: Trx
): Promise<VersionLine[]> {
  const wishes = new Map(revision.lines.map((wish) => [wish.variantId, wish]))
  const { added } = revision
  const more = new Map(added ? [[added.variantId, added.quantity]] : [])
  const kept = before.flatMap((line) => {
    const wish = wishes.get(line.variantId) ?? line
    const quantity = wish.quantity + (more.get(line.variantId) ?? 0)
    return quantity > 0 ? [priced(line, quantity, wish.discount)] : []
  })
  const isNew = added && !before.some((line) => line.variantId === added.variantId)
  const lines = isNew ? [...kept, await newLine(added, member, trx)] : kept
  if (lines.length === 0) throw new Refusal('empty_cart')
  return lines
}

function priced(line: PreInvoiceLine, quantity: number, discount: Rial): VersionLine {
  const { variantId, sku, nameFa, nameEn, unitPrice, vatBasisPoints } = line
  const net = quantity * unitPrice - discount
  if (net < 0) throw new Refusal('discount_too_large', { params: { sku } })
  const vat = vatOf(net, vatBasisPoints)
  const goods = { variantId, sku, nameFa, nameEn, quantity }
  return { ...goods, unitPrice, discount, vatBasisPoints, vat, total: net + vat }
}

async function newLine(added: WantedLine, member: Member | null, client: Trx) {
  const { lines } = await priceBill({ lines: [added], member, deliveryMethod: 'pickup', client })
  if (lines.length === 0) throw new Refusal('not_for_sale', { field: 'code' })
  return lines[0]
}

/** Sums of a document with these lines and this freight, in Rial. */
export function sumsOf(lines: VersionLine[], freight: Rial) {
  const linesTotal = sumOf(lines.map((line) => line.quantity * line.unitPrice))
  const discount = sumOf(lines.map((line) => line.discount))
  const vat = sumOf(lines.map((line) => line.vat))
  return { linesTotal, discount, vat, freight, total: linesTotal - discount + vat + freight }
}
