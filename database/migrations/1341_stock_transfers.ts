import { BaseSchema } from '@adonisjs/lucid/schema'
import { actor, check, code, id, lookup, ref } from '#database/tables'

export default class extends BaseSchema {
  async up() {
    lookup(this, 'transfer_statuses', ['draft', 'sent', 'received', 'cancelled'])

    this.schema.createTable('stock_transfers', (table) => {
      id(table)
      ref(table, 'from_warehouse_id', 'warehouses').notNullable()
      ref(table, 'to_warehouse_id', 'warehouses').notNullable()
      code(table, 'status', 'transfer_statuses').notNullable()
      table.string('note', 255)
      actor(table)
      table.dateTime('created_at').notNullable()
      table.dateTime('sent_at')
      ref(table, 'sent_by_id', 'staff')
      table.dateTime('received_at')
      ref(table, 'received_by_id', 'staff')
      table.dateTime('cancelled_at')
      ref(table, 'cancelled_by_id', 'staff')
      check(table, 'stock_transfers_two_ends', 'from_warehouse_id <> to_warehouse_id')
      table.index(['status', 'id'])
      table.index(['from_warehouse_id', 'status', 'id'])
      table.index(['to_warehouse_id', 'status', 'id'])
    })
    this.schema.createTable('stock_transfer_lines', (table) => {
      id(table)
      ref(table, 'transfer_id', 'stock_transfers').notNullable()
      ref(table, 'variant_id', 'variants').notNullable()
      table.bigInteger('quantity').notNullable()
      table.bigInteger('received_quantity')
      /** What wrote the missing pieces off. */
      ref(table, 'adjustment_id', 'stock_adjustments').unique()
      check(table, 'stock_transfer_lines_positive', 'quantity > 0')
      check(
        table,
        'stock_transfer_lines_received',
        'received_quantity IS NULL OR (received_quantity >= 0 AND received_quantity <= quantity)'
      )
      table.unique(['transfer_id', 'variant_id'])
      table.index(['variant_id', 'transfer_id'])
    })
  }
}
