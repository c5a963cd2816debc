import { PERSIAN_COMMA } from '#app/core/apart'
import { insertedId, type Trx } from '#app/core/sql'
import { refreshTerms } from '#app/catalogue/upkeep'
import { Bulk } from '#database/demo/bulk'
import { demoCatalogue, type DemoProduct } from '#database/demo/catalogue'
import type { Random } from '#database/demo/random'
import { DAY, stamp } from '#database/demo/times'
import type { DemoVariant } from '#database/demo/world'

/** Of all goods, so many are sold out everywhere. */
const SOLD_OUT = 0.03

/** In Rial; what costs much more is bought as much more seldom. */
const USUAL_PRICE = 8_000_000

interface GoodsOrder {
  /** How many products; all of them for a whole demo. */
  count: number
  /** The first came into the shop at the one moment, the last at the other (Unix seconds). */
  opened: number
  until: number
}

/** Categories, products, variants and the words by which they are found. */
export async function seedGoods(
  trx: Trx,
  random: Random,
  order: GoodsOrder
): Promise<DemoVariant[]> {
  const { categories, products } = demoCatalogue()
  const ids = new Map<string, number>()
  for (const [position, { slug, parent, nameFa, nameEn }] of categories.entries()) {
    const row = { slug, name_fa: nameFa, name_en: nameEn, position, active: 1 }
    const parentId = parent === null ? null : ids.get(parent)
    const insert = trx.insertQuery().table('categories')
    ids.set(slug, await insertedId(insert.insert({ ...row, parent_id: parentId })))
  }
  const bulk = await Bulk.open(trx)
  const chosen = products.slice(0, order.count)
  const goods = chosen.map((product, nth) => {
    const since = arrival(order, nth / chosen.length) + random.int(0, DAY / 4)
    return put(bulk, product, Number(ids.get(product.category)), since)
  })
  await bulk.write(trx)
  await refreshTerms([...new Set(goods.flat().map(({ productId }) => productId))], trx)
  return goods.flatMap((variants) => withDemand(variants, random))
}

/** Many were there from the beginning; new ones come now and then. */
const arrival = ({ opened, until }: GoodsOrder, share: number) =>
  Math.floor(opened + (until - opened) * share ** 3)

type Undemanded = Omit<DemoVariant, 'isSoldOut' | 'popularity'>

function put(bulk: Bulk, product: DemoProduct, categoryId: number, since: number): Undemanded[] {
  const productId = bulk.add('products', {
    slug: product.slug,
    category_id: categoryId,
    name_fa: product.nameFa,
    name_en: product.nameEn,
    description_fa: product.descriptionFa,
    description_en: product.descriptionEn,
    brand_fa: product.brandFa,
    brand_en: product.brandEn,
    picture: product.picture,
    warranty_months: product.warrantyMonths,
    vat_exempt: product.vatExempt ? 1 : 0,
    active: 1,
    price_from: Math.min(...product.variants.map(({ price }) => price)),
    created_at: stamp(since),
  })
  return product.variants.map((variant, position) => {
    const { sku, barcode, price, memberPrice } = variant
    const id = bulk.add('variants', {
      product_id: productId,
      sku,
      barcode,
      name_fa: variant.nameFa,
      name_en: variant.nameEn,
      price,
      member_price: memberPrice,
      weight_grams: variant.weightGrams,
      position,
      active: 1,
    })
    const nameFa = [product.nameFa, variant.nameFa].filter(Boolean).join(PERSIAN_COMMA)
    const nameEn = [product.nameEn, variant.nameEn].filter(Boolean).join(', ')
    const { vatExempt } = product
    return { id, productId, categoryId, sku, nameFa, nameEn, price, memberPrice, vatExempt, since }
  })
}

/** A few products sell very often and most now and then; what is dear sells less. */
function withDemand(variants: Undemanded[], random: Random): DemoVariant[] {
  const isSoldOut = random.chance(SOLD_OUT)
  const fame = 1 / (0.03 + random.next())
  return variants.map((variant) => {
    const popularity = (fame * (0.4 + random.next())) / (1 + variant.price / USUAL_PRICE)
    return { ...variant, isSoldOut, popularity }
  })
}
