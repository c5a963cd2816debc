/**
 * `npm start`: from a clean clone to a running shop with one command, and quick the second time.
 * Runs under the machine's own Node (20 or newer) until the package's Node 24 is installed.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import {
  endChildren,
  endOnSignals,
  ensureDataDir,
  ensureSettings,
  environment,
  fingerprintOfSources,
  installPackages,
  must,
  node,
  root,
  start,
} from './setup.mjs'

const build = join(root, 'build')
const BUILD_MARKER = join(build, '.fingerprint')
/* Young objects are collected sooner: 50 MB less memory, and no measurable work more. */
const SMALL_HEAP = ['--max-semi-space-size=8']

function isFree(port, host) {
  return new Promise((answer) => {
    const probe = createServer()
    probe.once('error', () => answer(false))
    probe.listen(port, host, () => probe.close(() => answer(true)))
  })
}

/** A port asked for in the real environment is taken as it is; otherwise the first free one. */
async function choosePort(first, host) {
  if (process.env.PORT) return Number(process.env.PORT)
  for (let port = first; port < first + 100; port++) {
    if (await isFree(port, host)) return port
  }
  throw new Error(`No free port between ${first} and ${first + 99} on ${host}.`)
}

/** The address for people; follows the port unless the owner has set a public one. */
function chooseUrl(settings, host, port) {
  if (process.env.APP_URL) return process.env.APP_URL
  const own = /^http:\/\/(127\.0\.0\.1|localhost|0\.0\.0\.0)(:\d+)?\/?$/
  if (settings.APP_URL && !own.test(settings.APP_URL)) return settings.APP_URL
  const name = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host
  return `http://${name}:${port}`
}

/** Compiles only when a source has changed since the last build. */
async function buildWhenChanged(env) {
  const fingerprint = fingerprintOfSources()
  if (
    existsSync(join(build, 'bin', 'server.js')) &&
    existsSync(BUILD_MARKER) &&
    readFileSync(BUILD_MARKER, 'utf8') === fingerprint
  ) {
    return
  }
  console.log('Building (only when sources have changed)…')
  const building = { ...env, NODE_ENV: 'development' }
  await must('node ace codegen', node, ['ace', 'codegen'], { env: building })
  await must('node ace build', node, ['ace', 'build'], { env: building })
  // Taken again: writing types is part of a build, and must not look like a change next time.
  writeFileSync(BUILD_MARKER, fingerprintOfSources())
}

/** Whether the demo shop was already put into this database. */
function demoMarker(env) {
  const database =
    env.DB_CONNECTION === 'mysql'
      ? `mysql-${env.DB_SOCKET || env.DB_HOST}-${env.DB_PORT ?? ''}-${env.DB_DATABASE}`
      : 'sqlite'
  return join(env.DATA_DIR, `.demo-${database.replace(/\W+/g, '_')}`)
}

async function migrateAndSeed(env) {
  const hadDatabase =
    env.DB_CONNECTION === 'mysql' ||
    readdirSync(env.DATA_DIR).some((name) => /\.sqlite3?$|\.db$/.test(name))
  // From the build: the compiled program starts much faster than the sources.
  const where = { cwd: build, env }
  await must('The migrations', node, ['ace.js', 'migration:run', '--force'], where)
  const marker = demoMarker(env)
  if (env.DEMO !== 'true' || (hadDatabase && existsSync(marker))) return
  // The command itself leaves a database alone that already has customers.
  await must('The demo shop', node, ['ace.js', 'demo:seed'], where)
  writeFileSync(marker, `${new Date().toISOString()}\n`)
}

/** Resolves true when the server answers, false when it ended before that. */
async function untilItAnswers(url, ended) {
  let over = false
  ended.then(() => (over = true))
  while (!over) {
    const answered = await fetch(url, {
      redirect: 'manual',
      signal: AbortSignal.timeout(5000),
    }).then(
      () => true,
      () => false
    )
    if (answered) return true
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  return false
}

function announce(url, local, env) {
  const lines = [
    `  Shop and club    ${url}`,
    `  Staff desk       ${url}/desk`,
    `  SMS outbox       ${url}/desk/outbox`,
    ...(env.DEMO === 'true' ? ['  Demo accounts    are shown on the two sign-in pages'] : []),
    ...(local === url ? [] : [`  Listening on     ${local}`]),
    `  Data             ${env.DATA_DIR}`,
  ]
  console.log(`\n${lines.join('\n')}\n\n  Ctrl-C ends it.\n`)
}

async function main() {
  endOnSignals()
  await installPackages()
  const settings = ensureSettings()
  const env = environment(settings, process.env)
  env.NODE_ENV = 'production'
  env.HOST ||= '127.0.0.1'
  env.DATA_DIR = ensureDataDir(env.DATA_DIR)

  await buildWhenChanged(env)
  const port = await choosePort(Number(env.PORT) || 3333, env.HOST)
  env.PORT = String(port)
  // Before the seeding, which prints the address and writes it into messages.
  env.APP_URL = chooseUrl(settings, env.HOST, port)
  await migrateAndSeed(env)
  const name = env.HOST === '0.0.0.0' || env.HOST === '::' ? '127.0.0.1' : env.HOST
  const local = `http://${name}:${port}`

  const server = start(node, [...SMALL_HEAP, 'bin/server.js'], { cwd: build, env })
  if (await untilItAnswers(local, server.ended)) announce(env.APP_URL, local, env)
  const code = await server.ended
  await endChildren()
  process.exit(code)
}

await main().catch(async (error) => {
  console.error(error.message)
  await endChildren()
  process.exit(1)
})
