import db from '@adonisjs/lucid/services/db'

export interface Statement {
  sql: string
  bindings: string[]
}

/** The statements that an action sends, whoever of this process sends them. */
export async function statementsOf(action: () => Promise<unknown>): Promise<Statement[]> {
  const seen: Statement[] = []
  const knex = db.connection().getWriteClient()
  const see = ({ sql, bindings }: Statement) => seen.push({ sql, bindings })
  knex.on('query', see)
  try {
    await action()
  } finally {
    knex.removeListener('query', see)
  }
  return seen
}

/** Tables that a statement would read from end to end, for want of an index. */
export async function scannedTables({ sql, bindings }: Statement): Promise<string[]> {
  if (db.connection().dialect.name === 'mysql') {
    const [rows] = await db.rawQuery(`EXPLAIN ${sql}`, bindings)
    type Row = { table: string | null; key: string | null; possible_keys: string | null }
    return (rows as Row[])
      .filter((row) => row.table && !row.table.startsWith('<') && !row.key && !row.possible_keys)
      .map((row) => String(row.table))
  }
  const rows: { detail: string }[] = await db.rawQuery(`EXPLAIN QUERY PLAN ${sql}`, bindings)
  /* A walk along the primary key that a LIMIT ends reads no more than it shows. */
  const sorts = rows.some((row) => row.detail.includes('TEMP B-TREE FOR ORDER BY'))
  if (/order by/.test(sql) && /limit/.test(sql) && !sorts) return []
  return rows.map((row) => /^SCAN (?!.*USING)(\w+)/.exec(row.detail)?.[1] ?? '').filter(Boolean)
}
