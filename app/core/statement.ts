import db from '@adonisjs/lucid/services/db'
import type { Client } from '#app/core/sql'

/*
 * Statements in SQL, straight to the driver. Building, compiling and hydrating one by query builder
 * or model costs ten to a hundred times what SQLite needs for the statement itself; the paths that
 * every request and every sale walk are written here instead. Elsewhere the builder stays: it reads
 * better. The text must be a constant (it is the key under which the driver keeps it prepared) that
 * both databases take, the values bound.
 */

export type Value = string | number | boolean | null
export type Row = Record<string, string | number | null>

/** The part of better-sqlite3 and of mysql2 that is used here. */
interface Sqlite {
  prepare(sql: string): {
    reader: boolean
    all(values: Value[]): Row[]
    run(values: Value[]): { changes: number; lastInsertRowid: number | bigint }
  }
}
interface Mysql {
  query(
    sql: string,
    values: readonly Value[],
    done: (error: Error | null, answer: unknown) => void
  ): void
}
interface Pool {
  pool?: { free?: { resource: Sqlite | Mysql }[] }
  emit(event: string, ...told: unknown[]): void
  acquireConnection(): Promise<Sqlite | Mysql>
  releaseConnection(connection: Sqlite | Mysql): Promise<void>
}
interface Written {
  id: number
  rows: number
}

/** All rows that a SELECT answers. Times come as text, sums as numbers. */
export async function rowsOf<T = Row>(
  sql: string,
  values: readonly Value[],
  client?: Client
): Promise<T[]> {
  const rows = await onConnection(client, sql, values, (connection) =>
    isSqlite(connection)
      ? connection.prepare(sql).all(bound(values))
      : sent(connection, sql, values)
  )
  return rows as T[]
}

/** The first row that a SELECT answers, or null. */
export async function rowOf<T = Row>(
  sql: string,
  values: readonly Value[],
  client?: Client
): Promise<T | null> {
  const [first] = await rowsOf<T>(sql, values, client)
  return first ?? null
}

/** Runs an UPDATE or DELETE. @returns the rows that it touched */
export async function execute(
  sql: string,
  values: readonly Value[],
  client?: Client
): Promise<number> {
  const { rows } = await write(sql, values, client)
  return rows
}

/** Adds one row. @returns its id @throws the driver's error, see `isDuplicate` */
export async function insert(
  table: string,
  row: Record<string, Value | undefined>,
  client?: Client
): Promise<number> {
  const { id } = await insertAll(table, [row], client)
  return id
}

/** Adds rows of one shape in one statement; not for more than some hundred at once. */
export async function insertAll(
  table: string,
  rows: readonly Record<string, Value | undefined>[],
  client?: Client
): Promise<Written> {
  const columns = Object.keys(rows[0])
  const values = rows.flatMap((row) => columns.map((name) => row[name] ?? null))
  return write(insertText(table, columns, rows.length), values, client)
}

/** `?, ?, ?` for a list of values in a statement. */
export function marks(count: number): string {
  return (lists[count] ??= Array(count).fill('?').join(', '))
}
const lists: string[] = []

const texts = new Map<string, string>()

/** The text of an INSERT; of one row, as nearly all are, it is composed once for each shape. */
function insertText(table: string, columns: readonly string[], rows: number): string {
  if (rows > 1) return composed(table, columns, rows)
  const key = `${table}|${columns.join()}`
  let text = texts.get(key)
  if (!text) texts.set(key, (text = composed(table, columns, 1)))
  return text
}

function composed(table: string, columns: readonly string[], rows: number): string {
  const row = `(${marks(columns.length)})`
  const names = columns.map((name) => `\`${name}\``).join(', ')
  return `INSERT INTO \`${table}\` (${names}) VALUES ${Array(rows).fill(row).join(', ')}`
}

async function write(sql: string, values: readonly Value[], client?: Client): Promise<Written> {
  const answer = await onConnection(client, sql, values, (connection) =>
    isSqlite(connection)
      ? connection.prepare(sql).run(bound(values))
      : sent(connection, sql, values)
  )
  const { changes, lastInsertRowid, affectedRows, insertId } = answer as Record<string, number>
  return { id: Number(insertId ?? lastInsertRowid), rows: affectedRows ?? changes }
}

/**
 * A transaction has its connection; outside of one it is taken from the pool and given back. SQLite
 * answers before anybody else can ask, so that an idle connection is used where it lies. The same
 * news as the builder's goes out: who counts statements, or dies after one, sees them all.
 */
async function onConnection(
  client: Client | undefined,
  sql: string,
  bindings: readonly Value[],
  use: (connection: Sqlite | Mysql) => unknown
): Promise<unknown> {
  const pool = (client ?? db.connection()).getWriteClient().client as Pool
  const told = { sql, bindings }
  const ask = async (connection: Sqlite | Mysql) => {
    pool.emit('query', told)
    const answer = await use(connection)
    pool.emit('query-response', answer, told)
    return answer
  }
  if (client?.isTransaction) return ask(await pool.acquireConnection())
  const idle = pool.pool?.free?.[0]?.resource
  if (idle && isSqlite(idle)) return ask(idle)
  const connection = await pool.acquireConnection()
  try {
    return await ask(connection)
  } finally {
    await pool.releaseConnection(connection)
  }
}

function isSqlite(connection: Sqlite | Mysql): connection is Sqlite {
  return 'prepare' in connection && !('query' in connection)
}

/** SQLite knows no yes and no. */
function bound(values: readonly Value[]): Value[] {
  return values.map((value) => (typeof value === 'boolean' ? Number(value) : value))
}

/** The error of mysql2 carries the statement with its values: they would stand in the log. */
function sent(connection: Mysql, sql: string, values: readonly Value[]): Promise<unknown> {
  return new Promise((resolve, reject) => {
    connection.query(sql, values, (error, answer) => {
      if (!error) return resolve(answer)
      delete (error as { sql?: string }).sql
      reject(error)
    })
  })
}
