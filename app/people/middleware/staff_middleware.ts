import type { HttpContext } from '@adonisjs/core/http'
import type { NextFn } from '@adonisjs/core/types/http'
import { Forbidden } from '#app/people/forbidden'
import { mayWork } from '#app/people/policies/desk_policy'
import type { Right } from '#app/people/rights'

/** Lets staff pass who have the right in some branch; others get a 403, nobody the sign-in page. */
export default class StaffMiddleware {
  async handle(ctx: HttpContext, next: NextFn, { can = 'desk.open' }: { can?: Right } = {}) {
    if (!ctx.staff) {
      const wanted = ctx.request.method() === 'GET' ? ctx.request.url(true) : ''
      const query = wanted ? `?next=${encodeURIComponent(wanted)}` : ''
      return ctx.response.redirect().toPath(`${ctx.prefix}/desk/sign-in${query}`)
    }
    if (!(await mayWork(ctx.staff, can))) throw new Forbidden(can)
    return next()
  }
}
