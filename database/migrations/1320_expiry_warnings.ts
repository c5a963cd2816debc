import { BaseSchema } from '@adonisjs/lucid/schema'
import { check, id, ref, rial } from '#database/tables'

export default class extends BaseSchema {
  async up() {
    /* A customer was told that credit ends soon: at most once a day, however many lots it is. */
    this.schema.createTable('expiry_warnings', (table) => {
      id(table)
      ref(table, 'customer_id', 'customers').notNullable()
      /** Gregorian day in Tehran on which it was told, yyyy-MM-dd. */
      table.string('day', 10).notNullable()
      rial(table, 'amount').notNullable()
      table.dateTime('soonest_at').notNullable()
      table.dateTime('created_at').notNullable()
      table.unique(['customer_id', 'day'])
      check(table, 'expiry_warnings_positive', 'amount > 0')
    })

    /* Of each lot once for each distance. */
    this.schema.createTable('expiry_warning_lots', (table) => {
      id(table)
      ref(table, 'warning_id', 'expiry_warnings').notNullable().index()
      ref(table, 'lot_id', 'lots').notNullable()
      /** Days before the end. */
      table.integer('distance').notNullable()
      rial(table, 'amount').notNullable()
      table.unique(['lot_id', 'distance'])
    })
  }
}
