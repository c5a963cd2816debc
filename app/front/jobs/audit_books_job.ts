import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { setPriority } from 'node:os'
import app from '@adonisjs/core/services/app'
import db from '@adonisjs/lucid/services/db'
import { SYSTEM } from '#app/core/actor'
import { clock } from '#app/core/clock'
import { TEHRAN } from '#app/core/jalali'
import type { Job } from '#app/core/job'
import { sqlTime } from '#app/core/sql'
import { runSelfAudit, startSelfAudit } from '#app/front/actions/audit_books'
import { NIGHT_BEGINS } from '#app/front/auditing'
import SelfAudit from '#app/front/models/self_audit'

const MORNING = 6
/** A shop that was switched off at night looks at its books a while after it was switched on. */
const SETTLED_SECONDS = 600
const GENTLE = 10

export default {
  name: 'audit_books',
  every: { seconds: 60 },
  async run() {
    if (isTime()) await startSelfAudit({ by: SYSTEM, nightly: true })
    const waiting = await SelfAudit.query()
      .where('state', 'running')
      .where((free) =>
        free.whereNull('claimed_until').orWhere('claimed_until', '<', sqlTime(clock.now()))
      )
    let ended = 0
    for (const audit of waiting) if (await work(audit)) ended++
    return ended
  },
} satisfies Job

function isTime() {
  const { hour } = clock.now().setZone(TEHRAN)
  if (hour < NIGHT_BEGINS) return false
  return hour < MORNING || process.uptime() > SETTLED_SECONDS
}

/*
 * SQLite answers in the process that asks: a law over large books would stop the shop for seconds.
 * There the laws are read by a process of their own, which ends with the audit.
 */
async function work(audit: SelfAudit): Promise<boolean> {
  if (db.connection().dialect.name === 'mysql') return runSelfAudit(audit.id)
  const worker = randomUUID()
  if (!(await audit.claim(worker, db.connection()))) return false
  if (await apart(audit.id, worker)) return true
  /* It died: whoever comes next goes on at once. */
  const own = db.from('self_audits').where({ id: audit.id, worker, state: 'running' })
  await own.update({ claimed_until: null })
  return false
}

function apart(auditId: number, worker: string): Promise<boolean> {
  const args = ['books:audit', `--audit=${auditId}`, `--worker=${worker}`]
  const child = spawn(process.execPath, [app.makePath('ace.js'), ...args], {
    cwd: app.makePath(),
    env: { ...process.env, RUN_JOBS: 'false' },
    stdio: 'ignore',
  })
  app.terminating(() => {
    child.kill()
  })
  return new Promise((resolve) => {
    child.on('spawn', () => child.pid && setPriority(child.pid, GENTLE))
    child.on('error', () => resolve(false))
    child.on('exit', (code) => resolve(code === 0 || code === 1))
  })
}
