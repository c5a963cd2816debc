import { BaseSchema } from '@adonisjs/lucid/schema'
import { check, code, id, lookup, ref, rial } from '#database/tables'

export default class extends BaseSchema {
  async up() {
    lookup(this, 'earn_rule_kinds', ['percent', 'per_amount', 'per_visit', 'per_action'])
    lookup(this, 'earn_rule_statuses', ['draft', 'live', 'past'])

    /* One row: who changes the rules waits here, and knows which state he changed. */
    this.schema.createTable('earn_rule_books', (table) => {
      table.integer('id').primary()
      /** Counts what was put into force. */
      table.integer('edition').notNullable().defaultTo(0)
      /** Counts every change of the draft. */
      table.integer('revision').notNullable().defaultTo(0)
      table.dateTime('published_at')
      ref(table, 'published_by_id', 'staff')
    })
    this.defer(async (db) => {
      await db.table('earn_rule_books').insert({ id: 1 })
    })

    /* What makes a rule the same rule, however often it is changed. */
    this.schema.createTable('earn_rules', (table) => {
      id(table)
      ref(table, 'created_by_id', 'staff')
      table.dateTime('created_at').notNullable()
    })

    /* A rule as it was from when until when: lots name the version that gave them. */
    this.schema.createTable('earn_rule_versions', (table) => {
      id(table)
      ref(table, 'rule_id', 'earn_rules').notNullable()
      /** 0 while it is a draft, then 1, 2, 3… */
      table.integer('version').notNullable().defaultTo(0)
      code(table, 'status', 'earn_rule_statuses').notNullable()
      /** At most one draft and one version in force of a rule. */
      table.bigInteger('draft_of').unsigned().unique()
      table.bigInteger('live_of').unsigned().unique()
      /** A draft that takes the rule out of force. */
      table.boolean('removed').notNullable().defaultTo(0)
      /** The lower goes first. */
      table.integer('position').notNullable()
      code(table, 'kind', 'earn_rule_kinds').notNullable()
      /** Comes on top of what else the line gets, not in its place. */
      table.boolean('extra').notNullable().defaultTo(0)
      table.string('title', 80)
      table.integer('basis_points').notNullable().defaultTo(0)
      /** For every so many Rial … */
      rial(table, 'every').notNullable().defaultTo(0)
      /** … or for a visit or an action, so many Rial. */
      rial(table, 'amount').notNullable().defaultTo(0)
      table.string('action', 32)
      /** Gregorian days in Tehran, both included. */
      table.string('starts_on', 10)
      table.string('ends_on', 10)
      table.string('channel', 8)
      /** Lists of ids and weekdays; an empty one is no condition. */
      table.json('conditions').notNullable()
      /** Hours of the Tehran day; until is not included. */
      table.integer('from_hour')
      table.integer('until_hour')
      rial(table, 'min_bill').notNullable().defaultTo(0)
      rial(table, 'cap_per_bill')
      rial(table, 'cap_per_day')
      table.dateTime('live_from')
      table.dateTime('live_until')
      ref(table, 'written_by_id', 'staff')
      ref(table, 'published_by_id', 'staff')
      table.dateTime('created_at').notNullable()
      check(table, 'earn_rule_percent', 'basis_points BETWEEN 0 AND 10000')
      check(table, 'earn_rule_amounts', 'every >= 0 AND amount >= 0 AND min_bill >= 0')
      check(
        table,
        'earn_rule_caps',
        '(cap_per_bill IS NULL OR cap_per_bill > 0) AND (cap_per_day IS NULL OR cap_per_day > 0)'
      )
      check(
        table,
        'earn_rule_hours',
        '(from_hour IS NULL AND until_hour IS NULL) OR (from_hour >= 0 AND until_hour <= 24 AND from_hour < until_hour)'
      )
      table.unique(['rule_id', 'version', 'status'])
      table.index(['status', 'position', 'id'])
      table.index(['live_until'])
    })

    /* What a rule gave to whom on which day of purchase: the daily cap is counted from it. */
    this.schema.createTable('earn_parts', (table) => {
      id(table)
      ref(table, 'rule_id', 'earn_rules').notNullable()
      ref(table, 'version_id', 'earn_rule_versions').notNullable()
      ref(table, 'customer_id', 'customers').notNullable()
      ref(table, 'lot_id', 'lots').notNullable().unique()
      table.string('day', 10).notNullable()
      rial(table, 'base').notNullable()
      rial(table, 'amount').notNullable()
      table.dateTime('created_at').notNullable()
      check(table, 'earn_parts_positive', 'amount > 0 AND base >= 0')
      table.index(['customer_id', 'day', 'rule_id'])
      table.index(['version_id', 'id'])
      table.index(['rule_id', 'id'])
    })

    /* What a member did and is thanked for once: joining, completing the profile… */
    this.schema.createTable('earn_actions', (table) => {
      id(table)
      table.string('action', 32).notNullable()
      ref(table, 'customer_id', 'customers').notNullable()
      table.string('about_type', 32).notNullable()
      table.bigInteger('about_id').unsigned().notNullable()
      ref(table, 'version_id', 'earn_rule_versions')
      rial(table, 'amount').notNullable()
      table.dateTime('created_at').notNullable()
      check(table, 'earn_actions_amount', 'amount >= 0')
      table.unique(['action', 'about_type', 'about_id'])
      table.index(['customer_id', 'id'])
    })
  }
}
