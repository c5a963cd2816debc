import { BaseSchema } from '@adonisjs/lucid/schema'

/** What a task of the house is about, in words: such as the goods that run low. */
export default class extends BaseSchema {
  async up() {
    this.schema.alterTable('tasks', (table) => {
      table.string('subject_fa', 255)
      table.string('subject_en', 255)
    })
  }
}
