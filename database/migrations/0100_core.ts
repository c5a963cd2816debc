import { BaseSchema } from '@adonisjs/lucid/schema'
import { id } from '#database/tables'

export default class extends BaseSchema {
  async up() {
    /* Texts compare byte by byte, as SQLite does; folding is ours. Tables take the database's rule. */
    if (this.db.dialect.name === 'mysql') {
      this.schema.raw('ALTER DATABASE CHARACTER SET utf8mb4 COLLATE utf8mb4_bin')
    }

    this.schema.createTable('idempotency_keys', (table) => {
      id(table)
      table.string('scope', 96).notNullable()
      table.string('key', 64).notNullable()
      table.string('input_hash', 64).notNullable()
      table.text('answer').notNullable()
      table.dateTime('created_at').notNullable().index()
      table.unique(['scope', 'key'])
    })

    this.schema.createTable('rate_limits', (table) => {
      table.string('key', 191).notNullable().primary()
      table.integer('points').notNullable().defaultTo(0)
      table.bigInteger('expire').unsigned()
    })

    /* Numbers without gaps: one counter row per name, the last lock of its transaction. */
    this.schema.createTable('serials', (table) => {
      table.string('name', 64).notNullable().primary()
      table.bigInteger('last').unsigned().notNullable().defaultTo(0)
    })
  }
}
