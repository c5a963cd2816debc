import type { HttpContext } from '@adonisjs/core/http'
import type { NextFn } from '@adonisjs/core/types/http'

const MEANT: readonly unknown[] = ['PUT', 'PATCH', 'DELETE']

/**
 * Forms can only GET and POST: `?_method=PATCH` in the address says what a POST means. It is read
 * here, once, before a route is looked for. Adonis's own way reads the body too, after the route is
 * known: `_method=GET` in it would take a POST past the CSRF guard as if it changed nothing.
 */
export default class MethodMiddleware {
  handle({ request }: HttpContext, next: NextFn) {
    const { _method: meant } = request.qs()
    if (request.method() === 'POST' && MEANT.includes(meant)) request.request.method = meant
    return next()
  }
}
