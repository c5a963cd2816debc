import type { HttpContext } from '@adonisjs/core/http'
import { listProducts } from '#app/catalogue/queries/product_list'
import { buyerOf } from '#app/shop/buyer'
import { categoryPictures } from '#app/shop/queries/category_pictures'
import { popularProducts } from '#app/shop/queries/popular'

const SHOWN = 8

export default class HomeController {
  async show(ctx: HttpContext) {
    const [newest, popular, pictures, buyer] = await Promise.all([
      listProducts({ limit: SHOWN }),
      popularProducts(),
      categoryPictures(),
      buyerOf(ctx),
    ])
    return ctx.view.render('shop/site/home', { newest: newest.products, popular, pictures, buyer })
  }
}
