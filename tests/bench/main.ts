/*
 * `npm run bench`: what an operation costs the server, on 1,000 products × 2 variants and 100,000
 * members. Prints JSON. CPU per operation is steadier than time on a machine that others use too.
 */
import { boot, say } from '#tests/bench/boot'
import type { Figures } from '#tests/bench/meter'

const only = process.argv[2]

const house = await boot()
const { startServer } = await import('#tests/support/processes')
const { databasePid, measure } = await import('#tests/bench/meter')
const { buyersOfScarceGoods } = await import('#tests/bench/scarce')
const { spendsOnFourProcesses } = await import('#tests/bench/spends')
const { scenarios } = await import('#tests/bench/scenarios')
const { yardstick } = await import('#tests/bench/yardstick')
const { default: db } = await import('@adonisjs/lucid/services/db')
const { seed } = await import('#tests/bench/seed')

const drop = await house.freshDatabase()

say('seeding…')
const world = await seed({
  products: Number(process.env.BENCH_PRODUCTS ?? 1000),
  members: Number(process.env.BENCH_MEMBERS ?? 100_000),
})
/** What lies in the house that is measured. */
const TABLES = ['products', 'variants', 'customers', 'members', 'accounts', 'transfers', 'lots']
const counted = TABLES.map(async (table) => {
  const [row] = await db.from(table).count('* as rows')
  return [table, Number(row.rows)] as const
})
const rows = Object.fromEntries(await Promise.all(counted))
const profile = process.env.BENCH_PROFILE
const server = await startServer({
  LOG_LEVEL: 'fatal',
  NODE_OPTIONS: [
    '--max-semi-space-size=8',
    ...(profile ? [`--import=${new URL('profile.mjs', import.meta.url).pathname}`] : []),
  ].join(' '),
})
/** Starts or ends the profile of the server. */
const turnProfile = async () => {
  if (!profile) return
  process.kill(server.pid, 'SIGUSR2')
  await new Promise((resolve) => setTimeout(resolve, 2000))
}
const watched = { server: server.pid, database: databasePid() }
const results: Record<
  string,
  Figures & { aimMs: number; ratioToAim: number; yardstickMs: number }
> = {}

try {
  for (const scenario of scenarios) {
    if (only && !scenario.name.includes(only)) continue
    say(scenario.name)
    const operation = await scenario.ready(world, server.url)
    const warmUp = Math.min(600, scenario.times)
    await measure(watched, { times: warmUp, atOnce: 4 }, (turn) => operation(turn + scenario.times))
    await turnProfile()
    const figures = await measure(watched, { times: scenario.times, atOnce: 8 }, operation)
    await turnProfile()
    const yardstickMs = await yardstick()
    results[scenario.name] = {
      ...figures,
      yardstickMs,
      aimMs: scenario.aimMs,
      ratioToAim: Math.round((figures.serverCpuMs / scenario.aimMs) * 100) / 100,
    }
    say(
      `  ${figures.serverCpuMs} ms of ${scenario.aimMs}, ${figures.residentMb} MB, yardstick ${yardstickMs}`
    )
  }
  const scarce = only ? undefined : await buyersOfScarceGoods(world, server.url)
  const spends = only && only !== 'spends' ? undefined : await spendsOnFourProcesses(world)
  const database = process.env.DB_CONNECTION ?? 'sqlite'
  process.stdout.write(`${JSON.stringify({ database, rows, results, scarce, spends }, null, 2)}\n`)
} finally {
  await server.stop()
  await drop()
  await house.end()
}
process.exit(0)
