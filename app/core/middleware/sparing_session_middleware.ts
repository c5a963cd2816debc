import type { HttpContext } from '@adonisjs/core/http'
import type { NextFn } from '@adonisjs/core/types/http'
import { clock } from '#app/core/clock'

const DAY_MS = 24 * 3600 * 1000
const KEY = 'renewed_on'

/**
 * Writes the session's cookies when something in it changed, and once a day so that they stay
 * alive: to encrypt the same contents anew at every request is a fifth of a small page's time.
 */
export default class SparingSessionMiddleware {
  async handle({ session }: HttpContext, next: NextFn) {
    const today = Math.floor(clock.now().toMillis() / DAY_MS)
    if (session.get(KEY) !== today) session.put(KEY, today)
    const answer = await next()
    const changed = session.hasBeenModified || session.hasRegeneratedSession
    if (!changed && session.responseFlashMessages.isEmpty) session.commit = async () => undefined
    return answer
  }
}
