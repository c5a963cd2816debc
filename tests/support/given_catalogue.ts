import db from '@adonisjs/lucid/services/db'
import { SYSTEM } from '#app/core/actor'
import { transaction } from '#app/core/transaction'
import Category from '#app/catalogue/models/category'
import Product from '#app/catalogue/models/product'
import Variant from '#app/catalogue/models/variant'
import { move } from '#app/warehouse/stock'

let counter = 0

export interface GivenProduct {
  nameFa?: string
  nameEn?: string
  slug?: string
  categoryId?: number
  brandFa?: string
  brandEn?: string
  vatExempt?: boolean
  warrantyMonths?: number
  active?: boolean
  /** How many variants of the same price; one unless said. */
  variants?: number
  /** Rial. */
  price?: number
  /** Rial. */
  memberPrice?: number | null
  weightGrams?: number
  /** Pieces of each variant, in the warehouse below. */
  stock?: number
  /** The first warehouse unless said. */
  warehouseId?: number
}

/** Goods for a story: `const { variantId } = await givenProduct({ price: 100_000, stock: 10 })`. */
export async function givenProduct(wish: GivenProduct = {}) {
  const n = ++counter
  const product = await Product.create({
    slug: wish.slug ?? `product-${n}`,
    categoryId: wish.categoryId ?? (await newCategoryId()),
    nameFa: wish.nameFa ?? `کالای ${n}`,
    nameEn: wish.nameEn ?? `Product ${n}`,
    brandFa: wish.brandFa ?? null,
    brandEn: wish.brandEn ?? null,
    picture: 'shoe:210',
    warrantyMonths: wish.warrantyMonths ?? 0,
    vatExempt: wish.vatExempt ?? false,
    active: wish.active ?? true,
  })
  const variants: Variant[] = []
  for (let position = 0; position < (wish.variants ?? 1); position++) {
    variants.push(await givenVariant(product, position, wish))
  }
  await product.refresh()
  return { product, variants, id: product.id, variant: variants[0], variantId: variants[0]?.id }
}

async function givenVariant(product: Product, position: number, wish: GivenProduct) {
  const variant = await Variant.create({
    productId: product.id,
    sku: `SKU-${product.id}-${position}`,
    nameFa: `نوع ${position + 1}`,
    nameEn: `Kind ${position + 1}`,
    price: wish.price ?? 1_000_000,
    memberPrice: wish.memberPrice ?? null,
    weightGrams: wish.weightGrams ?? 500,
    position,
    active: true,
  })
  if (wish.stock) await givenStock(variant.id, wish.stock, wish.warehouseId)
  return variant
}

async function newCategoryId() {
  const { id } = await givenCategory()
  return id
}

export async function givenCategory(
  row: { parentId?: number; nameFa?: string; slug?: string } = {}
) {
  const n = ++counter
  return Category.create({
    parentId: row.parentId ?? null,
    slug: row.slug ?? `category-${n}`,
    nameFa: row.nameFa ?? `دسته ${n}`,
    nameEn: `Category ${n}`,
    position: n,
    active: true,
  })
}

/** Pieces that come into a warehouse by a movement; the first warehouse unless said. */
export async function givenStock(variantId: number, quantity: number, warehouseId?: number) {
  const place = warehouseId ?? (await firstWarehouse())
  await transaction((trx) =>
    move({ warehouseId: place, variantId, quantity, reason: 'opening', by: SYSTEM }, trx)
  )
}

async function firstWarehouse() {
  const warehouse = await db.from('warehouses').orderBy('id').first()
  if (!warehouse) throw new Error('A story with stock needs given.branch() first')
  return Number(warehouse.id)
}
