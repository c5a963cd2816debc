import type { HttpContext } from '@adonisjs/core/http'
import type { NextFn } from '@adonisjs/core/types/http'

/** Lets customers who are signed in pass; others sign in first and come back. */
export default class MemberMiddleware {
  handle(ctx: HttpContext, next: NextFn) {
    if (ctx.customer) return next()
    const wanted = ctx.request.method() === 'GET' ? ctx.request.url(true) : ''
    const query = wanted ? `?next=${encodeURIComponent(wanted)}` : ''
    return ctx.response.redirect().toPath(`${ctx.prefix}/sign-in${query}`)
  }
}
