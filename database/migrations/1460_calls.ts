import { BaseSchema } from '@adonisjs/lucid/schema'

export default class extends BaseSchema {
  async up() {
    /* What was tried in vain is tried again at its time, not before. */
    this.schema.alterTable('tasks', (table) => {
      table.dateTime('not_before')
    })
  }
}
