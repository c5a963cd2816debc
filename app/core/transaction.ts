import { setTimeout as wait } from 'node:timers/promises'
import db from '@adonisjs/lucid/services/db'
import type { Trx } from '#app/core/sql'

/** Deadlock, lock wait time-out, record changed since read (Galera); SQLite's busy. */
const PASSING = new Set([1213, 1205, 1020])

function isPassing(error: unknown): boolean {
  const { errno, code } = (error ?? {}) as { errno?: number; code?: string }
  return (errno !== undefined && PASSING.has(errno)) || (code?.startsWith('SQLITE_BUSY') ?? false)
}

/**
 * The one transaction of a business action. Verbs open it, and only they; a verb that is called
 * inside another joins the outer one. Its body has no side effect outside the database, because it
 * may run again: a deadlock or a lock that took too long is retried up to five times. What must
 * follow a commit goes to `afterCommit`.
 */
export async function transaction<T>(body: (trx: Trx) => Promise<T>, outer?: Trx): Promise<T> {
  if (outer) return body(outer)
  for (let attempt = 1; ; attempt++) {
    try {
      return await db.transaction((trx) => body(honest(trx)), { isolationLevel: isolation() })
    } catch (error) {
      if (attempt >= 5 || !isPassing(error)) throw error
      await wait(attempt * 10 + Math.random() * 20)
    }
  }
}

/**
 * A COMMIT that fails (full disk, lost connection, cluster conflict) is answered by knex as if it
 * had worked; only this promise of its own says no. Without it a sale would be confirmed that is
 * nowhere.
 */
function honest(trx: Trx): Trx {
  const { knexClient } = trx
  const commit = knexClient.commit.bind(knexClient)
  knexClient.commit = (async () => {
    await commit()
    await knexClient.executionPromise
  }) as unknown as typeof knexClient.commit
  return trx
}

function isolation() {
  return db.connection().dialect.name === 'mysql' ? ('read committed' as const) : undefined
}

/** Runs a nudge (live update, worker) once the transaction is safely stored. Its failure harms nothing. */
export function afterCommit(trx: Trx, nudge: () => void | Promise<void>) {
  trx.after('commit', async () => {
    try {
      await nudge()
    } catch {
      /* The row is the truth; a sweep does what the nudge could not. */
    }
  })
}
