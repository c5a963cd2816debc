import type { Rial } from '#app/core/money'
import { found } from '#app/core/refusal'
import { marks, rowOf, rowsOf } from '#app/core/statement'

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
  const product = found(
    await rowOf<ProductRow>('SELECT * FROM products WHERE slug = ? AND active = 1', [slug])
  )
  const variants = await rowsOf<VariantRow>(
    `SELECT id, sku, name_fa, name_en, price, member_price, weight_grams
     FROM variants WHERE product_id = ? AND active = 1 ORDER BY position, id`,
    [product.id]
  )
  const levels = await levelsOf(variants.map((variant) => variant.id))
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

type ProductRow = Omit<ProductOnPage, 'variants' | 'sellable'>
type VariantRow = Omit<VariantOnPage, 'sellable' | 'branches'>

async function levelsOf(variantIds: number[]): Promise<Level[]> {
  if (variantIds.length === 0) return []
  return rowsOf<Level>(
    `SELECT s.variant_id, s.sellable, w.sells_online, b.id AS branch_id, b.name_fa, b.name_en
     FROM stock_levels s
     JOIN warehouses w ON w.id = s.warehouse_id
     JOIN branches b ON b.id = w.branch_id
     WHERE s.variant_id IN (${marks(variantIds.length)}) AND w.active = 1
     ORDER BY w.priority, w.id`,
    variantIds
  )
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
