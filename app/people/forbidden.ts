import { Exception } from '@adonisjs/core/exceptions'
import type { HttpContext } from '@adonisjs/core/http'
import { audit } from '#app/people/models/audit'
import type { Right } from '#app/people/rights'

/** A member of staff asks for what his roles do not give: a 403 page, and a line in the audit. */
export class Forbidden extends Exception {
  static status = 403
  static code = 'E_FORBIDDEN'

  constructor(
    readonly right: Right,
    readonly branchId: number | null = null
  ) {
    super(`The right ${right} is missing`)
  }

  async handle(error: Forbidden, ctx: HttpContext) {
    const { branchId, right } = error
    await audit('refused', { outcome: 'refused', branchId, after: { right } }, ctx)
    ctx.response.status(403)
    if (ctx.request.accepts(['html', 'json']) === 'json') {
      return ctx.response.send({
        errors: [{ code: 'forbidden', message: ctx.i18n.t('people.forbidden.title') }],
      })
    }
    return ctx.response.send(await ctx.view.render('people/desk/forbidden', { right }))
  }

  /** Not a bug: it is in the audit, not in the log. */
  report() {}
}
