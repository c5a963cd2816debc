import { BaseSchema } from '@adonisjs/lucid/schema'

/* By which transfer the money of a payment went back, beside the one by which it came. */
export default class extends BaseSchema {
  async up() {
    this.schema.alterTable('payments', (table) => {
      table.string('refund_ref_id', 64)
    })
  }
}
