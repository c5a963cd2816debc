import { BaseSchema } from '@adonisjs/lucid/schema'

/** Working hours change too, one change after the other, in the list of what was changed. */
export default class extends BaseSchema {
  async up() {
    this.defer(async (db) => {
      await db.table('calendar_change_kinds').insert({ code: 'hours' })
    })
  }
}
