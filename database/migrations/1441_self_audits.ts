import { BaseSchema } from '@adonisjs/lucid/schema'
import { code, id, lookup, ref } from '#database/tables'

export default class extends BaseSchema {
  async up() {
    lookup(this, 'self_audit_states', ['running', 'green', 'red'])

    /* One look at all the books: every law of the house, one after the other. */
    this.schema.createTable('self_audits', (table) => {
      id(table)
      /** Night it belongs to, the day in Tehran on which it ends; none when somebody asked for it. */
      table.string('night', 10).unique()
      ref(table, 'started_by_id', 'staff')
      code(table, 'state', 'self_audit_states').notNullable()
      /** Only while it runs: there is never more than one. */
      table.string('open_key', 16).unique()
      table.integer('laws').notNullable()
      table.integer('checked').notNullable().defaultTo(0)
      table.integer('broken').notNullable().defaultTo(0)
      /** Whether it ended otherwise than the one before it. */
      table.boolean('turned').notNullable().defaultTo(false)
      /** The sums that must be one and the same, as they were, in Rial. */
      table.json('sums')
      /** The process that works on it, and until when nobody else takes it over. */
      table.string('worker', 64)
      table.dateTime('claimed_until')
      table.dateTime('created_at').notNullable()
      table.dateTime('finished_at')
      table.index(['state', 'id'])
    })
    this.schema.createTable('self_audit_laws', (table) => {
      id(table)
      ref(table, 'audit_id', 'self_audits').notNullable()
      table.string('law', 191).notNullable()
      table.boolean('kept').notNullable()
      table.integer('milliseconds').notNullable()
      /** Where it is broken: places with what is expected and what is found there. */
      table.json('breaches').notNullable()
      table.dateTime('created_at').notNullable()
      table.unique(['audit_id', 'law'])
    })
  }
}
