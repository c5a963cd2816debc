import type { HttpContext } from '@adonisjs/core/http'

/** The key after which a page of a list begins, from the address; a broken one is the first page. */
export function keyOf(ctx: HttpContext): number | undefined {
  const text = String(ctx.request.qs().after ?? '')
  return /^[1-9]\d{0,14}$/.test(text) ? Number(text) : undefined
}
