import type { HttpContext } from '@adonisjs/core/http'
import { asked, askedId, askedOne, nextPage } from '#app/core/asked'
import { categoryTree } from '#app/catalogue/categories'
import { listProducts, PRODUCT_SORTS } from '#app/catalogue/queries/product_list'

/** The goods as staff look them up. */
export default class ProductsController {
  async index(ctx: HttpContext) {
    const filter = {
      q: asked(ctx, 'q'),
      categoryId: askedId(ctx, 'category'),
      sort: askedOne(ctx, 'sort', PRODUCT_SORTS) ?? 'newest',
      after: asked(ctx, 'after'),
    }
    const { next, ...page } = await listProducts({ ...filter, limit: 30 })
    const tree = await categoryTree()
    const categories = tree.roots.flatMap((root) => [root, ...tree.childrenOf(root.id)])
    return ctx.view.render('catalogue/desk/products', {
      ...page,
      filter,
      categories,
      sorts: PRODUCT_SORTS,
      next: nextPage(ctx, next),
    })
  }
}
