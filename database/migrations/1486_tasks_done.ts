import { BaseSchema } from '@adonisjs/lucid/schema'

/** What a member of staff finished today stands on his day: counted by himself, not among all that was ever done. */
export default class extends BaseSchema {
  async up() {
    this.schema.alterTable('tasks', (table) => {
      table.index(['closed_by_id', 'closed_at'])
    })
  }
}
