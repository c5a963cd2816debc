import { BaseSchema } from '@adonisjs/lucid/schema'
import { code, id, lookup, plainRef, ref } from '#database/tables'

export default class extends BaseSchema {
  async up() {
    lookup(this, 'calendar_change_kinds', ['added', 'removed'])

    /* A holiday that was added or taken away, and how far the dates that hang on it have followed. */
    this.schema.createTable('calendar_changes', (table) => {
      id(table)
      code(table, 'kind', 'calendar_change_kinds').notNullable()
      /** Gregorian day in Tehran, yyyy-MM-dd, as in `holidays`. */
      table.string('day', 10).notNullable()
      ref(table, 'branch_id', 'branches')
      table.string('name_fa', 80).notNullable()
      table.string('name_en', 80).notNullable()
      ref(table, 'staff_id', 'staff').notNullable()
      /** Only while dates follow: changes are done one after the other. */
      table.string('open_key', 16).unique()
      /** The last lot that was looked at. */
      plainRef(table, 'cursor').notNullable().defaultTo(0)
      table.integer('lots').notNullable().defaultTo(0)
      table.integer('tasks').notNullable().defaultTo(0)
      table.dateTime('created_at').notNullable()
      table.dateTime('finished_at')
    })

    /* A date that followed a change; once for each change, however often it is done again. */
    this.schema.createTable('calendar_moves', (table) => {
      id(table)
      ref(table, 'change_id', 'calendar_changes').notNullable()
      table.string('moved_type', 16).notNullable()
      plainRef(table, 'moved_id').notNullable()
      table.dateTime('from_at').notNullable()
      table.dateTime('to_at').notNullable()
      table.dateTime('created_at').notNullable()
      table.unique(['change_id', 'moved_type', 'moved_id'])
      table.index(['moved_type', 'moved_id', 'id'])
    })

    /* A day is free once in a branch and once for all of them. */
    this.schema.alterTable('holidays', (table) => {
      table.string('place_key', 40).unique()
    })
  }
}
