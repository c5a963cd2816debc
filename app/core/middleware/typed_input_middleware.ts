import type { HttpContext } from '@adonisjs/core/http'
import type { NextFn } from '@adonisjs/core/types/http'
import { restoreTyped } from '#app/core/typed_input'

/** After a "no": the long texts that were typed are there again when the form is drawn. */
export default class TypedInputMiddleware {
  async handle(ctx: HttpContext, next: NextFn) {
    await restoreTyped(ctx)
    return next()
  }
}
