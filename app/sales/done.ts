import type { HttpContext } from '@adonisjs/core/http'

/** Sends the person on to a page with a word on what was done. */
export function done(ctx: HttpContext, path: string, key: string) {
  ctx.session.flash('success', ctx.i18n.t(key))
  return ctx.response.redirect().toPath(ctx.prefix + path)
}
