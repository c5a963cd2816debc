import type { HttpContext } from '@adonisjs/core/http'
import type { NextFn } from '@adonisjs/core/types/http'

/**
 * Persian lives at `/`, English at `/en`. The prefix is taken off before the router looks, so that
 * every page exists once; `ctx.prefix` puts it back on links.
 */
export default class LocalePrefixMiddleware {
  handle(ctx: HttpContext, next: NextFn) {
    const { parsedUrl } = ctx.request
    const english = parsedUrl.pathname === '/en' || parsedUrl.pathname.startsWith('/en/')
    ctx.prefix = english ? '/en' : ''
    if (english) parsedUrl.pathname = parsedUrl.pathname.slice(3) || '/'
    return next()
  }
}

declare module '@adonisjs/core/http' {
  export interface HttpContext {
    /** '' on Persian addresses, '/en' on English ones. */
    prefix: '' | '/en'
  }
}
