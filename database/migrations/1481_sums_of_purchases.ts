import { BaseSchema } from '@adonisjs/lucid/schema'

/**
 * What somebody bought in a window is summed from the index alone: a re-evaluation asks it of every
 * member, and each row of the table itself would lie on another page.
 */
export default class extends BaseSchema {
  async up() {
    this.schema.alterTable('customer_purchases', (table) => {
      table.index(['customer_id', 'created_at', 'amount'])
    })
    this.schema.alterTable('customer_purchases', (table) => {
      table.dropIndex(['customer_id', 'created_at'])
    })
  }
}
