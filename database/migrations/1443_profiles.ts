import { BaseSchema } from '@adonisjs/lucid/schema'
import { code, id, lookup, plainRef, ref } from '#database/tables'

export default class extends BaseSchema {
  async up() {
    lookup(this, 'occasion_kinds', ['birthday_of_other', 'wedding', 'memorial', 'other'])

    /* Days of the year that matter to a customer, beside his own birthday; by the Jalali calendar. */
    this.schema.createTable('customer_occasions', (table) => {
      id(table)
      ref(table, 'customer_id', 'customers').notNullable()
      code(table, 'kind', 'occasion_kinds').notNullable()
      table.string('name', 60).notNullable()
      /** Null when only the day of the year is known. */
      table.integer('year')
      table.integer('month').notNullable()
      table.integer('day').notNullable()
      table.dateTime('created_at').notNullable()
      table.unique(['customer_id', 'kind', 'name', 'month', 'day'])
      table.index(['month', 'day', 'id'])
    })

    /* What he likes to hear of. */
    this.schema.createTable('customer_interests', (table) => {
      ref(table, 'customer_id', 'customers').notNullable()
      plainRef(table, 'category_id').notNullable()
      table.primary(['customer_id', 'category_id'])
      table.index(['category_id'])
    })

    this.schema.alterTable('customers', (table) => {
      table.string('wishes', 500)
    })
  }
}
