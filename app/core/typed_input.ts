import type { HttpContext } from '@adonisjs/core/http'

/**
 * So many bytes of what was typed go back into the form after a "no". The session is a cookie, and
 * browsers drop one above 4 kB whole: the sentences would be lost with it.
 */
const ROOM = 1200

/** Never sent back. */
const SECRETS = new Set(['_csrf', '_method', 'password', 'code'])

/** Keeps what was typed for the form that is shown again; the longest values stay behind. */
export function flashTyped({ request, session }: Pick<HttpContext, 'request' | 'session'>) {
  const typed = Object.entries(request.original()).filter(([name]) => !SECRETS.has(name))
  const sized = typed.map(([name, value]) => ({ name, size: sizeOf({ [name]: value }) }))
  let room = ROOM
  const kept = sized
    .sort((a, b) => a.size - b.size)
    .filter(({ size }) => {
      room -= size
      return room >= 0
    })
  session.flashOnly(kept.map(({ name }) => name))
}

const sizeOf = (value: unknown) => Buffer.byteLength(JSON.stringify(value))
