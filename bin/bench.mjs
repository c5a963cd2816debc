/**
 * `npm run bench`: builds, then measures on SQLite and on a private MariaDB. Prints JSON.
 * `npm run bench -- expiry`, `-- tiers`, `-- size`: what grows with the house, by itself.
 */
import { endChildren, endOnSignals, environment, installPackages, node, run } from './setup.mjs'
import { ensureMariadb, startPrivateMariadb } from './mariadb.mjs'

const ALONE = { expiry: 'expiry.ts', tiers: 'tier_run.ts', size: 'size.ts' }
const only = process.argv.slice(2)
const script = ALONE[only[0]]
const entry = script
  ? ['--import=@poppinss/ts-exec', `tests/bench/${script}`]
  : ['--import=@poppinss/ts-exec', 'tests/bench/main.ts', ...only]
const settings = (extra) =>
  environment(process.env, { NODE_ENV: 'test', TZ: 'UTC', TEST_SERVER: 'build', ...extra })

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
