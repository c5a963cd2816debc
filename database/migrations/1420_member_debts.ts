import { BaseSchema } from '@adonisjs/lucid/schema'

/* What a member owes after a return: paid off by what he earns next, or forgiven by two persons. */
export default class extends BaseSchema {
  async up() {
    this.defer(async (db) => {
      await db.table('transfer_reasons').insert({ code: 'offset' })
      await db.table('adjustment_reasons').insert({ code: 'uncollectable' })
    })
    /** `credit` changes what may be spent, `debt` forgives what is owed. */
    this.schema.alterTable('credit_adjustments', (table) => {
      table.string('kind', 16).notNullable().defaultTo('credit')
    })
  }
}
