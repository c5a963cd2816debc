import type { HttpContext } from '@adonisjs/core/http'
import type { NextFn } from '@adonisjs/core/types/http'

interface Part {
  handle(ctx: HttpContext, next: NextFn): unknown
}

/**
 * Several middlewares as one, in their order. For each in a list of its own the router asks the
 * container to make it anew at every request, which for six of them took a tenth of a small page.
 * Only for such as keep nothing about a request in themselves: one of each serves all.
 */
export function asOne(parts: readonly Part[]) {
  const pass = (at: number, ctx: HttpContext, next: NextFn): unknown =>
    at === parts.length ? next() : parts[at].handle(ctx, async () => pass(at + 1, ctx, next))
  class AllInOne {
    handle(ctx: HttpContext, next: NextFn) {
      return pass(0, ctx, next)
    }
  }
  return async () => ({ default: AllInOne })
}
