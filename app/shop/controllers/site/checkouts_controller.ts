import type { HttpContext } from '@adonisjs/core/http'
import { Refusal } from '#app/core/refusal'
import { actorOf, memberOf } from '#app/people/session'
import type { Recipient } from '#app/sales/models/pre_invoice'
import { checkOut } from '#app/shop/actions/check_out'
import { cartOwner, noteCount } from '#app/shop/cart_cookie'
import { cartPage } from '#app/shop/queries/cart_page'
import { cityIn, places } from '#app/shop/queries/places'
import {
  courierValidator,
  type DeliveryWish,
  deliveryOf,
  pickupValidator,
} from '#app/shop/validators'
import { noteShortCheckout } from '#app/shop/wishes'

/** Where the cart becomes the customer's own pre-invoice. */
export default class CheckoutsController {
  async create(ctx: HttpContext) {
    const customer = memberOf(ctx)
    const deliveryMethod = deliveryOf(ctx.request.qs().delivery)
    const page = await cartPage({ owner: cartOwner(ctx), customer, deliveryMethod })
    if (page.lines.length === 0) return ctx.response.redirect().toPath(`${ctx.prefix}/cart`)
    const { cities, choices } = await places()
    return ctx.view.render('shop/site/checkout', {
      ...page,
      choices,
      customer,
      deliveryMethod,
      homeProvince: cities.find((city) => city.id === customer.cityId)?.province_id ?? null,
    })
  }

  async store(ctx: HttpContext) {
    const customer = memberOf(ctx)
    const deliveryMethod = deliveryOf(ctx.request.input('delivery'))
    const { recipient, home, ...form } = await read(ctx, deliveryMethod)
    const firstHome = customer.address === null ? home : null
    const order = { ...form, customerId: customer.id, deliveryMethod, recipient, home: firstHome }
    const checkedOut = checkOut({ ...order, by: actorOf(ctx) })
    const { preInvoiceId } = await checkedOut.catch(async (error: unknown) => {
      await noteShortCheckout(ctx, error)
      throw error
    })
    noteCount(ctx, [])
    ctx.session.flash('success', ctx.i18n.t('shop.checkout.done'))
    return ctx.response.redirect().toPath(`${ctx.prefix}/pre-invoices/${preInvoiceId}`)
  }
}

/** The form, with the recipient in the page's language. @throws Refusal `city_of_other_province` */
async function read(ctx: HttpContext, method: DeliveryWish) {
  if (method === 'pickup') {
    const { name, mobile, ...form } = await ctx.request.validateUsing(pickupValidator)
    return { recipient: { name, mobile } as Recipient, home: null, ...plain(form) }
  }
  const { name, mobile, province, city, address, postalCode, ...form } =
    await ctx.request.validateUsing(courierValidator)
  const place = await cityIn(province, city)
  if (!place) throw new Refusal('city_of_other_province', { field: 'city' })
  const names =
    ctx.locale === 'fa'
      ? [place.province.name_fa, place.city.name_fa]
      : [place.city.name_en, place.province.name_en]
  const where = names.join(ctx.locale === 'fa' ? '، ' : ', ')
  return {
    recipient: { name, mobile, city: where, address, postalCode },
    home: { cityId: place.city.id, address, postalCode },
    ...plain(form),
  }
}

interface Plain {
  note?: string
  credit?: number
  expectedTotal: number
  key: string
}

const plain = ({ note = undefined, credit = 0, ...rest }: Plain) => ({
  ...rest,
  note: note ?? null,
  credit,
})
