/*
 * `npm run bench -- expiry`: a night on which every member's credit ends at once. CPU and memory per
 * lot at one size and at ten times of it: the ratio should be near one.
 */
import { boot, say } from '#tests/bench/boot'
import { cpuOf } from '#tests/bench/meter'

const house = await boot()
const { clock } = await import('#app/core/clock')
const { sqlTime } = await import('#app/core/sql')
const { default: job } = await import('#app/club/jobs/expire_lots_job')
const { seedBooks } = await import('#tests/bench/books')

const sizes = (process.env.BENCH_SIZES ?? '100000,1000000').split(',').map(Number)
const database = Number(process.env.DB_PID) || null
const results = []
for (const members of sizes) {
  const drop = await house.freshDatabase()
  say(`${members} members, ten movements each…`)
  await seedBooks({ members, rows: 10, expiresAt: sqlTime(clock.now().minus({ days: 1 })) })
  results.push(await run(members))
  await drop()
}
process.stdout.write(`${JSON.stringify({ scenario: 'expiry run', results }, null, 2)}\n`)
await house.end()
process.exit(0)

/** Turn after turn, as the job does it. */
async function run(members: number) {
  const [began, before] = [Date.now(), process.cpuUsage()]
  const databaseBefore = database ? cpuOf(database) : 0
  let [done, peak, told] = [0, 0, 0]
  for (let moved = job.most!; moved >= job.most!;) {
    moved = await job.run()
    done += moved
    peak = Math.max(peak, process.memoryUsage().rss)
    if (done - told >= members / 10) say(`  ${(told = done)} of ${members}`)
  }
  const { user, system } = process.cpuUsage(before)
  return {
    members,
    done,
    seconds: (Date.now() - began) / 1000,
    cpuMicrosecondsPerLot: Math.round((user + system) / done),
    databaseMicrosecondsPerLot: database
      ? Math.round(((cpuOf(database) - databaseBefore) * 1000) / done)
      : 0,
    peakMb: Math.round(peak / 2 ** 20),
  }
}
