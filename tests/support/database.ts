import { copyFileSync, rmSync } from 'node:fs'
import { createConnection, type Connection, type RowDataPacket } from 'mysql2/promise'
import { MigrationRunner } from '@adonisjs/lucid/migration'
import app from '@adonisjs/core/services/app'
import db from '@adonisjs/lucid/services/db'
import env from '#start/env'

/*
 * Each group of tests gets a database of its own, copied from a migrated template: nothing is
 * wrapped in a transaction (that hides a query which forgot its own) and nothing is truncated.
 */

const engine = env.get('DB_CONNECTION', 'sqlite')
let copies = 0

/** Makes the template by running the migrations once. */
export async function prepareTemplate() {
  await (engine === 'mysql' ? mysql.prepare() : sqlite.prepare())
}

/** Gives the running group an empty, migrated database; the answer of this function drops it again. */
export async function freshDatabase() {
  copies++
  return engine === 'mysql' ? mysql.fresh() : sqlite.fresh()
}

/** What another process needs in its environment to use the database of the running group. */
export function databaseEnvironment(): Record<string, string> {
  const { connection } = db.manager.get(engine)!.config as {
    connection: { filename?: string; database?: string }
  }
  return engine === 'mysql'
    ? { DB_CONNECTION: 'mysql', DB_DATABASE: String(connection.database) }
    : { DB_CONNECTION: 'sqlite', DB_FILE: String(connection.filename) }
}

async function migrate() {
  const migrator = new MigrationRunner(db, app, {
    direction: 'up',
    dryRun: false,
    disableLocks: true,
  })
  await migrator.run()
  if (migrator.error) throw migrator.error
}

/** Points Lucid's connection at another database of the same engine. */
async function switchTo(change: { filename?: string; database?: string }) {
  const { config } = db.manager.get(engine)!
  await db.manager.close(engine)
  const previous = config as typeof config & { connection: object }
  db.manager.patch(engine, {
    ...config,
    connection: { ...previous.connection, ...change },
  } as typeof config)
  db.manager.connect(engine)
}

const sqlite = {
  template: `${env.get('DB_FILE')}.template`,

  async prepare() {
    await migrate()
    await db.rawQuery('PRAGMA wal_checkpoint(TRUNCATE)')
    await db.manager.close(engine)
    copyFileSync(env.get('DB_FILE')!, sqlite.template)
    db.manager.connect(engine)
  },

  async fresh() {
    const filename = `${env.get('DB_FILE')}.${copies}`
    copyFileSync(sqlite.template, filename)
    await switchTo({ filename })
    return async () => {
      await db.manager.close(engine)
      for (const suffix of ['', '-wal', '-shm']) rmSync(filename + suffix, { force: true })
      db.manager.connect(engine)
    }
  },
}

const mysql = {
  schema: [] as string[],

  async prepare() {
    const name = env.get('DB_DATABASE')!
    await mysql.asAdmin(async (admin) => {
      await admin.query(`CREATE DATABASE ${name} CHARACTER SET utf8mb4 COLLATE utf8mb4_bin`)
      await migrate()
      await admin.query(`USE ${name}`)
      mysql.schema = await mysql.describe(admin)
    })
  },

  /** The statements that rebuild the template: tables, lookup rows, triggers. */
  async describe(admin: Connection) {
    const statements: string[] = []
    const [tables] = await admin.query<RowDataPacket[]>('SHOW TABLES')
    for (const table of tables.map((row) => String(Object.values(row)[0]))) {
      const [[created]] = await admin.query<RowDataPacket[]>(`SHOW CREATE TABLE ${table}`)
      statements.push(created['Create Table'])
      const [rows] = await admin.query<RowDataPacket[]>(`SELECT * FROM ${table}`)
      if (rows.length === 0) continue
      statements.push(
        admin.format(`INSERT INTO ${table} VALUES ?`, [rows.map((row) => Object.values(row))])
      )
    }
    const [triggers] = await admin.query<RowDataPacket[]>('SHOW TRIGGERS')
    for (const { Trigger, Timing, Event, Table, Statement } of triggers) {
      statements.push(
        `CREATE TRIGGER ${Trigger} ${Timing} ${Event} ON ${Table} FOR EACH ROW ${Statement}`
      )
    }
    return statements
  },

  async fresh() {
    const database = `${env.get('DB_DATABASE')}_${copies}`
    await mysql.asAdmin(async (admin) => {
      await admin.query(`CREATE DATABASE ${database} CHARACTER SET utf8mb4 COLLATE utf8mb4_bin`)
      await admin.query(`USE ${database}`)
      await admin.query('SET foreign_key_checks = 0')
      await admin.query(mysql.schema.join(';\n'))
    })
    await switchTo({ database })
    return async () => {
      await db.manager.close(engine)
      await mysql.asAdmin((admin) => admin.query(`DROP DATABASE ${database}`))
      db.manager.connect(engine)
    }
  },

  async drop() {
    await mysql.asAdmin((admin) => admin.query(`DROP DATABASE IF EXISTS ${env.get('DB_DATABASE')}`))
  },

  async asAdmin(work: (admin: Connection) => Promise<unknown>) {
    const admin = await createConnection({
      ...(env.get('DB_SOCKET')
        ? { socketPath: env.get('DB_SOCKET') }
        : { host: env.get('DB_HOST'), port: env.get('DB_PORT') }),
      user: env.get('DB_USER', 'root'),
      password: env.get('DB_PASSWORD', ''),
      multipleStatements: true,
      dateStrings: true,
    })
    try {
      await work(admin)
    } finally {
      await admin.end()
    }
  },
}

/** Removes what `prepareTemplate` left on a server that others use too. */
export async function dropTemplate() {
  if (engine === 'mysql') await mysql.drop()
}
