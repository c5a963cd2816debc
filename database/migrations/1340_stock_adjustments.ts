import { BaseSchema } from '@adonisjs/lucid/schema'
import { actor, check, code, id, lookup, ref } from '#database/tables'

export default class extends BaseSchema {
  async up() {
    this.defer(async (db) => {
      await db.table('movement_reasons').insert({ code: 'adjust' })
    })
    lookup(this, 'adjustment_causes', [
      'damaged',
      'expired',
      'lost',
      'own_use',
      'sample',
      'received_less',
      'found',
      'booked_wrong',
    ])

    /** Why somebody took goods off the books or put them on, without a sale or a delivery. */
    this.schema.createTable('stock_adjustments', (table) => {
      id(table)
      ref(table, 'warehouse_id', 'warehouses').notNullable()
      ref(table, 'variant_id', 'variants').notNullable()
      /** Pieces; negative leaves the warehouse. */
      table.bigInteger('quantity').notNullable()
      code(table, 'cause', 'adjustment_causes').notNullable()
      table.string('note', 255).notNullable()
      actor(table)
      table.dateTime('created_at').notNullable()
      check(table, 'stock_adjustments_change', 'quantity <> 0')
      table.index(['warehouse_id', 'id'])
      table.index(['variant_id', 'id'])
    })
  }
}
