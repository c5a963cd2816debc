import {
  listProducts,
  type ProductListFilter,
  type ProductPage,
} from '#app/catalogue/queries/product_list'

/** Pages that are read at most to fill one with what is in stock. */
const MOST_PAGES = 4
const ENOUGH = 16

/**
 * A page of products; with `inStock` only what can be had. Stock is no part of the key, so sold-out
 * ones are left out of each page and the next is read while there are too few, four at most.
 */
export async function shownProducts(
  filter: ProductListFilter & { inStock?: boolean }
): Promise<ProductPage> {
  const { inStock, ...wanted } = filter
  const first = await listProducts(wanted)
  if (!inStock) return first
  const products = first.products.filter((product) => product.sellable > 0)
  let { next } = first
  for (let page = 1; next && products.length < ENOUGH && page < MOST_PAGES; page++) {
    const more = await listProducts({ ...wanted, q: first.suggestion ?? wanted.q, after: next })
    products.push(...more.products.filter((product) => product.sellable > 0))
    next = more.next
  }
  return { ...first, products, next }
}
