import { BaseSchema } from '@adonisjs/lucid/schema'
import { actor, check, code, id, lookup, ref } from '#database/tables'

export default class extends BaseSchema {
  async up() {
    lookup(this, 'count_statuses', ['open', 'review', 'posted', 'cancelled'])

    this.schema.createTable('stock_counts', (table) => {
      id(table)
      ref(table, 'warehouse_id', 'warehouses').notNullable()
      /** Only what is in this category or below it; null is the whole warehouse. */
      ref(table, 'category_id', 'categories')
      code(table, 'status', 'count_statuses').notNullable()
      /** The warehouse while the sheet lives: two sheets would post one difference twice. */
      ref(table, 'live_warehouse_id', 'warehouses').unique()
      actor(table)
      table.dateTime('created_at').notNullable()
      table.dateTime('ended_at')
      ref(table, 'ended_by_id', 'staff')
      table.index(['warehouse_id', 'id'])
    })
    this.schema.createTable('stock_count_lines', (table) => {
      id(table)
      ref(table, 'count_id', 'stock_counts').notNullable()
      ref(table, 'variant_id', 'variants').notNullable()
      table.bigInteger('counted').notNullable()
      /** What the books said at the moment of counting. */
      table.bigInteger('expected').notNullable()
      code(table, 'cause', 'adjustment_causes')
      actor(table)
      table.dateTime('counted_at').notNullable()
      check(table, 'stock_count_lines_pieces', 'counted >= 0 AND expected >= 0')
      table.unique(['count_id', 'variant_id'])
    })
  }
}
