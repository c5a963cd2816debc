import type { HttpContext } from '@adonisjs/core/http'
import { found } from '#app/core/refusal'
import { categoryTree } from '#app/catalogue/categories'
import { PRODUCT_SORTS, type ProductListFilter } from '#app/catalogue/queries/product_list'
import { buyerOf } from '#app/shop/buyer'
import { shownProducts } from '#app/shop/queries/shown_products'
import { noteEmptySearch } from '#app/shop/wishes'

const LONGEST_QUERY = 100

/** Lists of products: of a category, and of what was sought. */
export default class ProductListsController {
  async category(ctx: HttpContext) {
    const tree = await categoryTree()
    const category = found(tree.bySlug.get(String(ctx.params.slug)))
    const children = tree.childrenOf(category.id)
    const trail = tree.pathOf(category.id)
    return this.#render(ctx, { categoryId: category.id }, { category, children, trail })
  }

  async search(ctx: HttpContext) {
    const q = String(ctx.request.qs().q ?? '').slice(0, LONGEST_QUERY)
    return this.#render(ctx, { q }, { q })
  }

  async #render(ctx: HttpContext, filter: ProductListFilter, about: Record<string, unknown>) {
    const { sort: wanted, stock, after } = ctx.request.qs()
    const sort = PRODUCT_SORTS.find((each) => each === wanted) ?? 'newest'
    const inStock = stock === '1'
    const cursor = typeof after === 'string' ? after : null
    const list = await shownProducts({ ...filter, sort, inStock, after: cursor })
    if (filter.q && !cursor && !inStock && list.products.length === 0) {
      await noteEmptySearch(ctx, filter.q)
    }
    return ctx.view.render('shop/site/list', {
      ...about,
      ...list,
      buyer: await buyerOf(ctx),
      sort,
      sorts: PRODUCT_SORTS,
      inStock,
      more: list.next && nextAddress(ctx, list.next),
      isFirst: cursor === null,
    })
  }
}

/** The address of the next page: the same filter behind a new cursor. */
function nextAddress(ctx: HttpContext, after: string) {
  const params = new URLSearchParams()
  for (const [key, value] of Object.entries(ctx.request.qs())) {
    if (typeof value === 'string' && key !== 'after') params.set(key, value)
  }
  params.set('after', after)
  return `${ctx.prefix}${ctx.request.url()}?${params}`
}
