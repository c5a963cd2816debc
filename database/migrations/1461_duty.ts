import { BaseSchema } from '@adonisjs/lucid/schema'

export default class extends BaseSchema {
  async up() {
    /* Until then he gets no new task while a colleague or the head of the branch is there. */
    this.schema.alterTable('staff', (table) => {
      table.dateTime('off_duty_until')
    })
  }
}
