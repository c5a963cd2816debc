import { BaseSchema } from '@adonisjs/lucid/schema'
import { actor, appendOnly, id, ref, rial } from '#database/tables'

/* What an expert changed stays readable: each version as it was, and which one the customer agreed to. */
export default class extends BaseSchema {
  async up() {
    this.schema.alterTable('pre_invoices', (table) => {
      table.integer('version').notNullable().defaultTo(1)
      table.integer('accepted_version').notNullable().defaultTo(1)
    })
    this.schema.createTable('pre_invoice_versions', (table) => {
      id(table)
      ref(table, 'pre_invoice_id', 'pre_invoices').notNullable()
      table.integer('version').notNullable()
      table.json('lines').notNullable()
      rial(table, 'freight').notNullable()
      rial(table, 'total').notNullable()
      rial(table, 'credit_amount').notNullable()
      table.string('reason', 500)
      actor(table)
      table.dateTime('created_at').notNullable()
      table.unique(['pre_invoice_id', 'version'])
    })
    appendOnly(this, 'pre_invoice_versions')
    this.schema.createTable('pre_invoice_acceptances', (table) => {
      id(table)
      ref(table, 'version_id', 'pre_invoice_versions').notNullable().unique()
      actor(table)
      table.dateTime('created_at').notNullable()
    })
    appendOnly(this, 'pre_invoice_acceptances')
    /* The last code that was sent for a version; its hash only. */
    this.schema.createTable('acceptance_codes', (table) => {
      id(table)
      ref(table, 'version_id', 'pre_invoice_versions').notNullable().unique()
      table.string('code_hash', 64).notNullable()
      table.integer('tries').notNullable().defaultTo(0)
      table.integer('sent').notNullable().defaultTo(1)
      table.dateTime('sent_at').notNullable()
    })
  }
}
