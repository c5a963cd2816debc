import type { HttpContext } from '@adonisjs/core/http'
import { mergeCarts } from '#app/shop/actions/merge_carts'
import Cart, { type CartLine, type CartOwner } from '#app/shop/models/cart'
import type Customer from '#app/people/models/customer'

const TOKEN = 'cart'
const COUNT = 'cart_count'
const KEPT = '60d'

function tokenOf(ctx: HttpContext): string | null {
  const token = ctx.request.plainCookie(TOKEN, { encoded: false })
  return typeof token === 'string' && /^[\w-]{24}$/.test(token) ? token : null
}

/** Whose cart this request is about; null when it has none yet. */
export function cartOwner(ctx: HttpContext): CartOwner | null {
  if (ctx.customer) return { customerId: ctx.customer.id }
  const token = tokenOf(ctx)
  return token ? { token } : null
}

/** The cart to write into; a new visitor gets one, and a cookie that is worth nothing elsewhere. */
export function openCart(ctx: HttpContext): Promise<Cart> {
  const owner = cartOwner(ctx)
  if (owner) return Cart.open(owner)
  const token = Cart.newToken()
  ctx.response.plainCookie(TOKEN, token, { encode: false, httpOnly: true, maxAge: KEPT })
  return Cart.open({ token })
}

/** Tells the pages how many pieces to show beside the cart, so that they need no query for it. */
export function noteCount(ctx: HttpContext, lines: readonly Pick<CartLine, 'quantity'>[]) {
  const pieces = lines.reduce((sum, line) => sum + line.quantity, 0)
  const shown = ctx.request.plainCookie(COUNT, { encoded: false, defaultValue: '0' })
  if (String(pieces) === shown) return
  ctx.response.plainCookie(COUNT, String(pieces), { encode: false, httpOnly: true, maxAge: KEPT })
}

/** A visitor who signs in keeps what he collected. */
export async function keepCartAtSignIn(ctx: HttpContext, customer: Customer) {
  const token = tokenOf(ctx)
  if (token) {
    await mergeCarts({ token, customerId: customer.id })
    ctx.response.clearCookie(TOKEN)
  }
  noteCount(ctx, await Cart.linesOf({ customerId: customer.id }))
}
