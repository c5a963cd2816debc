import { BaseSchema } from '@adonisjs/lucid/schema'

/* What the official form asks of a company, besides its name and economic code. */
export default class extends BaseSchema {
  async up() {
    this.schema.alterTable('customers', (table) => {
      table.string('legal_id', 20)
      table.string('registration_number', 20)
    })
  }
}
