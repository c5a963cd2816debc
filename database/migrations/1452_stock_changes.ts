import { BaseSchema } from '@adonisjs/lucid/schema'
import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { check, id, plainRef } from '#database/tables'

/*
 * What other systems follow: each change of a shelf, with what lay there after it. Triggers write
 * it, so that no writer of stock can forget it and none waits for it. A position is given
 * afterwards, to changes that are stored: see decision 0011.
 */
const COLUMNS = 'warehouse_id, variant_id, on_hand, reserved, created_at'
const AFTER = 'NEW.warehouse_id, NEW.variant_id, NEW.on_hand, NEW.reserved'
const CHANGED = 'NEW.on_hand <> OLD.on_hand OR NEW.reserved <> OLD.reserved'

export default class extends BaseSchema {
  async up() {
    this.schema.createTable('stock_changes', (table) => {
      id(table)
      plainRef(table, 'warehouse_id').notNullable()
      plainRef(table, 'variant_id').notNullable()
      table.bigInteger('on_hand').notNullable()
      table.bigInteger('reserved').notNullable()
      table.dateTime('created_at').notNullable()
      /** Its place in the order in which readers see it; none yet while nobody has asked. */
      plainRef(table, 'position').unique()
      table.index(['variant_id', 'warehouse_id', 'id'])
    })
    /** The last position that was given: whoever gives more takes this row first. */
    this.schema.createTable('stock_feed', (table) => {
      table.integer('id').notNullable().primary()
      plainRef(table, 'last').notNullable().defaultTo(0)
      check(table, 'stock_feed_single', 'id = 1')
    })
    this.defer(async (db) => {
      await db.table('stock_feed').insert({ id: 1, last: 0 })
      await db.rawQuery(
        `INSERT INTO stock_changes (${COLUMNS}) SELECT warehouse_id, variant_id, on_hand, reserved, ${now(db)} FROM stock_levels ORDER BY id`
      )
      for (const trigger of triggers(db)) await db.rawQuery(trigger)
    })
  }
}

const now = (db: QueryClientContract) =>
  db.dialect.name === 'mysql' ? 'UTC_TIMESTAMP()' : `datetime('now')`

function triggers(db: QueryClientContract): string[] {
  const write = `INSERT INTO stock_changes (${COLUMNS})`
  const added = 'CREATE TRIGGER stock_levels_added AFTER INSERT ON stock_levels FOR EACH ROW'
  const changed = 'CREATE TRIGGER stock_levels_changed AFTER UPDATE ON stock_levels FOR EACH ROW'
  return db.dialect.name === 'mysql'
    ? [
        `${added} ${write} VALUES (${AFTER}, ${now(db)})`,
        `${changed} ${write} SELECT ${AFTER}, ${now(db)} FROM DUAL WHERE ${CHANGED}`,
      ]
    : [
        `${added} BEGIN ${write} VALUES (${AFTER}, ${now(db)}); END`,
        `${changed} WHEN ${CHANGED} BEGIN ${write} VALUES (${AFTER}, ${now(db)}); END`,
      ]
}
