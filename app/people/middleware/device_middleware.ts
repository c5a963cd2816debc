import type { HttpContext } from '@adonisjs/core/http'
import type { NextFn } from '@adonisjs/core/types/http'
import type Customer from '#app/people/models/customer'
import type Staff from '#app/people/models/staff'

/** Where staff are at work; everywhere else the visitor is a customer or nobody. */
const DESK = /^\/desk(\/|$)/
/** Live updates serve both. */
const LIVE = /^\/__transmit\//

/** Says who asks. A visitor without a token costs no query. */
export default class DeviceMiddleware {
  async handle(ctx: HttpContext, next: NextFn) {
    ctx.customer = null
    ctx.staff = null
    const path = ctx.request.url()
    const live = LIVE.test(path)
    if (live || DESK.test(path)) await this.#staff(ctx)
    if (live || !DESK.test(path)) await this.#customer(ctx)
    /* A shared computer: "back" after signing out must show nothing, and no cache between may keep it. */
    if (ctx.staff || ctx.customer) ctx.response.header('Cache-Control', 'no-store')
    return next()
  }

  async #customer(ctx: HttpContext) {
    const guard = ctx.auth.use('member')
    if (!guard.hasToken || !(await guard.check())) return
    ctx.customer = guard.getUserOrFail()
    ctx.view.share({ customer: ctx.customer })
  }

  async #staff(ctx: HttpContext) {
    const guard = ctx.auth.use('staff')
    if (!guard.hasToken || !(await guard.check())) return
    ctx.staff = guard.getUserOrFail()
    ctx.view.share({ staff: ctx.staff })
  }
}

declare module '@adonisjs/core/http' {
  export interface HttpContext {
    /** The customer who is signed in on the site. */
    customer: Customer | null
    /** The member of staff who is signed in at the desk, with his roles; on desk addresses only. */
    staff: Staff | null
  }
}
