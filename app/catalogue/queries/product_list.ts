import { repairLayout, searchTerms } from '#app/core/fold'
import type { Rial } from '#app/core/money'
import { marks, rowsOf, type Value } from '#app/core/statement'
import { categoryTree } from '#app/catalogue/categories'
import { searchConditions, type Condition } from '#app/catalogue/queries/search'

export const PRODUCT_SORTS = ['newest', 'cheap', 'dear'] as const
export type ProductSort = (typeof PRODUCT_SORTS)[number]

export interface ProductListFilter {
  /** With everything below it. */
  categoryId?: number | null
  q?: string | null
  sort?: ProductSort
  /** The `next` of the page before. */
  after?: string | null
  limit?: number
}

/** A product as lists show it; prices in Rial. */
export interface ProductCard {
  id: number
  slug: string
  name_fa: string
  name_en: string
  brand_fa: string | null
  brand_en: string | null
  picture: string
  price_from: Rial
  /** Lowest price of a member, equal to `price_from` when members have none of their own. */
  member_price_from: Rial
  /** Active variants. */
  variants: number
  /** Pieces that the web shop can still promise, over all variants; 0 shows as sold out. */
  sellable: number
}

export interface ProductPage {
  products: ProductCard[]
  /** Cursor of the page after this; null at the end. */
  next: string | null
  /** Set when nothing was found as typed: the same keys in the other keyboard layout, which was sought. */
  suggestion: string | null
}

const ORDER: Record<ProductSort, string> = {
  newest: 'id DESC',
  cheap: 'price_from ASC, id ASC',
  dear: 'price_from DESC, id DESC',
}

/**
 * A page of products by key, in two statements: the rows, then their stock and member price; a
 * search looks its words up in one more. A category reads the first rows of each category below it
 * by index, so the cost does not grow with the number of products.
 */
export async function listProducts(filter: ProductListFilter = {}): Promise<ProductPage> {
  const page = await pageOf(filter)
  if (page.products.length > 0 || !filter.q || filter.after) return page

  const suggestion = repairLayout(filter.q)
  if (!suggestion) return page
  const repaired = await pageOf({ ...filter, q: suggestion })
  return repaired.products.length > 0 ? { ...repaired, suggestion } : page
}

async function pageOf(filter: ProductListFilter): Promise<ProductPage> {
  const { sort = 'newest', limit = 24 } = filter
  const nothing = { products: [], next: null, suggestion: null }
  const terms = filter.q ? searchTerms(filter.q) : []
  if (filter.q?.trim() && terms.length === 0) return nothing
  const words = await searchConditions(terms)
  if (words === null) return nothing

  const query = await selection({ ...filter, sort, limit: limit + 1, words })
  const rows = await rowsOf<Omit<ProductCard, 'member_price_from' | 'variants' | 'sellable'>>(
    query.sql,
    query.values as Value[]
  )
  const shown = rows.slice(0, limit)
  if (shown.length === 0) return nothing
  const facts = await factsOf(shown.map((row) => row.id))
  const last = shown.at(-1)!
  return {
    products: shown.map((row) => ({ ...row, ...(facts.get(row.id) ?? noFacts(row.price_from)) })),
    next: rows.length > limit ? cursorOf(sort, last) : null,
    suggestion: null,
  }
}

const COLUMNS =
  'p.id, p.slug, p.name_fa, p.name_en, p.brand_fa, p.brand_en, p.picture, p.price_from'

type Selection = ProductListFilter & { sort: ProductSort; limit: number; words: Condition[] }

/** One SELECT for each category of the family, merged; each reads at most `limit` rows of its index. */
async function selection({ categoryId, words, sort, after, limit }: Selection) {
  const tree = categoryId ? await categoryTree() : null
  const family = tree ? tree.familyOf(categoryId!) : [null]
  const past = cursorCondition(sort, after)
  const asked = past ? [...words, past] : words
  const where = ['p.active = 1', ...asked.map((condition) => condition.sql)].join(' AND ')
  const values = asked.flatMap((condition) => condition.values)
  const order = ORDER[sort].replace(/\b(id|price_from)\b/g, 'p.$1')
  const part = (category: string) =>
    `SELECT ${COLUMNS} FROM products p WHERE ${category}${where} ORDER BY ${order} LIMIT ${limit}`
  if (family.length === 1) {
    const [id] = family
    return id === null
      ? { sql: part(''), values }
      : { sql: part('p.category_id = ? AND '), values: [id, ...values] }
  }
  const parts = family.map(() => `SELECT * FROM (${part('p.category_id = ? AND ')}) part`)
  return {
    sql: `${parts.join(' UNION ALL ')} ORDER BY ${ORDER[sort]} LIMIT ${limit}`,
    values: family.flatMap((id) => [id!, ...values]),
  }
}

function cursorOf(
  sort: ProductSort,
  { id, price_from: price }: { id: number; price_from: number }
) {
  return sort === 'newest' ? String(id) : `${price}-${id}`
}

/** What comes after a cursor; one that was tampered with counts as none. */
function cursorCondition(sort: ProductSort, after?: string | null): Condition | null {
  if (!after) return null
  if (sort === 'newest')
    return /^\d{1,15}$/.test(after) ? { sql: 'p.id < ?', values: [Number(after)] } : null
  const [, price, id] = /^(\d{1,15})-(\d{1,15})$/.exec(after) ?? []
  if (!id) return null
  const sign = sort === 'cheap' ? '>' : '<'
  return {
    sql: `p.price_from ${sign}= ? AND (p.price_from ${sign} ? OR p.id ${sign} ?)`,
    values: [Number(price), Number(price), Number(id)],
  }
}

const FACTS = `SELECT v.product_id AS id, COUNT(DISTINCT v.id) AS variants,
    MIN(COALESCE(v.member_price, v.price)) AS member_price_from,
    COALESCE(SUM(CASE WHEN w.id IS NULL THEN 0 ELSE s.sellable END), 0) AS sellable
  FROM variants v
  LEFT JOIN stock_levels s ON s.variant_id = v.id
  LEFT JOIN warehouses w ON w.id = s.warehouse_id AND w.active = 1 AND w.sells_online = 1
  WHERE v.active = 1 AND v.product_id IN (`

type Facts = Pick<ProductCard, 'member_price_from' | 'variants' | 'sellable'>

async function factsOf(ids: number[]): Promise<Map<number, Facts>> {
  const sql = `${FACTS}${marks(ids.length)}) GROUP BY v.product_id`
  const rows = await rowsOf<Facts & { id: number }>(sql, ids)
  return new Map(rows.map(({ id, ...facts }) => [id, facts]))
}

const noFacts = (price: Rial): Facts => ({ member_price_from: price, variants: 0, sellable: 0 })
