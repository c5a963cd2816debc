import { BaseSchema } from '@adonisjs/lucid/schema'
import { actor, id, ref } from '#database/tables'

/* A pre-invoice is extended once, and once it ended it is renewed once, by another one. */
export default class extends BaseSchema {
  async up() {
    this.schema.createTable('pre_invoice_extensions', (table) => {
      id(table)
      ref(table, 'pre_invoice_id', 'pre_invoices').notNullable().unique()
      /** The validity that it had before. */
      table.dateTime('was_valid_until').notNullable()
      actor(table)
      table.dateTime('created_at').notNullable()
    })
    this.schema.createTable('pre_invoice_renewals', (table) => {
      id(table)
      ref(table, 'pre_invoice_id', 'pre_invoices').notNullable().unique()
      ref(table, 'renewed_by_id', 'pre_invoices').notNullable().unique()
      table.dateTime('created_at').notNullable()
    })
  }
}
