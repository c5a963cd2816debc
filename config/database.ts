import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import type BetterSqlite from 'better-sqlite3'
import env from '#start/env'
import { dataDir } from '#config/data_dir'
import { defineConfig } from '@adonisjs/lucid'

const migrations = { naturalSort: true, paths: ['database/migrations'] }

/** Where the embedded database lies; its folder is made on first use. */
function sqliteFile() {
  const file = env.get('DB_FILE') ?? dataDir('bashgah.sqlite')
  mkdirSync(dirname(file), { recursive: true })
  return file
}

/** A parameter of a statement, or a quoted piece, which stays as it is. */
const PARAMETER = /'(?:[^']|'')*'|"[^"]*"|`[^`]*`|\?/g

/**
 * The same statement with `+?` for each `?`. SQLite (with STAT4, as it is built here) plans a
 * statement again at every execution when a bare parameter stands in LIMIT or in an equality that
 * no index serves alone; that cost ten times the reading itself. Behind a plus, which changes no
 * value of any type, the plan stays.
 */
export function planOnce(sql: string) {
  return sql.replace(PARAMETER, (piece) => (piece === '?' ? '+?' : piece))
}

/**
 * Readies a fresh SQLite connection. knex prepares every query anew and begins DEFERRED, where a
 * transaction that reads before it writes fails under load; both are mended here. Value needs
 * durability, hence FULL: a commit that was answered survives a power cut.
 */
export function readySqlite(
  connection: BetterSqlite.Database,
  done: (error: Error | null, connection: BetterSqlite.Database) => void
) {
  for (const pragma of [
    'journal_mode=WAL',
    `synchronous=${env.get('NODE_ENV') === 'test' ? 'OFF' : 'FULL'}`,
    'foreign_keys=ON',
    'busy_timeout=10000',
    'cache_size=-16000',
    /* 32 MB: a night's work writes the same pages many times, and moves them to their place once. */
    'wal_autocheckpoint=8000',
  ]) {
    connection.pragma(pragma)
  }

  const prepare = connection.prepare.bind(connection)
  const statements = new Map<string, BetterSqlite.Statement>()
  connection.prepare = ((sql: string) => {
    const source = sql === 'BEGIN;' ? 'BEGIN IMMEDIATE;' : sql
    const known = statements.get(source)
    if (known) return known
    const statement = prepare(planOnce(source))
    if (source === 'COMMIT;') rollBackOnFailure(statement, connection)
    if (statements.size > 1000) statements.clear()
    statements.set(source, statement)
    return statement
  }) as typeof connection.prepare

  done(null, connection)
}

/** A COMMIT that fails may leave the transaction open; the next one could then never begin. */
function rollBackOnFailure(commit: BetterSqlite.Statement, connection: BetterSqlite.Database) {
  const run = commit.run.bind(commit)
  commit.run = (...bindings) => {
    try {
      return run(...bindings)
    } catch (error) {
      if (connection.inTransaction) connection.exec('ROLLBACK')
      throw error
    }
  }
}

/** Errors name the statement without its values: they would stand in the log, codes and all. */
const QUIET = { compileSqlOnError: false }

const dbConfig = defineConfig({
  connection: env.get('DB_CONNECTION', 'sqlite'),
  prettyPrintDebugQueries: false,
  connections: {
    sqlite: {
      client: 'better-sqlite3',
      ...QUIET,
      connection: { filename: sqliteFile() },
      useNullAsDefault: true,
      pool: {
        min: 1,
        max: 1,
        afterCreate: readySqlite,
        /* A query that forgot its transaction waits for itself: in tests that shows at once. */
        acquireTimeoutMillis: env.get('NODE_ENV') === 'test' ? 5000 : 60_000,
      },
      migrations,
      schemaGeneration: {
        enabled: env.get('NODE_ENV') === 'development',
        outputPath: 'database/schema.ts',
        rulesPaths: ['./database/schema_rules.js'],
      },
    },
    mysql: {
      client: 'mysql2',
      ...QUIET,
      connection: {
        ...(env.get('DB_SOCKET')
          ? { socketPath: env.get('DB_SOCKET') }
          : { host: env.get('DB_HOST', '127.0.0.1'), port: env.get('DB_PORT', 3306) }),
        user: env.get('DB_USER', 'root'),
        password: env.get('DB_PASSWORD', ''),
        database: env.get('DB_DATABASE', 'bashgah'),
        timezone: 'Z',
        /* The same shapes as SQLite gives: times as text, sums as numbers. */
        dateStrings: true,
        decimalNumbers: true,
        supportBigNumbers: true,
      },
      pool: { min: 0, max: 10 },
      migrations,
      schemaGeneration: { enabled: false },
    },
  },
})

export default dbConfig
