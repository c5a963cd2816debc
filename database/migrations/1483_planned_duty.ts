import { BaseSchema } from '@adonisjs/lucid/schema'

export default class extends BaseSchema {
  async up() {
    /* From then on he is off duty; empty: at once. Somebody else may plan it for him. */
    this.schema.alterTable('staff', (table) => {
      table.dateTime('off_duty_from')
    })
  }
}
