import type { HttpContext } from '@adonisjs/core/http'

/** What the address asks for: one trimmed value of at most 64 letters, or null. */
export function asked(ctx: HttpContext, name: string): string | null {
  const value: unknown = ctx.request.qs()[name]
  return typeof value === 'string' && value.trim() !== '' ? value.trim().slice(0, 64) : null
}

/** All that the address asks for; a field of a form that was left empty asks for nothing. */
export function askedFields(ctx: HttpContext): Record<string, unknown> {
  const fields = Object.entries(ctx.request.qs() as Record<string, unknown>)
  return Object.fromEntries(fields.filter(([, value]) => value !== ''))
}

/** An id that the address asks for, such as the row after which a list goes on; or null. */
export function askedId(ctx: HttpContext, name: string): number | null {
  const text = asked(ctx, name)
  return text && /^[1-9]\d{0,14}$/.test(text) ? Number(text) : null
}

/** One of a list of values, or null. */
export function askedOne<Value extends string>(
  ctx: HttpContext,
  name: string,
  known: readonly Value[]
): Value | null {
  const text = asked(ctx, name)
  return known.find((value) => value === text) ?? null
}

/** The address of the next page: what was asked for stays, the cursor moves on. Null at the end. */
export function nextPage(ctx: HttpContext, next: string | number | null): string | null {
  if (next === null) return null
  const query = new URLSearchParams()
  for (const [key, value] of Object.entries(ctx.request.qs())) {
    if (typeof value === 'string' && value !== '') query.set(key, value)
  }
  query.set('after', String(next))
  return `${ctx.prefix}${ctx.request.url()}?${query}`
}

/** The row after which a list goes on, or null. */
export function askedAfter(ctx: HttpContext): number | null {
  return askedId(ctx, 'after')
}
