import { BaseSchema } from '@adonisjs/lucid/schema'

/** When a member was told what a run would do: nobody is told twice, however the run went on. */
export default class extends BaseSchema {
  async up() {
    this.schema.alterTable('tier_moves', (table) => {
      table.dateTime('noticed_at')
    })
  }
}
