/**
 * `npm run bench`: builds, then measures on SQLite and on a private MariaDB. Prints JSON.
 * `npm run bench -- growth` (or one of its rows: `-- tiers`, `-- expiry`, `-- growth balance`,
 * `-- growth spends`) and `-- size`: what grows with the house, by itself.
 */
import { endChildren, endOnSignals, environment, installPackages, node, run } from './setup.mjs'
import { ensureMariadb, startPrivateMariadb } from './mariadb.mjs'

const ROWS = ['balance', 'spends', 'tiers', 'expiry']
const only = process.argv.slice(2)
const [name, ...rows] = ['tiers', 'expiry'].includes(only[0]) ? ['growth', ...only] : only
const script = { growth: 'growth.ts', size: 'size.ts' }[name]
const entry = [
  '--max-semi-space-size=8',
  '--import=@poppinss/ts-exec',
  ...(script ? [`tests/bench/${script}`] : ['tests/bench/main.ts', ...only]),
]
const wanted = rows.length > 0 ? rows : ROWS
const settings = (extra) =>
  environment(process.env, {
    NODE_ENV: 'test',
    TZ: 'UTC',
    TEST_SERVER: 'build',
    BENCH_ROWS: wanted.join(),
    ...extra,
  })

endOnSignals()
await installPackages()
let code = await run(node, ['ace', 'build'], { env: environment(process.env, { TZ: 'UTC' }) })
if (code === 0) code = await run(node, entry, { env: settings({ DB_CONNECTION: 'sqlite' }) })

ensureMariadb()
const server = await startPrivateMariadb({ durable: true })
try {
  const database = {
    DB_CONNECTION: 'mysql',
    DB_SOCKET: server.socket,
    DB_USER: server.user,
    DB_PASSWORD: server.password,
    DB_PID: String(server.pid),
  }
  code = (await run(node, entry, { env: settings(database) })) || code
} finally {
  await server.stop()
  await endChildren()
}
process.exit(code)
