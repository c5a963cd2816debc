import { BaseSchema } from '@adonisjs/lucid/schema'
import { check, code, id, lookup, plainRef, ref, rial } from '#database/tables'

export default class extends BaseSchema {
  async up() {
    lookup(this, 'extension_states', ['running', 'done'])

    /* A campaign that gives credit a later end: which lots, until when, why, and how far it is. */
    this.schema.createTable('credit_extensions', (table) => {
      id(table)
      ref(table, 'tier_id', 'tiers')
      /** The branch that gave the credit. */
      ref(table, 'branch_id', 'branches')
      /** Lots that would end between these moments. */
      table.dateTime('ending_from').notNullable()
      table.dateTime('ending_until').notNullable()
      table.dateTime('new_end').notNullable()
      table.string('reason', 500).notNullable()
      code(table, 'state', 'extension_states').notNullable()
      /** What the preview found. */
      table.integer('lots_found').notNullable()
      rial(table, 'amount_found').notNullable()
      /** What is done so far; accounts up to the cursor are. */
      table.integer('lots_done').notNullable().defaultTo(0)
      rial(table, 'amount_done').notNullable().defaultTo(0)
      plainRef(table, 'cursor_account').notNullable().defaultTo(0)
      ref(table, 'started_by_id', 'staff').notNullable()
      table.dateTime('created_at').notNullable()
      table.dateTime('finished_at')
      check(table, 'credit_extensions_forward', 'new_end > ending_from')
      table.index(['state', 'id'])
    })

    /* Each lot once, with the end that it had. */
    this.schema.createTable('credit_extension_lots', (table) => {
      id(table)
      ref(table, 'extension_id', 'credit_extensions').notNullable()
      ref(table, 'lot_id', 'lots').notNullable().index()
      rial(table, 'amount').notNullable()
      table.dateTime('former_end').notNullable()
      table.unique(['extension_id', 'lot_id'])
    })
  }
}
