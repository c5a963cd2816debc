import type { Actor } from '#app/core/actor'
import { clock } from '#app/core/clock'
import { insertedId, sqlTime, type Trx } from '#app/core/sql'
import { categoryTree } from '#app/catalogue/categories'
import { pictureFor } from '#app/catalogue/picture_choice'
import { chunks, refreshPriceFrom, refreshTerms } from '#app/catalogue/upkeep'
import { countStock } from '#app/warehouse/actions/count_stock'
import { categoryKey, type ImportPlan, type PlannedProduct } from '#app/warehouse/import/plan'

export interface ImportCounts {
  rows: number
  newCategories: number
  newProducts: number
  newVariants: number
  /** Shelves whose count differed from the books. */
  corrected: number
}

const CHUNK = 400

type Progress = (done: number, of: number) => void

/** Writes a checked plan, in the caller's transaction. */
export async function writeImport(plan: ImportPlan, by: Actor, trx: Trx, progress: Progress) {
  const counts: ImportCounts = {
    rows: plan.products.reduce((sum, product) => sum + product.goods.length, 0),
    newCategories: plan.newCategories.length,
    newProducts: plan.products.filter((product) => product.productId === null).length,
    newVariants: plan.products.flatMap((each) => each.goods).filter((row) => !row.variantId).length,
    corrected: 0,
  }
  await makeCategories(plan, trx)
  let done = 0
  for (const part of chunks(plan.products, CHUNK / 4)) {
    for (const product of part) await writeProduct(product, trx)
    const ids = part.map((product) => product.productId!)
    await refreshPriceFrom(ids, trx)
    await refreshTerms(ids, trx)
    for (const product of part) counts.corrected += await writeStock(product, by, trx)
    done += part.reduce((sum, product) => sum + product.goods.length, 0)
    progress(done, counts.rows)
  }
  categoryTree.forget()
  return counts
}

/** Makes each unknown way, level by level, and fills in the ids of the plan. */
async function makeCategories(plan: ImportPlan, trx: Trx) {
  const made = new Map<string, number>()
  for (const way of plan.newCategories) {
    let parentId: number | null = null
    const names = way.split('/').map((name) => name.trim())
    for (const [depth, name] of names.entries()) {
      const key = categoryKey(names.slice(0, depth + 1).join('/'))
      parentId = made.get(key) ?? (await categoryOf(name, parentId, trx))
      made.set(key, parentId)
    }
  }
  for (const product of plan.products) {
    product.categoryId ??= made.get(categoryKey(product.goods[0].category))!
  }
}

async function categoryOf(name: string, parentId: number | null, trx: Trx): Promise<number> {
  const level = trx.from('categories').where('name_fa', name.slice(0, 80))
  const known = await (
    parentId ? level.where('parent_id', parentId) : level.whereNull('parent_id')
  ).first()
  if (known) return Number(known.id)
  const slug = await freeSlug('categories', slugOf(name) || 'category', trx)
  const row = { name_fa: name.slice(0, 80), name_en: name.slice(0, 80), slug, parent_id: parentId }
  return insertedId(trx.table('categories').insert(row))
}

async function writeProduct(product: PlannedProduct, trx: Trx) {
  const [first] = product.goods
  const facts = { category_id: product.categoryId, name_fa: first.name, name_en: first.nameEn }
  if (product.productId === null) {
    const slug = await freeSlug('products', slugOf(`${first.nameEn} ${first.sku}`), trx)
    const picture = pictureFor(`${first.name} ${first.nameEn} ${first.category}`, first.sku)
    const row = { ...facts, slug, picture, created_at: sqlTime(clock.now()) }
    product.productId = await insertedId(trx.table('products').insert(row))
  } else {
    await trx.from('products').where('id', product.productId).update(facts)
  }
  for (const [position, row] of product.goods.entries()) {
    const values = {
      price: row.price,
      ...(row.variant ? { name_fa: row.variant, name_en: row.variant } : {}),
      ...(row.barcode ? { barcode: row.barcode } : {}),
    }
    if (row.variantId) await updateVariant(row.variantId, values, trx)
    else {
      const fresh = { ...values, product_id: product.productId, sku: row.sku, position }
      row.variantId = await insertedId(trx.table('variants').insert(fresh))
    }
  }
}

/** A member price above the new price would be no favour: it goes. */
async function updateVariant(id: number, values: { price: number }, trx: Trx) {
  await trx
    .from('variants')
    .where('id', id)
    .where('member_price', '>', values.price)
    .update({ member_price: null })
  await trx.from('variants').where('id', id).update(values)
}

async function writeStock(product: PlannedProduct, by: Actor, trx: Trx): Promise<number> {
  let corrected = 0
  for (const { variantId, stock } of product.goods) {
    for (const { warehouseId, counted } of stock) {
      const count = { warehouseId, variantId: variantId!, counted, by, note: 'catalogue:import' }
      const { difference } = await countStock(count, trx)
      if (difference !== 0) corrected++
    }
  }
  return corrected
}

/** Latin letters and digits of a text, joined by dashes. */
function slugOf(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 70)
}

async function freeSlug(table: 'products' | 'categories', wish: string, trx: Trx): Promise<string> {
  for (let number = 1; ; number++) {
    const slug = number === 1 ? wish : `${wish}-${number}`
    if (!(await trx.from(table).where('slug', slug).select('id').first())) return slug
  }
}
