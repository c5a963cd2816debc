import { BaseSchema } from '@adonisjs/lucid/schema'
import { check, code, id, lookup, plainRef, ref } from '#database/tables'

export default class extends BaseSchema {
  async up() {
    lookup(this, 'simulation_statuses', ['queued', 'running', 'done', 'stopped', 'failed'])

    /* Earn rules played on the sales that were: member by member, a page at a time. */
    this.schema.createTable('earn_simulations', (table) => {
      id(table)
      code(table, 'status', 'simulation_statuses').notNullable()
      /** While it is not over; one at a time. */
      table.string('open_key', 8).unique()
      /** The rules as they were drafted and in force when it was asked for. */
      table.json('drafted').notNullable()
      table.json('in_force').notNullable()
      table.dateTime('from_at').notNullable()
      table.dateTime('until_at').notNullable()
      table.integer('members_total').notNullable()
      table.integer('members_done').notNullable().defaultTo(0)
      /** The last customer that was played. */
      plainRef(table, 'place').notNullable().defaultTo(0)
      table.json('result').notNullable()
      /** Who plays a page keeps others away so long. */
      table.string('claimed_by', 36)
      table.dateTime('claimed_until')
      ref(table, 'asked_by_id', 'staff').notNullable()
      table.dateTime('created_at').notNullable()
      table.dateTime('ended_at')
      check(table, 'simulations_progress', 'members_done >= 0 AND members_total >= 0')
      table.index(['status', 'id'])
    })
  }
}
