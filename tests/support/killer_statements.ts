import type { Database } from '@adonisjs/lucid/database'

/** Statements that change something. */
export const WRITES = /^\s*(insert|update|delete|replace)\b/i

/** Tells of every statement of this process, those within transactions included. */
export function statementsOf(db: Database): NodeJS.EventEmitter {
  const knex = db.connection().getWriteClient() as unknown as { client: NodeJS.EventEmitter }
  return knex.client
}

/** How often a deed of this process writes. */
export async function countWrites(db: Database, deed: () => Promise<unknown>): Promise<number> {
  let writes = 0
  const count = (_answer: unknown, { sql }: { sql: string }) => {
    if (WRITES.test(sql)) writes++
  }
  const client = statementsOf(db)
  client.on('query-response', count)
  try {
    await deed()
  } finally {
    client.off('query-response', count)
  }
  return writes
}
