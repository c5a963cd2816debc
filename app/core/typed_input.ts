import { randomUUID } from 'node:crypto'
import type { HttpContext } from '@adonisjs/core/http'
import limiter from '@adonisjs/limiter/services/main'
import { clock } from '#app/core/clock'
import { seal, unseal } from '#app/core/sealed'
import { sqlTime } from '#app/core/sql'
import { execute, insert, rowOf } from '#app/core/statement'

/**
 * So many bytes of what was typed go back into the form after a "no" by the session. It is a cookie,
 * and browsers drop one above 4 kB whole: the sentences would be lost with it. What is longer waits
 * in `typed_inputs`, by a key in the session.
 */
const ROOM = 1200

/** No form of ours asks for more; what is larger was not typed. In bytes. */
const MOST = 64_000

/** Rows that one address may leave behind in an hour: a branch of busy people, not a flood. */
const MOST_AN_HOUR = 120

const KEPT_MINUTES = 60

/** Name of the key among the flash messages. */
const KEY = 'typed_input'

/** Never sent back, never kept. */
const SECRETS = new Set(['_csrf', '_method', 'password', 'code', KEY])

type Typed = [name: string, value: unknown][]

/** Keeps what was typed for the form that is shown again; secrets are forgotten. */
export async function flashTyped(ctx: HttpContext) {
  const typed = Object.entries(ctx.request.original()).filter(([name]) => !SECRETS.has(name))
  const { short, long } = sorted(typed)
  ctx.session.flashOnly(short.map(([name]) => name))
  if (long.length === 0) return
  try {
    const key = await keep(long, ctx.request.ip())
    if (key) ctx.session.flash(KEY, key)
  } catch (error) {
    /* The "no" itself must still arrive. */
    ctx.logger.warn({ err: error }, 'what was typed could not be kept')
  }
}

/** Fills the cookie's room from the shortest on; the others are long. */
function sorted(typed: Typed): { short: Typed; long: Typed } {
  const bySize = typed.toSorted((a, b) => sizeOf([a]) - sizeOf([b]))
  let room = ROOM
  const fits = bySize.findIndex((one) => (room -= sizeOf([one])) < 0)
  const at = fits === -1 ? bySize.length : fits
  return { short: bySize.slice(0, at), long: bySize.slice(at) }
}

const textOf = (typed: Typed) => JSON.stringify(Object.fromEntries(typed))
const sizeOf = (typed: Typed) => Buffer.byteLength(textOf(typed))

/** @returns the key, or null when it is too much, or too often */
async function keep(long: Typed, ip: string): Promise<string | null> {
  if (sizeOf(long) > MOST) return null
  const here = limiter.use({ requests: MOST_AN_HOUR, duration: '1 hour' })
  const key = await here.attempt(`typed_input:${ip}`, async () => {
    const row = { key: randomUUID(), sealed: seal(textOf(long), 'typed_input') }
    await insert('typed_inputs', { ...row, created_at: sqlTime(clock.now()) })
    return row.key
  })
  return key ?? null
}

/** Puts back among the flash messages what waited for this request, and forgets it. */
export async function restoreTyped({ session }: Pick<HttpContext, 'session'>) {
  const key: unknown = session.flashMessages.get(KEY)
  if (typeof key !== 'string') return
  const row = await rowOf<{ sealed: string }>('SELECT sealed FROM typed_inputs WHERE `key` = ?', [
    key,
  ])
  if (!row) return
  await execute('DELETE FROM typed_inputs WHERE `key` = ?', [key])
  const kept = JSON.parse(unseal(row.sealed, 'typed_input')) as Record<string, unknown>
  const told = session.flashMessages.all() as Record<string, unknown>
  for (const name of Object.keys(kept)) told[name] ??= kept[name]
}

/** Forgets what nobody came back for. @returns rows that were forgotten */
export function forgetTyped(): Promise<number> {
  const before = sqlTime(clock.now().minus({ minutes: KEPT_MINUTES }))
  return execute('DELETE FROM typed_inputs WHERE created_at < ?', [before])
}
