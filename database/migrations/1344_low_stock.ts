import { BaseSchema } from '@adonisjs/lucid/schema'
import { check, id, ref } from '#database/tables'

export default class extends BaseSchema {
  async up() {
    /** From how few pieces on a variant is low; without a row the setting decides. */
    this.schema.createTable('stock_thresholds', (table) => {
      ref(table, 'variant_id', 'variants').notNullable().primary()
      table.integer('pieces').notNullable()
      check(table, 'stock_thresholds_pieces', 'pieces >= 0')
    })

    /** What ran low in a warehouse, told once a day to who works there. */
    this.schema.createTable('low_stock_notices', (table) => {
      id(table)
      ref(table, 'warehouse_id', 'warehouses').notNullable()
      /** Day in Tehran. */
      table.string('day', 10).notNullable()
      table.integer('items').notNullable()
      table.dateTime('created_at').notNullable()
      table.dateTime('done_at')
      ref(table, 'done_by_id', 'staff')
      table.unique(['warehouse_id', 'day'])
      table.index(['warehouse_id', 'id'])
    })
    this.schema.createTable('low_stock_lines', (table) => {
      id(table)
      ref(table, 'notice_id', 'low_stock_notices').notNullable()
      ref(table, 'variant_id', 'variants').notNullable()
      table.bigInteger('sellable').notNullable()
      table.integer('threshold').notNullable()
      table.unique(['notice_id', 'variant_id'])
    })
  }
}
