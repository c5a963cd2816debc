import { createConnection, type Connection } from 'mysql2/promise'
import db from '@adonisjs/lucid/services/db'

/*
 * Millions of rows in minutes, made by the database itself from whole numbers. On SQLite a table
 * gets its indexes when it is full; MariaDB sorts what comes into an empty table by one statement.
 */

/** SQL of each column; `i` counts from 0, and `div` divides whole numbers. */
export type Columns = (div: (a: string, b: number) => string) => Record<string, string>

export interface Bulk {
  /** Fills a table, which should be empty. */
  fill(table: string, count: number, columns: Columns): Promise<void>
  end(): Promise<void>
}

export function bulk(): Promise<Bulk> {
  return db.connection().dialect.name === 'mysql' ? onMariadb() : onSqlite()
}

async function onMariadb(): Promise<Bulk> {
  const { config } = db.manager.get(db.primaryConnectionName)!
  /* The type names every driver's settings; of a database named mysql it is this one's. */
  const { connection } = config as unknown as { connection: Parameters<typeof createConnection>[0] }
  const own: Connection = await createConnection(connection)
  await own.query('SET unique_checks = 0, foreign_key_checks = 0')
  return {
    async fill(table, count, columns) {
      const { names, values } = sides(columns((a, b) => `(${a}) DIV ${b}`))
      const numbers = `(SELECT seq AS i FROM seq_0_to_${count - 1}) n`
      await own.query(`INSERT INTO ${table} (${names}) SELECT ${values} FROM ${numbers}`)
    },
    end: () => own.end(),
  }
}

async function onSqlite(): Promise<Bulk> {
  const set = async (pragmas: string[]) => {
    for (const pragma of pragmas) await db.rawQuery(`PRAGMA ${pragma}`)
  }
  await set(['foreign_keys=OFF', 'journal_mode=MEMORY', 'synchronous=OFF', 'cache_size=-400000'])
  return {
    async fill(table, count, columns) {
      const { names, values } = sides(columns((a, b) => `(${a}) / ${b}`))
      const indexes: { name: string; sql: string }[] = await db.rawQuery(
        `SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql <> '' AND tbl_name = '${table}'`
      )
      for (const { name } of indexes) await db.rawQuery(`DROP INDEX \`${name}\``)
      await db.rawQuery(
        `WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < ${count - 1})
         INSERT INTO ${table} (${names}) SELECT ${values} FROM n`
      )
      for (const { sql } of indexes) await db.rawQuery(sql)
    },
    /** As the product has it: the next connection sets the rest. */
    async end() {
      await set(['journal_mode=WAL'])
      const { config } = db.manager.get(db.primaryConnectionName)!
      await db.manager.close(db.primaryConnectionName)
      db.manager.patch(db.primaryConnectionName, config)
      db.manager.connect(db.primaryConnectionName)
      await set(['synchronous=FULL'])
    },
  }
}

const sides = (columns: Record<string, string>) => ({
  names: Object.keys(columns).join(', '),
  values: Object.values(columns).join(', '),
})
