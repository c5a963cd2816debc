import { BaseSchema } from '@adonisjs/lucid/schema'
import { check, id, ref, rial } from '#database/tables'

export default class extends BaseSchema {
  async up() {
    /* A basket belongs to a browser (token in its cookie) until its owner signs in. */
    this.schema.createTable('carts', (table) => {
      id(table)
      table.string('token_hash', 64).unique()
      ref(table, 'customer_id', 'customers').unique()
      table.dateTime('created_at').notNullable()
      table.dateTime('changed_at').notNullable().index()
    })
    this.schema.createTable('cart_lines', (table) => {
      id(table)
      ref(table, 'cart_id', 'carts').notNullable()
      ref(table, 'variant_id', 'variants').notNullable()
      table.integer('quantity').notNullable()
      /** Unit price when it was put in, so that the cart can say what changed. */
      rial(table, 'seen_price').notNullable()
      check(table, 'cart_lines_positive', 'quantity > 0')
      table.unique(['cart_id', 'variant_id'])
    })
  }
}
