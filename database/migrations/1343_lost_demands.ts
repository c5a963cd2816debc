import { BaseSchema } from '@adonisjs/lucid/schema'
import { check, code, id, lookup, ref, rial } from '#database/tables'

export default class extends BaseSchema {
  async up() {
    lookup(this, 'lost_demand_kinds', ['search', 'cart', 'checkout'])

    /** What somebody wanted and could not have; one row a person, thing and day. */
    this.schema.createTable('lost_demands', (table) => {
      id(table)
      code(table, 'kind', 'lost_demand_kinds').notNullable()
      ref(table, 'variant_id', 'variants')
      /** What was sought in vain. */
      table.string('term', 64)
      /** Pieces that were missing; 1 for a search. */
      table.bigInteger('quantity').notNullable()
      /** The missing pieces at their list price of that moment, in Rial. */
      rial(table, 'worth').notNullable().defaultTo(0)
      ref(table, 'customer_id', 'customers')
      /** Customer, or a visitor by a hash that is another one every day. */
      table.string('person', 40).notNullable()
      /** The variant or the term as text, so that one UNIQUE index serves both. */
      table.string('subject', 72).notNullable()
      /** Day in Tehran. */
      table.string('day', 10).notNullable()
      table.dateTime('created_at').notNullable()
      check(table, 'lost_demands_pieces', 'quantity > 0 AND worth >= 0')
      table.unique(['person', 'day', 'subject'])
      table.index(['day', 'variant_id'])
      table.index(['variant_id', 'day'])
      table.index(['customer_id'])
    })
  }
}
