/*
 * A process that does one deed of the business and may kill itself while doing it, as a power cut
 * would: no handler runs, nothing is rolled back by us. It boots, says READY, and reads from its
 * input what to do and when to die.
 */
import 'reflect-metadata'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { DateTime } from 'luxon'
import { Ignitor } from '@adonisjs/core'
import type { Deed, Moment } from '#tests/support/killer'

const APP_ROOT = new URL('../../', import.meta.url)

const ignitor = new Ignitor(APP_ROOT, {
  importer: (path) => import(path.startsWith('.') ? new URL(path, APP_ROOT).href : path),
}).tap((app) => {
  app.booting(async () => {
    await import('#start/env')
  })
})
const app = ignitor.createApp('repl')
await app.init()
await app.boot()
await app.start(() => undefined)
const { default: db } = await import('@adonisjs/lucid/services/db')
const { statementsOf, WRITES } = await import('#tests/support/killer_statements')
await db.rawQuery('SELECT 1')

process.stdout.write('READY\n')
const [line] = (await once(createInterface({ input: process.stdin }), 'line')) as [string]
/** Moments come as ISO text. */
const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}(Z|[+-]\d\d:\d\d)$/
const revive = (_key: string, value: unknown) =>
  typeof value === 'string' && ISO.test(value) ? DateTime.fromISO(value, { zone: 'utc' }) : value
const { deeds, moment } = JSON.parse(line, revive) as { deeds: Deed[]; moment: Moment }

const die = () => process.kill(process.pid, 'SIGKILL')
let writes = 0
const client = statementsOf(db)
client.on('query', ({ sql }: { sql: string }) => {
  if (moment === 'before' && WRITES.test(sql)) die()
})
client.on('query-response', (_answer, { sql }: { sql: string }) => {
  if (WRITES.test(sql) && ++writes === moment) die()
})

type Verb = (...input: unknown[]) => Promise<unknown>
const answers: unknown[] = []
for (const { module, verb, input } of deeds) {
  const exported = (await import(`#app/${module}`)) as Record<string, Verb | { run: Verb }>
  const found = exported[verb]
  answers.push((await ('run' in found ? found.run : found)(...input)) ?? null)
}
if (moment === 'after') die()
const told = JSON.stringify({ writes, answers })
await new Promise((resolve) => process.stdout.write(`ANSWER ${told}\n`, resolve))
await app.terminate()
process.exit(0)
