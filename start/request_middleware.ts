import InitializeAuthMiddleware from '@adonisjs/auth/initialize_auth_middleware'
import type { HttpContext } from '@adonisjs/core/http'
import type { NextFn } from '@adonisjs/core/types/http'
import LanguageMiddleware from '#app/core/middleware/language_middleware'
import ShieldOnceMiddleware from '#app/core/middleware/shield_once_middleware'
import SparingSessionMiddleware from '#app/core/middleware/sparing_session_middleware'
import TypedInputMiddleware from '#app/core/middleware/typed_input_middleware'
import DeviceMiddleware from '#app/people/middleware/device_middleware'

/* None of them has a state of its own, so one of each serves all requests. */
const CHAIN = [
  new SparingSessionMiddleware(),
  new TypedInputMiddleware(),
  new LanguageMiddleware(),
  new ShieldOnceMiddleware(),
  new InitializeAuthMiddleware(),
  new DeviceMiddleware(),
]

/**
 * What every request passes after its session is there, in this order. As one middleware: for each
 * in the router's own list the container looks up its class and makes it anew at every request.
 */
export default class RequestMiddleware {
  handle(ctx: HttpContext, next: NextFn) {
    return pass(0, ctx, next)
  }
}

function pass(at: number, ctx: HttpContext, next: NextFn): unknown {
  if (at === CHAIN.length) return next()
  return CHAIN[at].handle(ctx, async () => pass(at + 1, ctx, next))
}
