/*
 * What a re-evaluation of tiers costs, in this process as the background job does it. Sizes come from
 * BENCH_MEMBERS, e.g. `100000,1000000`: one in ten members goes down, nine stay. Prints JSON: CPU per
 * member and per move, the largest memory, and how the cost per member grows from the first size to
 * the last.
 *   BENCH_MEMBERS=100000,1000000 node --import=@poppinss/ts-exec tests/bench/tier_run.ts
 */
import 'reflect-metadata'
import '#tests/support/environment'
import { Ignitor } from '@adonisjs/core'

const APP_ROOT = new URL('../../', import.meta.url)
const app = new Ignitor(APP_ROOT, {
  importer: (path) => import(path.startsWith('.') ? new URL(path, APP_ROOT).href : path),
})
  .tap((booting) => {
    booting.booting(async () => {
      await import('#start/env')
    })
  })
  .createApp('repl')
await app.init()
await app.boot()
await app.start(() => undefined)

const { dropTemplate, freshDatabase, prepareTemplate } = await import('#tests/support/database')
const { givenStaff } = await import('#tests/support/given_people')
const { measureRun, seedTo } = await import('#tests/bench/tier_run_world')

await prepareTemplate()
const drop = await freshDatabase()
const say = (text: string) => process.stderr.write(`${text}\n`)
try {
  const { id } = await givenStaff({ role: 'administrator' })
  const sizes = (process.env.BENCH_MEMBERS ?? '100000').split(',').map(Number)
  const runs = []
  for (const members of sizes) {
    say(`seeding ${members}…`)
    await seedTo(members)
    runs.push(await measureRun({ kind: 'staff', id }))
    say(`  ${JSON.stringify(runs.at(-1))}`)
  }
  const ratio = runs.at(-1)!.preview.cpuUsPerRow / runs[0].preview.cpuUsPerRow
  const database = process.env.DB_CONNECTION ?? 'sqlite'
  const ratioOfLastToFirst = Math.round(ratio * 100) / 100
  process.stdout.write(`${JSON.stringify({ database, runs, ratioOfLastToFirst }, null, 2)}\n`)
} finally {
  await drop()
  await dropTemplate()
  await app.terminate()
}
process.exit(0)
