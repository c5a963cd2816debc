import type { HttpContext } from '@adonisjs/core/http'
import { categoryTree } from '#app/catalogue/categories'
import { productPage, type VariantOnPage } from '#app/catalogue/queries/product_page'
import { availableTo } from '#app/sales/queries/available_to'
import { vatRateOn } from '#app/catalogue/vat'
import { clock } from '#app/core/clock'
import { earningOfPiece } from '#app/sales/earning_of_bill'
import { vatOf } from '#app/sales/pricing'
import { buyerOf, type Buyer } from '#app/shop/buyer'

export default class ProductsController {
  async show(ctx: HttpContext) {
    const page = await productPage(String(ctx.params.slug))
    const product = { ...page, variants: await forCustomer(page.variants, ctx.customer) }
    const buyer = await buyerOf(ctx)
    const tree = await categoryTree()
    const variant = chosen(product.variants, Number(ctx.request.qs().v))
    const price = variant && priceFor(variant, buyer.isMember)
    return ctx.view.render('shop/site/product', {
      product,
      variant,
      trail: tree.pathOf(product.category_id),
      buyer,
      price,
      // Who is no member yet reads what he would get as one: of the member's price.
      credit: variant ? await creditOf(variant, product, buyer) : 0,
    })
  }
}

/** What his own request has put aside is not sold out for him: he may ask for it anew. */
async function forCustomer(variants: VariantOnPage[], customer: HttpContext['customer']) {
  if (!customer || variants.every((variant) => variant.sellable > 0)) return variants
  const ids = variants.map((variant) => variant.id)
  const left = await availableTo(customer.id, ids)
  return variants.map((variant) => ({ ...variant, sellable: left.get(variant.id) ?? 0 }))
}

/** The variant that was asked for, else the first that can be had, else the first. */
function chosen(variants: VariantOnPage[], id: number): VariantOnPage | null {
  const wanted = variants.find((variant) => variant.id === id)
  return wanted ?? variants.find((variant) => variant.sellable > 0) ?? variants[0] ?? null
}

/** Credit (Rial) that one piece earns this buyer, if he is or becomes a member. */
async function creditOf(
  variant: VariantOnPage,
  product: { category_id: number; vat_exempt: number | boolean },
  { tier, customerId }: Buyer
) {
  if (!tier) return 0
  const net = priceFor(variant, true)
  const rate = product.vat_exempt ? 0 : await vatRateOn(clock.now())
  const piece = { variantId: variant.id, net, vat: vatOf(net, rate) }
  return earningOfPiece({ ...piece, categoryId: product.category_id }, { tier, customerId })
}

/** What one costs this buyer, in Rial. */
function priceFor(variant: VariantOnPage, isMember: boolean) {
  return isMember ? (variant.member_price ?? variant.price) : variant.price
}
