import db from '@adonisjs/lucid/services/db'
import type { Rial } from '#app/core/money'
import { found } from '#app/core/refusal'

export interface BranchStock {
  branch_id: number
  name_fa: string
  name_en: string
  /** Pieces that can be had in the branch itself. */
  available: number
}

/** Prices in Rial, weight in grams. */
export interface VariantOnPage {
  id: number
  sku: string
  name_fa: string
  name_en: string
  price: Rial
  member_price: Rial | null
  weight_grams: number
  /** Pieces that the web shop can still promise. */
  sellable: number
  branches: BranchStock[]
}

export interface ProductOnPage {
  id: number
  slug: string
  category_id: number
  name_fa: string
  name_en: string
  description_fa: string | null
  description_en: string | null
  brand_fa: string | null
  brand_en: string | null
  picture: string
  warranty_months: number
  vat_exempt: number
  price_from: Rial
  variants: VariantOnPage[]
  /** Over all variants; 0 shows as sold out. */
  sellable: number
}

/**
 * A product with its variants and where each can be had, in three statements.
 * @throws NotFound when there is no active product of that slug
 */
export async function productPage(slug: string): Promise<ProductOnPage> {
  const product = found(await db.from('products').where({ slug, active: 1 }).first())
  const variants = await db
    .from('variants')
    .where({ product_id: product.id, active: 1 })
    .orderBy('position')
    .orderBy('id')
    .select('id', 'sku', 'name_fa', 'name_en', 'price', 'member_price', 'weight_grams')
  const levels: Level[] = await db
    .from('stock_levels as s')
    .join('warehouses as w', 'w.id', 's.warehouse_id')
    .join('branches as b', 'b.id', 'w.branch_id')
    .whereIn(
      's.variant_id',
      variants.map((variant) => variant.id)
    )
    .where('w.active', 1)
    .orderBy('w.priority')
    .orderBy('w.id')
    .select(
      's.variant_id',
      's.sellable',
      'w.sells_online',
      'b.id as branch_id',
      'b.name_fa',
      'b.name_en'
    )

  const byVariant = Map.groupBy(levels, (level) => level.variant_id)
  const withStock = variants.map((variant) => ({
    ...variant,
    ...stockOf(byVariant.get(variant.id) ?? []),
  }))
  return {
    ...product,
    variants: withStock,
    sellable: withStock.reduce((sum, variant) => sum + variant.sellable, 0),
  }
}

type Level = Omit<BranchStock, 'available'> & {
  variant_id: number
  sellable: number
  sells_online: number
}

function stockOf(levels: Level[]): Pick<VariantOnPage, 'sellable' | 'branches'> {
  const branches = new Map<number, BranchStock>()
  let sellable = 0
  for (const { branch_id: id, name_fa: fa, name_en: en, ...level } of levels) {
    if (level.sells_online) sellable += level.sellable
    const branch = branches.get(id) ?? { branch_id: id, name_fa: fa, name_en: en, available: 0 }
    branches.set(id, { ...branch, available: branch.available + level.sellable })
  }
  return { sellable, branches: [...branches.values()] }
}
