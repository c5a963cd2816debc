/*
 * `npm run bench -- growth`: what must not grow with the club. The balance page, spends at the till
 * by four processes, a re-evaluation of tiers and a night on which all credit ends, each in a club
 * of one size and in one ten times as large. Prints JSON.
 *   BENCH_SIZES=100000,1000000   members; each has ten rows in the ledger
 *   BENCH_ROWS=balance,spends,tiers,expiry: what of it
 *   BENCH_LOTS=200000: so many lots of the night, where all take too long
 */
import { performance } from 'node:perf_hooks'
import { boot, say } from '#tests/bench/boot'

const house = await boot()
const { clock } = await import('#app/core/clock')
const { sqlTime } = await import('#app/core/sql')
const { seedClub } = await import('#tests/bench/club')
const { balancePage } = await import('#tests/bench/balance')
const { expiryRun } = await import('#tests/bench/expiry')
const { spendsOnFourProcesses } = await import('#tests/bench/spends')
const { yardstick } = await import('#tests/bench/yardstick')
const { tierRun } = await import('#tests/bench/tier_phases')

const measures: Record<string, (club: Awaited<ReturnType<typeof seedClub>>) => Promise<object>> = {
  balance: balancePage,
  spends: (club) => spendsOnFourProcesses({ staff: club.staff, members: club.some(1200, 3) }),
  tiers: ({ staff }) => tierRun({ kind: 'staff', id: staff.administrator }),
  expiry: ({ members }) => expiryRun(members),
}
const sizes = (process.env.BENCH_SIZES ?? '100000,1000000').split(',').map(Number)
const wanted = (process.env.BENCH_ROWS ?? Object.keys(measures).join()).split(',')
const clubs = []
for (const members of sizes) {
  const drop = await house.freshDatabase()
  try {
    say(`${members} members, ten rows in the ledger each…`)
    const start = performance.now()
    const club = await seedClub(members, sqlTime(clock.now().minus({ days: 1 })), {
      withLedger: wanted.some((row) => row !== 'tiers'),
    })
    const seconds = (since: number) => Math.round((performance.now() - since) / 1000)
    say(`  there after ${seconds(start)} s`)
    const figures: Record<string, unknown> = { members }
    for (const row of wanted) {
      const began = performance.now()
      figures[row] = { ...(await measures[row](club)), yardstickMs: await yardstick() }
      say(`  ${row}, ${seconds(began)} s: ${JSON.stringify(figures[row])}`)
    }
    clubs.push(figures)
  } finally {
    await drop()
  }
}
const database = process.env.DB_CONNECTION ?? 'sqlite'
process.stdout.write(`${JSON.stringify({ database, clubs }, null, 2)}\n`)
await house.end()
process.exit(0)
