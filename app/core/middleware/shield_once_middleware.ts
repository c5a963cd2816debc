import edge from 'edge.js'
import type { HttpContext } from '@adonisjs/core/http'
import type { NextFn } from '@adonisjs/core/types/http'
import encryption from '@adonisjs/core/services/encryption'
import ShieldMiddleware from '@adonisjs/shield/shield_middleware'
import shieldConfig from '#config/shield'

/** Where shield keeps the secret behind a session's CSRF tokens, and the cookie scripts read one from. */
const SECRET = 'csrf-secret'
const COOKIE = 'XSRF-TOKEN'

const make = (enableXsrfCookie: boolean) =>
  new ShieldMiddleware(
    { ...shieldConfig, csp: { enabled: false }, csrf: { ...shieldConfig.csrf, enableXsrfCookie } },
    encryption.use(),
    edge
  )

/** The policy of `config/shield.ts` as its header says it. No page has a script of its own, so none a nonce. */
const POLICY = Object.entries(shieldConfig.csp!.directives!)
  .map(([name, sources]) => [kebab(name), ...(sources as string[])].join(' '))
  .join(';')

function kebab(name: string) {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
}

/**
 * Shield, made once: its own binding builds every guard again for each request. A browser that has
 * its token cookie is not given the same one again.
 */
export default class ShieldOnceMiddleware {
  static #full: ShieldMiddleware | undefined
  static #known: ShieldMiddleware | undefined

  handle(ctx: HttpContext, next: NextFn) {
    ctx.response.header('Content-Security-Policy', POLICY)
    if (hasItsToken(ctx)) {
      ShieldOnceMiddleware.#known ??= make(false)
      return ShieldOnceMiddleware.#known.handle(ctx, next)
    }
    ShieldOnceMiddleware.#full ??= make(true)
    return ShieldOnceMiddleware.#full.handle(ctx, next)
  }
}

/**
 * A token is good as long as the session's secret stays: a session without one gets a new cookie.
 * Who shows the cookie's token in a header is read by the shield that knows such cookies.
 */
function hasItsToken({ request, session }: HttpContext) {
  const shows = request.header('x-xsrf-token') !== undefined
  return !shows && session.has(SECRET) && COOKIE in request.cookiesList()
}
