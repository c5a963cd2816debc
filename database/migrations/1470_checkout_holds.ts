import { BaseSchema } from '@adonisjs/lucid/schema'
import { addReference, code, id, lookup, ref } from '#database/tables'

export default class extends BaseSchema {
  async up() {
    lookup(this, 'checkout_hold_ends', ['issued', 'expired', 'freed'])

    /* Goods set aside while a buyer fills in the checkout. Rows stay: the daily caps count them. */
    this.schema.createTable('checkout_holds', (table) => {
      id(table)
      ref(table, 'customer_id', 'customers')
      /** Keyed hash of the network that a visitor came from; none for customers. */
      table.string('address_hash', 64)
      table.dateTime('held_until').notNullable()
      table.dateTime('extended_at')
      table.dateTime('created_at').notNullable()
      table.dateTime('ended_at')
      code(table, 'ended_as', 'checkout_hold_ends')
      table.index(['customer_id', 'created_at'])
      table.index(['address_hash', 'created_at'])
      table.index(['ended_at', 'held_until'])
    })

    /* The cart names its hold: one at most, and a checkout without one costs no statement for it. */
    addReference(this, 'carts.hold_id', 'checkout_holds.id')
    this.schema.raw('CREATE UNIQUE INDEX carts_hold_id_unique ON carts (hold_id)')
  }
}
