import type { Client } from '#app/core/sql'
import { chunks } from '#app/catalogue/upkeep'
import type { Columns, Field } from '#app/warehouse/import/columns'
import type { Goods } from '#app/warehouse/import/goods'
import type { ImportProblem, ImportProblemCode } from '#app/warehouse/import/problems'
import { plainName } from '#app/warehouse/import/sheet'

interface KnownVariant {
  id: number
  sku: string
  barcode: string | null
  product_id: number
  price: number
}

/** Goods of one name in one category: a product, there already or to be made. */
export interface PlannedProduct {
  productId: number | null
  /** Null when the category is to be made too. */
  categoryId: number | null
  goods: (Goods & { variantId: number | null })[]
}

export interface ImportPlan {
  products: PlannedProduct[]
  newCategories: string[]
}

export interface ImportOptions {
  /** Make categories that are not there, instead of calling them a mistake. */
  createCategories?: boolean
  /** Believe a price that is ten times the former one, or a tenth. */
  allowPriceJumps?: boolean
}

const CHUNK = 400

/** Holds the rows against each other and against the shop. Writes nothing. */
export async function planImport(
  goods: Goods[],
  columns: Columns,
  options: ImportOptions,
  problems: ImportProblem[],
  client: Client
): Promise<ImportPlan> {
  const say = (
    row: Goods,
    field: Field,
    code: ImportProblemCode,
    params?: ImportProblem['params']
  ) => problems.push({ row: row.row, column: columns.header[columns.fields[field]!], code, params })

  findDoubles(goods, say)
  const known = await knownVariants(goods, client)
  for (const row of goods) checkAgainst(row, known, options, say)
  await checkReserved(goods, known.bySku, problems, client)
  const categories = await categoriesByName(client)
  return group(goods, known.bySku, categories, options, say, client)
}

type Say = (
  row: Goods,
  field: Field,
  code: ImportProblemCode,
  params?: ImportProblem['params']
) => void

function findDoubles(goods: Goods[], say: Say) {
  const seen = { sku: new Map<string, number>(), barcode: new Map<string, number>() }
  for (const row of goods) {
    for (const field of ['sku', 'barcode'] as const) {
      const value = row[field]?.toLowerCase()
      if (!value) continue
      const first = seen[field].get(value)
      if (first) say(row, field, `double_${field}`, { first })
      else seen[field].set(value, row.row)
    }
  }
}

async function knownVariants(goods: Goods[], client: Client) {
  const select = (column: string, values: string[]): Promise<KnownVariant[]> =>
    client
      .from('variants')
      .whereIn(column, values)
      .select('id', 'sku', 'barcode', 'product_id', 'price')
  const bySku = new Map<string, KnownVariant>()
  const byBarcode = new Map<string, KnownVariant>()
  for (const part of chunks(goods, CHUNK)) {
    for (const row of await select(
      'sku',
      part.map((each) => each.sku)
    ))
      bySku.set(row.sku, row)
    const barcodes = part.flatMap((each) => each.barcode ?? [])
    for (const row of await select('barcode', barcodes)) byBarcode.set(row.barcode!, row)
  }
  return { bySku, byBarcode }
}

type Known = Awaited<ReturnType<typeof knownVariants>>

function checkAgainst(row: Goods, known: Known, { allowPriceJumps }: ImportOptions, say: Say) {
  const owner = row.barcode ? known.byBarcode.get(row.barcode) : undefined
  if (owner && owner.sku !== row.sku) say(row, 'barcode', 'double_barcode', { first: owner.sku })
  const former = known.bySku.get(row.sku)?.price
  if (!former || allowPriceJumps) return
  if (row.price === former * 10 || row.price * 10 === former) {
    say(row, 'price', 'ten_times', { former, price: row.price })
  }
}

async function checkReserved(
  goods: Goods[],
  known: Map<string, KnownVariant>,
  problems: ImportProblem[],
  client: Client
) {
  const reserved = new Map<string, number>()
  for (const part of chunks([...known.values()], CHUNK)) {
    const ids = part.map((variant) => variant.id)
    const rows = await client
      .from('stock_levels')
      .whereIn('variant_id', ids)
      .where('reserved', '>', 0)
      .select('variant_id', 'warehouse_id', 'reserved')
    for (const row of rows) reserved.set(`${row.variant_id}:${row.warehouse_id}`, row.reserved)
  }
  for (const row of goods) {
    for (const { warehouseId, counted, column } of row.stock) {
      const promised = reserved.get(`${known.get(row.sku)?.id}:${warehouseId}`) ?? 0
      if (counted >= promised) continue
      problems.push({
        row: row.row,
        column,
        code: 'below_reserved',
        params: { reserved: promised },
      })
    }
  }
}

/** A category by its Persian or English name, or by the way to it: «پوشاک / کفش». */
async function categoriesByName(client: Client): Promise<Map<string, number>> {
  const rows: { id: number; parent_id: number | null; name_fa: string; name_en: string }[] =
    await client
      .from('categories')
      .orderBy('id', 'desc')
      .select('id', 'parent_id', 'name_fa', 'name_en')
  const byId = new Map(rows.map((row) => [row.id, row]))
  const names = new Map<string, number>()
  for (const row of rows) {
    const above = byId.get(row.parent_id ?? 0)
    for (const key of ['name_fa', 'name_en'] as const) {
      names.set(categoryKey(row[key]), row.id)
      if (above) names.set(categoryKey(`${above[key]} / ${row[key]}`), row.id)
    }
  }
  return names
}

/** The key under which a category's name or way is known. */
export function categoryKey(way: string): string {
  return way.split('/').map(plainName).filter(Boolean).join(' / ')
}

async function group(
  goods: Goods[],
  known: Map<string, KnownVariant>,
  categories: Map<string, number>,
  { createCategories }: ImportOptions,
  say: Say,
  client: Client
): Promise<ImportPlan> {
  const plan: ImportPlan = { products: [], newCategories: [] }
  const byName = Map.groupBy(goods, (row) => `${categoryKey(row.category)}|${plainName(row.name)}`)
  const unknown = new Map<string, string>()
  const owners = new Map<number, Goods>()
  for (const rows of byName.values()) {
    const categoryId = categories.get(categoryKey(rows[0].category)) ?? null
    if (categoryId === null) unknown.set(categoryKey(rows[0].category), rows[0].category)
    if (categoryId === null && !createCategories) {
      for (const row of rows) say(row, 'category', 'unknown_category', { name: row.category })
    }
    checkVariants(rows, say)
    const productId = ownerOf(rows, known, owners, say)
    const variants = rows.map((row) => ({ ...row, variantId: known.get(row.sku)?.id ?? null }))
    plan.products.push({ productId, categoryId, goods: variants })
  }
  await joinNamesakes(plan.products, client)
  plan.newCategories = [...unknown.values()]
  return plan
}

/** Two rows of one product are told apart by their variant. */
function checkVariants(rows: Goods[], say: Say) {
  const seen = new Map<string, number>()
  for (const row of rows) {
    const name = plainName(row.variant)
    const first = seen.get(name)
    if (first) say(row, 'name', 'double_variant', { first })
    else seen.set(name, row.row)
  }
}

/** The product that these rows have already; it may not be two, nor belong to other rows as well. */
function ownerOf(
  rows: Goods[],
  known: Map<string, KnownVariant>,
  owners: Map<number, Goods>,
  say: Say
): number | null {
  let owner: number | null = null
  for (const row of rows) {
    const productId = known.get(row.sku)?.product_id
    if (!productId) continue
    const other = owners.get(productId)
    if (owner === null && !other) {
      owner = productId
      owners.set(productId, row)
    } else if (productId !== owner) {
      say(row, 'name', 'two_products', { first: other?.row ?? rows[0].row })
    }
  }
  return owner
}

/** New rows of a name that the category has already become variants of that product. */
async function joinNamesakes(products: PlannedProduct[], client: Client) {
  const fresh = products.filter((each) => each.productId === null && each.categoryId !== null)
  const taken = new Set(products.map((each) => each.productId))
  for (const part of chunks(fresh, CHUNK)) {
    const rows: { id: number; category_id: number; name_fa: string }[] = await client
      .from('products')
      .whereIn(
        'name_fa',
        part.map((each) => each.goods[0].name)
      )
      .select('id', 'category_id', 'name_fa')
    for (const each of part) {
      const namesake = rows.find(
        (row) => row.category_id === each.categoryId && row.name_fa === each.goods[0].name
      )
      if (namesake && !taken.has(namesake.id)) each.productId = namesake.id
    }
  }
}
