import { BaseSchema } from '@adonisjs/lucid/schema'
import { check, plainRef } from '#database/tables'

/*
 * Rises with every change of the working calendar, in the transaction of the change. Whoever writes
 * a date that nobody may lose takes this row first, so that he knows the calendar of that moment and
 * it stays so until he is done. Triggers, so that no writer can forget it.
 */
export default class extends BaseSchema {
  async up() {
    this.schema.createTable('calendar_state', (table) => {
      table.integer('id').notNullable().primary()
      plainRef(table, 'version').notNullable().defaultTo(1)
      check(table, 'calendar_state_single', 'id = 1')
    })
    this.defer(async (db) => {
      await db.table('calendar_state').insert({ id: 1, version: 1 })
      const raise = 'UPDATE calendar_state SET version = version + 1 WHERE id = 1'
      const body = db.dialect.name === 'mysql' ? raise : `BEGIN ${raise}; END`
      for (const table of ['holidays', 'working_spans']) {
        for (const event of ['INSERT', 'UPDATE', 'DELETE']) {
          const name = `${table}_${event.toLowerCase()}_is_news`
          await db.rawQuery(
            `CREATE TRIGGER ${name} AFTER ${event} ON ${table} FOR EACH ROW ${body}`
          )
        }
      }
    })
  }
}
