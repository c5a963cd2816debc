import { BaseSchema } from '@adonisjs/lucid/schema'
import { actor, id, ref } from '#database/tables'

export default class extends BaseSchema {
  async up() {
    /* What each scan or typed number added to a count sheet, so that the last one can be taken back. */
    this.schema.createTable('stock_count_scans', (table) => {
      id(table)
      ref(table, 'count_id', 'stock_counts').notNullable()
      ref(table, 'variant_id', 'variants').notNullable()
      /** Pieces on top of what was counted before; negative where a recount found fewer. */
      table.bigInteger('quantity').notNullable()
      /** Whether the sheet knew nothing of these goods before. */
      table.boolean('made_line').notNullable()
      actor(table)
      table.dateTime('created_at').notNullable()
      table.dateTime('undone_at')
      table.index(['count_id', 'actor_kind', 'actor_id', 'id'])
    })
  }
}
