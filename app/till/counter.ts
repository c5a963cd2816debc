import type { HttpContext } from '@adonisjs/core/http'
import { parseToman, type Rial } from '#app/core/money'
import { NotFound } from '#app/core/refusal'
import Branch from '#app/people/models/branch'
import { authorize, staffOf } from '#app/people/session'

/*
 * What a request at the counter says: which branch it stands in and what is typed so far. After a
 * refusal the typed values come back by the session, else they are in the address.
 */

/** The branches in which the member of staff may sell. */
export async function counterBranches(ctx: HttpContext): Promise<Branch[]> {
  const mine = staffOf(ctx).branchesFor('till.sell')
  const branches = await Branch.active()
  return mine === 'all' ? branches : branches.filter(({ id }) => mine.includes(id))
}

/** The branch that is asked for, else his own, else the first in which he may sell. */
export async function counterBranch(ctx: HttpContext, asked?: number | null): Promise<number> {
  if (asked) {
    authorize(ctx, 'till.sell', asked)
    return asked
  }
  const staff = staffOf(ctx)
  if (staff.branchId && staff.can('till.sell', staff.branchId)) return staff.branchId
  const [first] = await counterBranches(ctx)
  if (!first) throw new NotFound()
  return first.id
}

/** One typed value, or null. */
export function typed(ctx: HttpContext, name: string): string | null {
  const given: unknown = ctx.session.flashMessages.get(name) ?? ctx.request.qs()[name]
  /* The address's parser takes «100,000» for a list. */
  const value = Array.isArray(given) ? given.join(',') : given
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : null
}

/** A typed amount in Rial; null when there is none or it is no amount. */
export function typedRial(ctx: HttpContext, name: string): Rial | null {
  const text = typed(ctx, name)
  const rial = text === null ? null : parseToman(text)
  return typeof rial === 'number' && rial >= 0 ? rial : null
}

/** A typed id, or null. */
export function typedId(ctx: HttpContext, name: string): number | null {
  const text = typed(ctx, name)
  return text && /^[1-9]\d{0,15}$/.test(text) ? Number(text) : null
}
