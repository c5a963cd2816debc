/**
 * `npm test`: types, lint and build, then every suite on SQLite, the same again on MariaDB, and
 * the browser suite. The last line is `N passed, N failed`; whatever did not run has failed.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { aptInstall, ensureMariadb, startPrivateMariadb, which } from './mariadb.mjs'
import {
  endChildren,
  endOnSignals,
  environment,
  installPackages,
  node,
  randomKey,
  readSettings,
  root,
  run,
} from './setup.mjs'

const BROWSER_SUITE = 'browser'
const scratch = mkdtempSync(join(tmpdir(), 'bashgah-test-'))
const total = { passed: 0, failed: 0 }
const notes = []

function fail(sentence, count = 1) {
  total.failed += count
  notes.push(`✖ ${sentence}`)
}

const title = (text) => console.log(`\n━━━ ${text} ${'━'.repeat(Math.max(3, 70 - text.length))}`)

function ensureChromium() {
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']
  if (which(...names)) return which(...names)
  console.log('Chromium is missing: installing it…')
  aptInstall(['chromium'])
  const path = which(...names)
  if (path) return path
  throw new Error('Chromium is needed for the browser suite: install the package chromium.')
}

/** The names of the suites as adonisrc.ts lists them. */
function suites() {
  const source = readFileSync(join(root, 'adonisrc.ts'), 'utf8')
  const block = source.slice(source.indexOf('suites:'))
  const names = [...block.matchAll(/\bname:\s*['"](\w+)['"]/g)].map((match) => match[1])
  if (names.length === 0) throw new Error('adonisrc.ts names no test suite.')
  return names
}

/** The settings of the example, so that a developer's own .env changes no test. */
function testEnvironment(extra) {
  return environment(readSettings(join(root, '.env.example')), process.env, {
    NODE_ENV: 'test',
    APP_KEY: randomKey(),
    DATA_KEYS: randomKey(),
    HOST: '127.0.0.1',
    LOG_LEVEL: 'fatal',
    SMS_GATEWAY: 'outbox',
    PAYMENT_GATEWAY: 'fake',
    DEMO: 'false',
    ...extra,
  })
}

async function check(name, args) {
  title(name)
  const env = testEnvironment({ NODE_ENV: 'development', DATA_DIR: scratch })
  const code = await run(node, args, { env })
  if (code === 0) notes.push(`✔ ${name}`)
  else fail(`${name}: failed with exit code ${code}`)
}

/** Runs suites and adds up their counts. A run without counts, or without a test, has failed. */
async function test(name, names, extra) {
  title(name)
  if (names.length === 0) return fail(`${name}: there is no such suite`)
  const slug = name.replace(/\W+/g, '-')
  const file = join(scratch, `${slug}.json`)
  const env = testEnvironment({
    DATA_DIR: mkdtempSync(join(scratch, `${slug}-`)),
    TEST_SUMMARY_FILE: file,
    ...extra,
  })
  const code = await run(node, ['ace', 'test', ...names], { env })
  let counts
  try {
    counts = JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return fail(`${name}: ended with exit code ${code} before its last test`)
  }
  total.passed += counts.passed
  const line = `${name}: ${counts.passed} passed, ${counts.failed} failed, ${counts.skipped + counts.todo} skipped`
  if (counts.failed > 0) fail(line, counts.failed)
  else if (code !== 0 || counts.hasError) fail(`${line}, and an error outside the tests`)
  else if (counts.passed === 0) fail(`${name}: no test ran`)
  else notes.push(`✔ ${line}`)
}

async function testOnMariadb(names) {
  let server
  try {
    ensureMariadb()
    server = await startPrivateMariadb()
  } catch (error) {
    return fail(`MariaDB: ${error.message}`)
  }
  try {
    await test('Tests on MariaDB', names, {
      DB_CONNECTION: 'mysql',
      DB_SOCKET: server.socket,
      DB_USER: server.user,
      DB_PASSWORD: server.password,
      DB_DATABASE: server.database,
    })
  } finally {
    await server.stop()
  }
}

async function testInBrowser(names) {
  try {
    const path = ensureChromium()
    await test('Browser tests', names, { DB_CONNECTION: 'sqlite', CHROMIUM_PATH: path })
  } catch (error) {
    fail(`Browser tests: ${error.message}`)
  }
}

async function main() {
  await installPackages()
  await check('Code generation', ['ace', 'codegen'])
  await check('Types', ['node_modules/typescript/bin/tsc', '--noEmit'])
  await check('Lint', ['node_modules/eslint/bin/eslint.js', '.'])
  await check('Build', ['ace', 'build'])
  const all = suites()
  const plain = all.filter((name) => name !== BROWSER_SUITE)
  await test('Tests on SQLite', plain, { DB_CONNECTION: 'sqlite' })
  await testOnMariadb(plain)
  await testInBrowser(all.filter((name) => name === BROWSER_SUITE))
}

endOnSignals()
process.on('exit', () => rmSync(scratch, { recursive: true, force: true }))
await main().catch((error) => fail(error.stack ?? error.message))
await endChildren()
title('Summary')
for (const note of notes) console.log(note)
console.log(`\n${total.passed} passed, ${total.failed} failed`)
process.exit(total.failed === 0 && total.passed > 0 ? 0 : 1)
