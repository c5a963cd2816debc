import db from '@adonisjs/lucid/services/db'
import { searchTerms } from '#app/core/fold'
import type { Client } from '#app/core/sql'

/* What the catalogue derives from its own rows, so that lists and search need not compute it. */

const CHUNK = 400
const LONGEST_TERM = 60

/** Sets `price_from` (Rial) to the lowest price of an active variant; 0 when there is none. */
export async function refreshPriceFrom(productIds: number[], client: Client = db.connection()) {
  for (const ids of chunks(productIds, CHUNK)) {
    await client.rawQuery(
      `UPDATE products SET price_from = COALESCE((SELECT MIN(price) FROM variants
         WHERE variants.product_id = products.id AND variants.active = 1), 0)
       WHERE id IN (${ids.map(() => '?').join(', ')})`,
      ids
    )
  }
}

/** Writes anew the folded words by which products are found: names, brand, category, SKU, barcode. */
export async function refreshTerms(productIds: number[], client: Client = db.connection()) {
  for (const ids of chunks(productIds, CHUNK)) {
    const terms = await termsOf(ids, client)
    await client.from('product_terms').whereIn('product_id', ids).delete()
    for (const rows of chunks(terms, CHUNK)) await client.table('product_terms').multiInsert(rows)
  }
}

async function termsOf(ids: number[], client: Client) {
  const products = await client
    .from('products')
    .join('categories', 'categories.id', 'products.category_id')
    .whereIn('products.id', ids)
    .select(
      'products.id as product_id',
      'products.name_fa',
      'products.name_en',
      'brand_fa',
      'brand_en'
    )
    .select('categories.name_fa as category_fa', 'categories.name_en as category_en')
  const variants = await client
    .from('variants')
    .whereIn('product_id', ids)
    .select('product_id', 'sku', 'barcode', 'name_fa', 'name_en')

  const words = new Map<number, Set<string>>(ids.map((id) => [id, new Set()]))
  for (const { product_id: id, ...texts } of [...products, ...variants]) {
    for (const text of Object.values(texts)) {
      for (const term of searchTerms(String(text ?? '')))
        words.get(id)!.add(term.slice(0, LONGEST_TERM))
    }
  }
  return [...words].flatMap(([id, terms]) => [...terms].map((term) => ({ term, product_id: id })))
}

/** A list cut into pieces, because a statement takes only so many values. */
export function chunks<T>(list: readonly T[], size: number): T[][] {
  const pieces: T[][] = []
  for (let start = 0; start < list.length; start += size)
    pieces.push(list.slice(start, start + size))
  return pieces
}
