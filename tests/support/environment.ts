import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/*
 * The settings of a test run, set before the application reads its own: a throw-away data folder
 * and database, so that no test can touch what a developer keeps.
 */
const folder = mkdtempSync(join(tmpdir(), 'bashgah-test-'))
process.on('exit', () => rmSync(folder, { recursive: true, force: true }))

Object.assign(process.env, {
  TZ: 'UTC',
  HOST: '127.0.0.1',
  PORT: process.env.TEST_PORT ?? String(20_000 + (process.pid % 20_000)),
  APP_URL: '',
  APP_KEY: 'only-for-tests-0123456789abcdefghij',
  DATA_KEYS: 'sealed-only-for-tests-0123456789abcd',
  DATA_DIR: folder,
  DB_FILE: join(folder, 'first.sqlite'),
  DB_DATABASE: `bashgah_test_${process.pid}`,
  SESSION_DRIVER: 'cookie',
  LIMITER_STORE: 'memory',
  SMS_GATEWAY: 'outbox',
  MAIL_MAILER: 'outbox',
  PAYMENT_GATEWAY: 'fake',
  DEMO: 'false',
  RUN_JOBS: 'false',
})
process.env.APP_URL = `http://127.0.0.1:${process.env.PORT}`
