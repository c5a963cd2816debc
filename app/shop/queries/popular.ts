import db from '@adonisjs/lucid/services/db'
import { remember } from '#app/catalogue/remember'
import type { ProductCard } from '#app/catalogue/queries/product_list'

/** So many of the latest sold lines are looked at: the cost does not grow with the years. */
const LATEST_LINES = 2000
const SHOWN = 8

/** Ids of what sold most lately, the best first; at most five minutes old. */
const popularIds = remember(300, async (): Promise<number[]> => {
  const latest = db
    .from('invoice_lines')
    .whereNotNull('variant_id')
    .orderBy('id', 'desc')
    .limit(LATEST_LINES)
    .select('variant_id', 'quantity')
    .as('l')
  const rows: { product_id: number }[] = await db
    .from(latest)
    .join('variants as v', 'v.id', 'l.variant_id')
    .groupBy('v.product_id')
    .orderByRaw('SUM(l.quantity) DESC, v.product_id')
    .limit(SHOWN)
    .select('v.product_id')
  return rows.map((row) => row.product_id)
})

/** What sold most lately, with prices (Rial) and stock as they are now; what is sold out comes last. */
export async function popularProducts(): Promise<ProductCard[]> {
  const ids = await popularIds()
  if (ids.length === 0) return []
  const stock = db
    .from('stock_levels as s')
    .join('warehouses as w', 'w.id', 's.warehouse_id')
    .join('variants as sv', 'sv.id', 's.variant_id')
    .where({ 'w.active': 1, 'w.sells_online': 1, 'sv.active': 1 })
    .whereColumn('sv.product_id', 'p.id')
    .sum('s.sellable')
  const cards: (Omit<ProductCard, 'sellable'> & { sellable: number | null })[] = await db
    .from('products as p')
    .join('variants as v', 'v.product_id', 'p.id')
    .whereIn('p.id', ids)
    .where({ 'p.active': 1, 'v.active': 1 })
    .groupBy('p.id')
    .select('p.id', 'p.slug', 'p.name_fa', 'p.name_en', 'p.brand_fa', 'p.brand_en')
    .select('p.picture', 'p.price_from', stock.as('sellable'))
    .count('* as variants')
    .select(db.raw('MIN(COALESCE(v.member_price, v.price)) as member_price_from'))
  return cards
    .map((card) => ({ ...card, sellable: Number(card.sellable ?? 0) }))
    .sort(
      (a, b) =>
        Number(a.sellable === 0) - Number(b.sellable === 0) || ids.indexOf(a.id) - ids.indexOf(b.id)
    )
}
