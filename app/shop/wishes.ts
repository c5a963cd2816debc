import { createHash } from 'node:crypto'
import db from '@adonisjs/lucid/services/db'
import type { HttpContext } from '@adonisjs/core/http'
import { fold } from '#app/core/fold'
import { Refusal } from '#app/core/refusal'
import { clock } from '#app/core/clock'
import { tehranDate } from '#app/core/jalali'
import { cartOwner } from '#app/shop/cart_cookie'
import Cart from '#app/shop/models/cart'
import { noteLostDemand, type LostDemand, type Wisher } from '#app/warehouse/lost_demand'

/** Shorter words are a beginning, not a wish. */
const SHORTEST = 3

/** A visitor is known for one day only, by a hash that leads back to nobody. */
function wisherOf({ customer, request }: HttpContext): Wisher {
  if (customer) return { customerId: customer.id, person: `c:${customer.id}` }
  const trace = `${tehranDate(clock.now())}:${request.ip()}:${request.header('user-agent') ?? ''}`
  const hash = createHash('sha256').update(trace).digest('hex').slice(0, 32)
  return { customerId: null, person: `v:${hash}` }
}

/** Notes it; a wish that cannot be noted spoils nobody's shopping. */
async function note(ctx: HttpContext, wish: LostDemand) {
  try {
    await noteLostDemand(wish)
  } catch (error) {
    ctx.logger.warn({ err: error }, 'a lost demand was not noted')
  }
}

/** Somebody sought what we do not have. */
export async function noteEmptySearch(ctx: HttpContext, q: string) {
  const term = fold(q)
  if (term.length >= SHORTEST) await note(ctx, { kind: 'search', term, ...wisherOf(ctx) })
}

/** More was to go into the cart than is there. Price in Rial. */
export async function noteShortCart(
  ctx: HttpContext,
  wish: { variantId: number; missing: number; price: number }
) {
  if (wish.missing > 0) await note(ctx, { kind: 'cart', ...wish, ...wisherOf(ctx) })
}

/** The checkout was refused by stock: notes which line lacked how much. Other refusals pass by. */
export async function noteShortCheckout(ctx: HttpContext, error: unknown) {
  if (!(error instanceof Refusal) || error.refusal !== 'out_of_stock') return
  const variantId = Number(/^lines\.(\d+)$/.exec(error.details.field ?? '')?.[1])
  const owner = cartOwner(ctx)
  if (!variantId || !owner) return
  const lines = await Cart.linesOf(owner)
  const wanted = lines.find((line) => line.variantId === variantId)?.quantity ?? 0
  const missing = wanted - Number(error.details.params?.left ?? 0)
  const variant = await db.from('variants').where('id', variantId).select('price').first()
  if (missing <= 0 || !variant) return
  const price = Number(variant.price)
  await note(ctx, { kind: 'checkout', variantId, missing, price, ...wisherOf(ctx) })
}
