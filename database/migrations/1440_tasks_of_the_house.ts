import { BaseSchema } from '@adonisjs/lucid/schema'

/** A task may be the house's own: the books, a shelf, a machine. Then it is about no customer. */
export default class extends BaseSchema {
  async up() {
    /* knex forgets there that the column is unsigned, as its foreign key needs it. */
    if (this.db.dialect.name === 'mysql') {
      this.schema.raw('ALTER TABLE tasks MODIFY customer_id BIGINT UNSIGNED NULL')
    } else {
      this.schema.alterTable('tasks', (table) => {
        table.setNullable('customer_id')
      })
    }
  }
}
