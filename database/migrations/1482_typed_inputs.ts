import { BaseSchema } from '@adonisjs/lucid/schema'

/**
 * What somebody typed into a form that was refused, when it is too long for the cookie: until the
 * form is shown again, an hour at most.
 */
export default class extends BaseSchema {
  async up() {
    this.schema.createTable('typed_inputs', (table) => {
      /** Random, known to the session alone. */
      table.string('key', 36).notNullable().primary()
      /** JSON by name of the field, sealed: nobody has sent it yet. */
      table.text('sealed', 'mediumtext').notNullable()
      table.dateTime('created_at').notNullable().index()
    })
  }
}
