import type { HttpContext } from '@adonisjs/core/http'
import type { NextFn } from '@adonisjs/core/types/http'
import { pictureOf, pictureSvg } from '#app/catalogue/picture'

const FOLDER = '/pictures/'

/** Serves drawn pictures before router and session: they belong to nobody and never change. */
export default class PicturesMiddleware {
  handle({ request, response }: HttpContext, next: NextFn) {
    const url = request.url()
    if (!url.startsWith(FOLDER)) return next()
    const picture = pictureOf(url.slice(FOLDER.length))
    if (!picture) return response.status(404).send('')
    response.header('Cache-Control', 'public, max-age=31536000, immutable')
    response.type('image/svg+xml')
    return response.send(pictureSvg(picture))
  }
}
