import { BaseSchema } from '@adonisjs/lucid/schema'
import { id } from '#database/tables'

export default class extends BaseSchema {
  async up() {
    /* What the processes of one database tell each other's open pages; see decision 0015. */
    this.schema.createTable('live_news', (table) => {
      id(table)
      /** The process that wrote it: it has told its own pages already. */
      table.string('origin', 16).notNullable()
      /** JSON: notes of one moment. */
      table.text('notes').notNullable()
      table.dateTime('created_at').notNullable().index()
    })
  }
}
