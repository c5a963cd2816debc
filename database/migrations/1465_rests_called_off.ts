import { BaseSchema } from '@adonisjs/lucid/schema'
import { addReference } from '#database/tables'

/*
 * The rest of an order that never comes is given back by a return of goods that never left: it names
 * the remittance on which they waited, and each remittance is called off so once.
 */
export default class extends BaseSchema {
  async up() {
    addReference(this, 'sales_returns.remittance_id', 'remittances.id')
    this.schema.raw(
      'CREATE UNIQUE INDEX sales_returns_remittance_id_unique ON sales_returns (remittance_id)'
    )
    this.defer(async (db) => {
      await db.table('return_reasons').insert({ code: 'never_came' })
    })
  }
}
