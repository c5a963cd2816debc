import { randomUUID } from 'node:crypto'
import { setImmediate as pause } from 'node:timers/promises'
import db from '@adonisjs/lucid/services/db'
import { type Actor, SYSTEM } from '#app/core/actor'
import { clock } from '#app/core/clock'
import { languageOf } from '#app/core/language'
import type { Breach, Law } from '#app/core/law'
import { found } from '#app/core/refusal'
import { type Client, isDuplicate, sqlTime, type Trx } from '#app/core/sql'
import { transaction } from '#app/core/transaction'
import { closeHouseTask, openHouseTask } from '#app/crm/house_task'
import { nightOf, nudgeAudit } from '#app/front/auditing'
import SelfAudit from '#app/front/models/self_audit'
import { bookSums } from '#app/front/queries/book_sums'
import { announce, live } from '#app/messaging/live'
import { queueMessage } from '#app/messaging/queue_message'
import { afterCommit } from '#app/core/transaction'
import { laws } from '#start/laws'

/** Working minutes in which red books are to be looked at. */
const WITHIN = 120

/**
 * Begins a look at all the books; the laws are then checked one by one by `runSelfAudit`, in a
 * process that has the time. While one runs there is no second, and a night has one only.
 * @returns the audit that runs now, or null when this night's is over already
 */
export async function startSelfAudit(
  { by, nightly = false }: { by: Actor; nightly?: boolean },
  outer?: Trx
): Promise<{ auditId: number; repeated: boolean } | null> {
  const night = nightly ? nightOf(clock.now()) : null
  return transaction(async (trx) => {
    /* The night's first: between two statements another process may begin it. */
    const own = night && (await SelfAudit.findBy({ night }, { client: trx }))
    if (own) return own.isRunning ? { auditId: own.id, repeated: true } : null
    const running = await SelfAudit.query({ client: trx }).where('open_key', 'running').first()
    if (running) return { auditId: running.id, repeated: true }
    const row = { night, startedById: by.kind === 'staff' ? by.id : null, laws: laws.length }
    const audit = await SelfAudit.create(
      { ...row, state: 'running', openKey: 'running', checked: 0, broken: 0, turned: false },
      { client: trx }
    )
    afterCommit(trx, nudgeAudit)
    return { auditId: audit.id, repeated: false }
  }, outer).catch(async (error: unknown) => {
    if (outer || !isDuplicate(error)) throw error
    const first = await SelfAudit.findBy({ openKey: 'running' })
    return first && { auditId: first.id, repeated: true }
  })
}

/**
 * Checks the laws that this audit has not checked yet, each in one short step of its own, and ends
 * it green or red. Cut off anywhere, another process goes on where it was. Red opens one task for
 * the manager while none is open, and tells him; green ends it.
 * @returns whether this call brought it to its end
 */
export async function runSelfAudit(auditId: number, worker: string = randomUUID()) {
  const client = db.connection()
  const audit = found(await SelfAudit.find(auditId))
  if (!(await audit.claim(worker, client))) return false
  const rows = await client.from('self_audit_laws').where('audit_id', auditId).select('law')
  const checked = new Set(rows.map(({ law }) => String(law)))
  for (const law of laws.filter(({ name }) => !checked.has(name))) {
    if (!(await checkOne(auditId, worker, law, client))) return false
    await pause()
  }
  return finish(auditId, worker, await bookSums(client))
}

/** One law, and what came of it. False when another process has taken the audit over. */
async function checkOne(auditId: number, worker: string, law: Law, client: Client) {
  const start = performance.now()
  const breaches = await breachesOf(law, client)
  const kept = breaches.length === 0
  return transaction(async (trx) => {
    const counts = {
      checked: trx.raw('checked + 1'),
      broken: trx.raw('broken + ?', [kept ? 0 : 1]),
      laws: laws.length,
    }
    if (!(await SelfAudit.advance(auditId, worker, counts, trx))) return false
    await trx.table('self_audit_laws').insert({
      audit_id: auditId,
      law: law.name,
      kept: kept ? 1 : 0,
      milliseconds: Math.round(performance.now() - start),
      breaches: JSON.stringify(breaches),
      created_at: sqlTime(clock.now()),
    })
    return true
  })
}

/**
 * What breaks a law. The shop goes on selling meanwhile, so a law of several statements may see
 * two moments: only what is broken when it is looked at again counts. A law that cannot be checked
 * is broken.
 */
async function breachesOf(law: Law, client: Client): Promise<Breach[]> {
  try {
    const first = await law.check(client)
    return first.length === 0 ? [] : await law.check(client)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    return [{ where: 'law', expected: 'an answer', found: reason.slice(0, 300) }]
  }
}

function finish(auditId: number, worker: string, sums: Awaited<ReturnType<typeof bookSums>>) {
  return transaction(async (trx) => {
    const before = await SelfAudit.lastFinished(trx)
    const { broken } = await SelfAudit.findOrFail(auditId, { client: trx })
    const state = broken === 0 ? 'green' : 'red'
    const end = {
      state,
      open_key: null,
      worker: null,
      claimed_until: null,
      turned: (before?.state ?? 'green') === state ? 0 : 1,
      sums: JSON.stringify(sums),
      finished_at: sqlTime(clock.now()),
    }
    if (!(await SelfAudit.advance(auditId, worker, end, trx))) return false
    await (state === 'red' ? alarm(auditId, broken, trx) : calmDown(trx))
    announce(trx, live.desk(0), { what: 'self_audit', id: auditId })
    return true
  })
}

/** A task for the manager and a message about it, once: not every night while it is open. */
async function alarm(id: number, broken: number, trx: Trx) {
  const about = { type: 'self_audit', id }
  const order = { branchId: null, about, within: WITHIN }
  const { task, isNew } = await openHouseTask('mend_books', order, trx)
  const staff = task.$preloaded.assignee ? task.assignee : null
  if (isNew && staff) {
    await queueMessage({ template: 'books_red', to: { staff }, params: { broken }, about }, trx)
  }
}

function calmDown(trx: Trx) {
  const note = languageOf('fa').t('front.self_audit.green_again')
  return closeHouseTask('mend_books', { by: SYSTEM, note }, trx)
}
