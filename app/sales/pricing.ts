import db from '@adonisjs/lucid/services/db'
import { PERSIAN_COMMA } from '#app/core/apart'
import { clock } from '#app/core/clock'
import { percentOf, sumOf, type Rial } from '#app/core/money'
import type { Client } from '#app/core/sql'
import { marks, rowsOf } from '#app/core/statement'
import { settings } from '#app/people/models/setting'
import { vatRateOn } from '#app/catalogue/vat'
import type Member from '#app/club/models/member'
import type { DeliveryMethod } from '#app/sales/models/pre_invoice_moves'

/** What somebody wants to buy. */
export interface WantedLine {
  variantId: number
  quantity: number
}

/** One variant of a bill. Amounts in Rial; `total = quantity × unitPrice − discount + vat`. */
export interface BillLine extends WantedLine {
  productId: number
  categoryId: number
  slug: string
  picture: string
  sku: string
  nameFa: string
  nameEn: string
  /** List price of one, without VAT. */
  unitPrice: Rial
  /** What one costs a member, without VAT; the list price where nothing is cheaper for members. */
  memberPrice: Rial
  /** What the whole line is cheaper for this buyer. */
  discount: Rial
  vatBasisPoints: number
  vat: Rial
  total: Rial
}

/** The prices of a basket for one buyer. Amounts in Rial; `total = linesTotal − discount + vat + freight`. */
export interface Bill {
  lines: BillLine[]
  /** Wanted variants that are no longer sold; they are not in the sums. */
  missing: number[]
  linesTotal: Rial
  discount: Rial
  vat: Rial
  freight: Rial
  total: Rial
  /** What credit is computed from: net of discount, VAT and freight. */
  earnable: Rial
}

export interface PricedFor {
  lines: readonly WantedLine[]
  member: Member | null
  deliveryMethod: DeliveryMethod
  client?: Client
}

/**
 * VAT of a net amount, in Rial, rounded half up to the whole Rial; each line of a bill is rounded
 * by itself and the bill's VAT is their sum.
 */
export function vatOf(net: Rial, basisPoints: number): Rial {
  return Math.floor((percentOf(net * 2, basisPoints) + 1) / 2)
}

/** An amount that includes VAT, in its two parts: the net is such that both add up to it exactly. */
export function withoutVat(gross: Rial, basisPoints: number): { net: Rial; vat: Rial } {
  const net = Math.round((gross * 10_000) / (10_000 + basisPoints))
  return { net, vat: gross - net }
}

/** Base of the credit of a sale, in Rial: the net goods, less what was itself paid with credit. */
export function earnBase(net: Rial, creditUsed: Rial): Rial {
  return Math.max(0, net - creditUsed)
}

/** Wanted lines with each variant once: two lines of one variant are one line of their sum. */
export function summed(lines: readonly WantedLine[]): WantedLine[] {
  const quantities = new Map<number, number>()
  for (const { variantId, quantity } of lines) {
    quantities.set(variantId, (quantities.get(variantId) ?? 0) + quantity)
  }
  return [...quantities].map(([variantId, quantity]) => ({ variantId, quantity }))
}

/**
 * Prices a basket as it is now: member price for a member, VAT per line, freight by the settings
 * (none for pickup). One statement; the settings and the VAT rate are kept in memory.
 */
export async function priceBill(asked: PricedFor): Promise<Bill> {
  const wanted = summed(asked.lines)
  const client = asked.client ?? db.connection()
  const rows = await pricesOf(
    wanted.map((line) => line.variantId),
    client
  )
  const rate = await vatRateOn(clock.now(), client)
  const lines = wanted
    .filter(({ variantId }) => rows.has(variantId))
    .map((line) => billLine(line, rows.get(line.variantId)!, asked.member !== null, rate))
  const missing = wanted.map((line) => line.variantId).filter((id) => !rows.has(id))
  const freight = await freightFor(lines, asked.deliveryMethod, client)
  return billOf(lines, missing, freight)
}

function billOf(lines: BillLine[], missing: number[], freight: Rial): Bill {
  const linesTotal = sumOf(lines.map((line) => line.quantity * line.unitPrice))
  const discount = sumOf(lines.map((line) => line.discount))
  const vat = sumOf(lines.map((line) => line.vat))
  const earnable = linesTotal - discount
  return {
    lines,
    missing,
    linesTotal,
    discount,
    vat,
    freight,
    total: earnable + vat + freight,
    earnable,
  }
}

interface PriceRow {
  variant_id: number
  product_id: number
  category_id: number
  slug: string
  picture: string
  sku: string
  product_fa: string
  product_en: string
  variant_fa: string
  variant_en: string
  price: Rial
  member_price: Rial | null
  vat_exempt: number
}

/** Prices of the variants that are sold now; others are absent. */
async function pricesOf(variantIds: number[], client: Client): Promise<Map<number, PriceRow>> {
  if (variantIds.length === 0) return new Map()
  const rows = await rowsOf<PriceRow>(
    `SELECT v.id AS variant_id, v.product_id, p.category_id, p.slug, p.picture, v.sku,
       p.name_fa AS product_fa, p.name_en AS product_en, p.vat_exempt,
       v.name_fa AS variant_fa, v.name_en AS variant_en, v.price, v.member_price
     FROM variants v JOIN products p ON p.id = v.product_id
     WHERE v.id IN (${marks(variantIds.length)}) AND v.active = 1 AND p.active = 1`,
    variantIds,
    client
  )
  return new Map(rows.map((row) => [row.variant_id, row]))
}

function billLine(
  { variantId, quantity }: WantedLine,
  row: PriceRow,
  isMember: boolean,
  vatRate: number
): BillLine {
  const vatBasisPoints = row.vat_exempt ? 0 : vatRate
  const memberPrice = row.member_price ?? row.price
  const cheaper = isMember ? row.price - memberPrice : 0
  const discount = cheaper * quantity
  const net = row.price * quantity - discount
  const vat = vatOf(net, vatBasisPoints)
  return {
    variantId,
    quantity,
    productId: row.product_id,
    categoryId: row.category_id,
    slug: row.slug,
    picture: row.picture,
    sku: row.sku,
    nameFa: [row.product_fa, row.variant_fa].filter(Boolean).join(PERSIAN_COMMA),
    nameEn: [row.product_en, row.variant_en].filter(Boolean).join(', '),
    unitPrice: row.price,
    memberPrice,
    discount,
    vatBasisPoints,
    vat,
    total: net + vat,
  }
}

/** Flat, and free from a sum of goods on; nothing is carried when there is nothing or it is fetched. */
async function freightFor(
  lines: BillLine[],
  method: DeliveryMethod,
  client: Client
): Promise<Rial> {
  if (method === 'pickup' || lines.length === 0) return 0
  const { flat, freeFrom } = await settings.get('freight', client)
  const goods = sumOf(lines.map((line) => line.quantity * line.unitPrice - line.discount))
  return goods >= freeFrom ? 0 : flat
}
