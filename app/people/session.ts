import type { HttpContext } from '@adonisjs/core/http'
import type { Actor } from '#app/core/actor'
import { NotFound } from '#app/core/refusal'
import { Forbidden } from '#app/people/forbidden'
import type Customer from '#app/people/models/customer'
import type Staff from '#app/people/models/staff'
import DeskPolicy from '#app/people/policies/desk_policy'
import type { Right } from '#app/people/rights'

const policy = new DeskPolicy()

/** The customer who asks. Only behind `middleware.member()`. */
export function memberOf(ctx: HttpContext): Customer {
  if (!ctx.customer) throw new Error(`No member behind ${ctx.request.url()}`)
  return ctx.customer
}

/** The member of staff who asks. Only behind `middleware.staff()`. */
export function staffOf(ctx: HttpContext): Staff {
  if (!ctx.staff) throw new Error(`No staff behind ${ctx.request.url()}`)
  return ctx.staff
}

/** Who does what this request asks for. */
export function actorOf(ctx: HttpContext): Actor {
  if (ctx.staff) return { kind: 'staff', id: ctx.staff.id }
  return { kind: 'customer', id: memberOf(ctx).id }
}

/**
 * The right in the branch of the row at hand, or a 403 with an audit row. The route's middleware
 * has asked for the right in any branch; this asks for this one.
 */
export function authorize(ctx: HttpContext, right: Right, branchId: number | null): void {
  if (!policy.work(staffOf(ctx), right, branchId)) throw new Forbidden(right, branchId)
}

/** An id from the address; whatever is no id is a row that is not there. */
export function idOf(ctx: HttpContext, name = 'id'): number {
  const text = String(ctx.params[name])
  if (!/^[1-9]\d{0,15}$/.test(text)) throw new NotFound()
  return Number(text)
}
