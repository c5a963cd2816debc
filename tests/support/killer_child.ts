/*
 * A process that does one deed of the business and may kill itself while doing it, as a power cut
 * would: no handler runs, nothing is rolled back by us. It boots, says READY, and reads from its
 * input what to do and when to die.
 */
import 'reflect-metadata'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { Ignitor } from '@adonisjs/core'
import type { Deed, Moment } from '#tests/support/killer'

const APP_ROOT = new URL('../../', import.meta.url)
const WRITES = /^\s*(insert|update|delete|replace)\b/i

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
await db.rawQuery('SELECT 1')

process.stdout.write('READY\n')
const [line] = (await once(createInterface({ input: process.stdin }), 'line')) as [string]
const { deed, moment } = JSON.parse(line) as { deed: Deed; moment: Moment }
const module = (await import(`#app/${deed.module}`)) as Record<
  string,
  (...input: unknown[]) => Promise<unknown>
>

const die = () => process.kill(process.pid, 'SIGKILL')
let statements = 0
const { client } = db.connection().getWriteClient() as unknown as { client: NodeJS.EventEmitter }
client.on('query', ({ sql }: { sql: string }) => {
  if (moment === 'before' && WRITES.test(sql)) die()
})
client.on('query-response', () => {
  statements++
  if (statements === moment) die()
})

const answer = await module[deed.verb](...deed.input)
if (moment === 'after') die()
const told = JSON.stringify({ statements, answer: answer ?? null })
await new Promise((resolve) => process.stdout.write(`ANSWER ${told}\n`, resolve))
await app.terminate()
process.exit(0)
