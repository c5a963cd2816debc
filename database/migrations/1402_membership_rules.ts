import { BaseSchema } from '@adonisjs/lucid/schema'
import { check, code, id, lookup, ref, rial } from '#database/tables'

export default class extends BaseSchema {
  async up() {
    lookup(this, 'membership_rule_kinds', ['voluntary', 'purchases', 'invitation'])

    /* By which ways a customer becomes a member. Never changed: another one takes its place. */
    this.schema.createTable('membership_rules', (table) => {
      id(table)
      code(table, 'kind', 'membership_rule_kinds').notNullable()
      /** By purchases: so many Rial, net, within so many days. */
      rial(table, 'amount').notNullable().defaultTo(0)
      table.integer('days').notNullable().defaultTo(0)
      /** While it holds: its kind and numbers, once. */
      table.string('live_key', 48).unique()
      ref(table, 'created_by_id', 'staff')
      ref(table, 'ended_by_id', 'staff')
      table.dateTime('created_at').notNullable()
      table.dateTime('ended_at')
      check(
        table,
        'membership_rules_numbers',
        "(kind = 'purchases' AND amount > 0 AND days > 0) OR (kind <> 'purchases' AND amount = 0 AND days = 0)"
      )
    })
    /* What held before there were rules: who wishes joins. */
    this.defer(async (db) => {
      const since = '2024-01-01 00:00:00'
      await db
        .table('membership_rules')
        .insert({ kind: 'voluntary', live_key: 'voluntary', created_at: since })
    })
  }
}
