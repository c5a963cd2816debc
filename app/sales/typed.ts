import type { HttpContext } from '@adonisjs/core/http'

/** What the address asks for: one trimmed value, or null. */
export function asked(ctx: HttpContext, name: string): string | null {
  const value: unknown = ctx.request.qs()[name]
  return typeof value === 'string' && value.trim() !== '' ? value.trim().slice(0, 64) : null
}

/** The row after which a list goes on, or null. */
export function askedAfter(ctx: HttpContext): number | null {
  const text = asked(ctx, 'after')
  return text && /^[1-9]\d{0,15}$/.test(text) ? Number(text) : null
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

/** Sends the person on to a page with a word on what was done. */
export function done(ctx: HttpContext, path: string, key: string) {
  ctx.session.flash('success', ctx.i18n.t(key))
  return ctx.response.redirect().toPath(ctx.prefix + path)
}
