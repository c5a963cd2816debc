import type { HttpContext } from '@adonisjs/core/http'
import type { NextFn } from '@adonisjs/core/types/http'
import StaticMiddleware from '@adonisjs/static/static_middleware'
import app from '@adonisjs/core/services/app'
import staticConfig from '#config/static'

const FILES = /^\/(assets\/|icons\/|sw\.js$|manifest\.webmanifest$|favicon\.ico$|robots\.txt$)/

/** Serves built files. Only their own addresses look at the disk: a page costs no `stat`. */
export default class AssetsMiddleware {
  /* A middleware is made anew for each request; what it serves with is made once. */
  static #files: StaticMiddleware | undefined

  handle(ctx: HttpContext, next: NextFn) {
    if (!FILES.test(ctx.request.url())) return next()
    AssetsMiddleware.#files ??= new StaticMiddleware(app.publicPath(), staticConfig)
    return AssetsMiddleware.#files.handle(ctx, next)
  }
}
