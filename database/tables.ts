import type { BaseSchema } from '@adonisjs/lucid/schema'
import type { QueryClientContract } from '@adonisjs/lucid/types/database'

type SchemaBuilder = BaseSchema['schema']
type Table = Parameters<Parameters<SchemaBuilder['createTable']>[1]>[0]

/* The words migrations are written in, so that a column of one meaning looks the same everywhere. */

/** BIGINT key of the row. */
export function id(table: Table) {
  table.bigIncrements('id')
}

/** Reference to a row of the same or a lower step. */
export function ref(table: Table, column: string, to: string) {
  return table.bigInteger(column).unsigned().references('id').inTable(to)
}

/** A reference by id (BIGINT) or by the code of a lookup table, for `addReference`. */
const REFERENCES = { id: 'bigint unsigned', code: 'varchar(32)' }

/**
 * A nullable reference as a further column of a table that may have rows. `alterTable` would make
 * SQLite build the table anew, and that fails as soon as other rows refer to it.
 */
export function addReference(
  migration: BaseSchema,
  column: `${string}.${string}`,
  to: `${string}.${keyof typeof REFERENCES}`
) {
  const [table, name] = column.split('.')
  const [target, key] = to.split('.') as [string, keyof typeof REFERENCES]
  const isMysql = migration.db.dialect.name === 'mysql'
  const type = isMysql ? REFERENCES[key] : REFERENCES[key].replace(' unsigned', '')
  migration.schema.raw(
    isMysql
      ? `ALTER TABLE ${table} ADD COLUMN ${name} ${type} NULL, ADD CONSTRAINT ${table}_${name}_foreign FOREIGN KEY (${name}) REFERENCES ${target} (${key})`
      : `ALTER TABLE ${table} ADD COLUMN ${name} ${type} NULL REFERENCES ${target} (${key})`
  )
}

/** Plain value that names a row of a higher step: no foreign key, relations point down. */
export function plainRef(table: Table, column: string) {
  return table.bigInteger(column).unsigned()
}

/** Amount of money in Rial. */
export function rial(table: Table, column: string) {
  return table.bigInteger(column)
}

/** Status kept by a foreign key to its lookup table: SQLite cannot alter a CHECK. */
export function code(table: Table, column: string, lookupTable: string) {
  return table.string(column, 32).references('code').inTable(lookupTable)
}

/** The document that a row is about, as plain values. */
export function document(table: Table, prefix = 'about') {
  table.string(`${prefix}_type`, 32)
  table.bigInteger(`${prefix}_id`).unsigned()
}

/** Who did it. */
export function actor(table: Table) {
  table.string('actor_kind', 16).notNullable()
  table.bigInteger('actor_id').unsigned()
}

/** A table of the codes that a status may have. */
export function lookup(migration: BaseSchema, name: string, codes: readonly string[]) {
  migration.schema.createTable(name, (table) => {
    table.string('code', 32).primary()
  })
  migration.defer(async (db) => {
    await db.table(name).multiInsert(codes.map((value) => ({ code: value })))
  })
}

/** CHECK by name. knex has none that both databases take in CREATE TABLE, so it is raw there. */
export function check(table: Table, name: string, condition: string) {
  table.check(condition, undefined, name)
}

/** Rows of the table can be added, never changed or removed: not by us, not by hand. */
export function appendOnly(migration: BaseSchema, name: string) {
  migration.defer(async (db) => {
    for (const verb of ['UPDATE', 'DELETE']) await db.rawQuery(guard(db, name, verb))
  })
}

function guard(db: QueryClientContract, name: string, verb: string) {
  const trigger = `${name}_no_${verb.toLowerCase()}`
  const sentence = `${name} is append-only`
  return db.dialect.name === 'mysql'
    ? `CREATE TRIGGER ${trigger} BEFORE ${verb} ON ${name} FOR EACH ROW SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = '${sentence}'`
    : `CREATE TRIGGER ${trigger} BEFORE ${verb} ON ${name} BEGIN SELECT RAISE(ABORT, '${sentence}'); END`
}

/**
 * Rows of the table stay for ever, and what these columns were written with stays in them: not to be
 * changed by us, not by hand. The other columns move on.
 */
export function lasting(migration: BaseSchema, name: string, fixed: readonly string[]) {
  migration.defer(async (db) => {
    await db.rawQuery(guard(db, name, 'DELETE'))
    await db.rawQuery(fixedGuard(db, name, fixed))
  })
}

function fixedGuard(db: QueryClientContract, name: string, fixed: readonly string[]) {
  const sentence = `${name}: what was written stays`
  if (db.dialect.name === 'mysql') {
    const same = fixed.map((column) => `NEW.${column} <=> OLD.${column}`).join(' AND ')
    return `CREATE TRIGGER ${name}_fixed BEFORE UPDATE ON ${name} FOR EACH ROW
      IF NOT (${same}) THEN SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = '${sentence}'; END IF`
  }
  const differs = fixed.map((column) => `NEW.${column} IS NOT OLD.${column}`).join(' OR ')
  return `CREATE TRIGGER ${name}_fixed BEFORE UPDATE OF ${fixed.join(', ')} ON ${name}
    WHEN ${differs} BEGIN SELECT RAISE(ABORT, '${sentence}'); END`
}
