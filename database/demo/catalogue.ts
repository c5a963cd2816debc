import type { Rial } from '#app/core/money'
import { AXES, CATEGORIES, KINDS, type Axis, type Kind } from '#database/demo/catalogue_words'

export interface DemoCategory {
  slug: string
  /** Slug of the category above; null for a root. */
  parent: string | null
  nameFa: string
  nameEn: string
}

/** Prices in Rial, weight in grams. */
export interface DemoVariant {
  sku: string
  barcode: string
  nameFa: string
  nameEn: string
  price: Rial
  memberPrice: Rial | null
  weightGrams: number
}

export interface DemoProduct {
  slug: string
  category: string
  nameFa: string
  nameEn: string
  brandFa: string
  brandEn: string
  descriptionFa: string
  descriptionEn: string
  picture: string
  warrantyMonths: number
  vatExempt: boolean
  variants: DemoVariant[]
}

/**
 * The goods of the demo shop: 17 categories in two levels and about 600 products of invented
 * brands. The same call gives the same goods on every machine.
 */
export function demoCatalogue(): { categories: DemoCategory[]; products: DemoProduct[] } {
  const random = dice(1405)
  const products = KINDS.flatMap((kind) => productsOf(kind, random))
  numberBarcodes(products)
  /* Kinds mixed as a shop would get them in over time, so that "newest" shows some of each. */
  const mixed = products
    .map((product) => ({ product, turn: random() }))
    .sort((a, b) => a.turn - b.turn)
    .map(({ product }) => product)
  return { categories: CATEGORIES, products: mixed }
}

type Dice = () => number

/** Numbers from 0 to 1 that look random and are the same for the same seed. */
function dice(seed: number): Dice {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

const between = (random: Dice, [low, high]: readonly [number, number]) =>
  low + random() * (high - low)

/** Every style of a kind in two of its brands. */
function productsOf(kind: Kind, random: Dice): DemoProduct[] {
  return kind.styles.flatMap((_, style) =>
    [0, 1].map((turn) =>
      productOf(kind, style, (style + turn * 2) % kind.brands.length, turn, random)
    )
  )
}

function productOf(
  kind: Kind,
  style: number,
  brand: number,
  turn: number,
  random: Dice
): DemoProduct {
  const [styleFa, styleEn] = kind.styles[style]
  const [brandFa, brandEn] = kind.brands[brand]
  const model = `${kind.code}${100 + style * 10 + turn * 5}`
  return {
    slug: `${kind.slug}-${styleEn}-${brandEn}-${model}`.toLowerCase().replace(/[^a-z0-9]+/g, '-'),
    category: kind.category,
    nameFa: `${kind.nameFa} ${styleFa} ${brandFa} مدل ${model}`,
    nameEn: `${brandEn} ${styleEn} ${kind.nameEn} ${model}`,
    brandFa,
    brandEn,
    descriptionFa: `${kind.nameFa} ${styleFa} از برند ${brandFa}. ${kind.aboutFa} ${closingFa(kind)}`,
    descriptionEn: `A ${styleEn} ${kind.nameEn} by ${brandEn}. ${kind.aboutEn} ${closingEn(kind)}`,
    picture: `${kind.shape}:${Math.floor(random() * 360)}`,
    warrantyMonths: kind.warrantyMonths,
    vatExempt: kind.vatExempt ?? false,
    variants: variantsOf(kind, model, random),
  }
}

function closingFa(kind: Kind) {
  return kind.warrantyMonths > 0
    ? 'با ضمانت اصالت و خدمات پس از فروش باشگاه عرضه می‌شود.'
    : 'با ضمانت اصالت کالا و هفت روز مهلت بازگشت عرضه می‌شود.'
}

function closingEn(kind: Kind) {
  return kind.warrantyMonths > 0
    ? 'Sold with proof of origin and after-sales service by the club.'
    : 'Sold with proof of origin and seven days to return it.'
}

function variantsOf(kind: Kind, model: string, random: Dice): DemoVariant[] {
  const axis: Axis = AXES[kind.axis]
  const count = 2 + Math.floor(random() * 3)
  const start = Math.floor(random() * (axis.length - count + 1))
  const base = between(random, kind.price)
  const hasMemberPrice = random() < 0.45
  return axis.slice(start, start + count).map(([nameFa, nameEn, dearer = 0], position) => {
    const price = toShelfPrice(base * (1 + dearer))
    return {
      sku: `${kind.slug.slice(0, 3).toUpperCase()}-${model}-${position + 1}`,
      barcode: '',
      nameFa,
      nameEn,
      price,
      memberPrice: hasMemberPrice ? toShelfPrice(price * 0.94) : null,
      weightGrams: Math.round((kind.weightGrams * (0.9 + random() * 0.2)) / 10) * 10,
    }
  })
}

/** Prices end as they do on a shelf: on a full ten thousand Toman, or a full thousand when small. */
function toShelfPrice(rial: number): Rial {
  const step = rial > 10_000_000 ? 100_000 : 10_000
  return Math.round(rial / step) * step
}

function numberBarcodes(products: DemoProduct[]) {
  const variants = products.flatMap((product) => product.variants)
  for (const [place, variant] of variants.entries()) variant.barcode = barcodeOf(place + 1)
}

/** EAN-13 in the range for use within a shop (prefix 20), with its check digit. */
function barcodeOf(number: number): string {
  const digits = `20${String(number).padStart(10, '0')}`
  const sum = [...digits].reduce(
    (total, digit, place) => total + Number(digit) * (place % 2 ? 3 : 1),
    0
  )
  return `${digits}${(10 - (sum % 10)) % 10}`
}
