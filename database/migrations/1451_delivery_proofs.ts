import { BaseSchema } from '@adonisjs/lucid/schema'
import { addReference, check, lookup, ref } from '#database/tables'

/* The customer says that goods arrived: by a secret link, or by a code that he tells the courier. */
export default class extends BaseSchema {
  async up() {
    lookup(this, 'delivery_ways', ['staff', 'customer', 'link', 'code'])

    this.schema.createTable('delivery_proofs', (table) => {
      ref(table, 'shipment_id', 'shipments').notNullable().primary()
      /** Only the last link and code that were sent count; both are kept as hashes. */
      table.string('secret_hash', 64).notNullable().unique()
      table.string('code_hash', 64).notNullable()
      table.integer('tries').notNullable().defaultTo(0)
      table.integer('sent').notNullable().defaultTo(1)
      table.dateTime('sent_at').notNullable()
      check(table, 'delivery_proofs_tries', 'tries >= 0 AND sent >= 1')
    })

    addReference(this, 'shipments.delivered_way', 'delivery_ways.code')
    this.schema.alterTable('remittances', (table) => {
      /** The customer fetches it at the branch. */
      table.boolean('pickup').notNullable().defaultTo(false)
    })
    this.defer(async (db) => {
      const fetched = db.from('pre_invoices').where('delivery_method', 'pickup').select('id')
      await db
        .from('remittances')
        .where('about_type', 'pre_invoice')
        .whereIn('about_id', fetched)
        .update({ pickup: true })
    })
  }
}
