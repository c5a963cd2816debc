import { BaseSchema } from '@adonisjs/lucid/schema'
import { actor, appendOnly, check, code, id, lookup, ref } from '#database/tables'

export default class extends BaseSchema {
  async up() {
    lookup(this, 'benefit_periods', ['always', 'month', 'year'])

    /* What a tier gives that is not money: priority, early access, a free service. */
    this.schema.createTable('benefits', (table) => {
      id(table)
      table.string('name_fa', 60).notNullable().unique()
      table.string('name_en', 60).notNullable().unique()
      /** `always` is not counted; else so many uses in a Jalali month or year. */
      code(table, 'period', 'benefit_periods').notNullable()
      table.boolean('active').notNullable().defaultTo(true)
      table.dateTime('created_at').notNullable()
    })
    this.schema.createTable('tier_benefits', (table) => {
      ref(table, 'tier_id', 'tiers').notNullable()
      ref(table, 'benefit_id', 'benefits').notNullable()
      table.integer('uses').notNullable()
      table.primary(['tier_id', 'benefit_id'])
      check(table, 'tier_benefits_uses', 'uses > 0')
    })

    /* How often a member has used it in a period; the guard of the last one. */
    this.schema.createTable('benefit_counters', (table) => {
      ref(table, 'member_id', 'members').notNullable()
      ref(table, 'benefit_id', 'benefits').notNullable()
      table.string('period_key', 8).notNullable()
      table.integer('used').notNullable()
      table.primary(['member_id', 'benefit_id', 'period_key'])
    })
    this.schema.createTable('benefit_uses', (table) => {
      id(table)
      ref(table, 'member_id', 'members').notNullable()
      ref(table, 'customer_id', 'customers').notNullable()
      ref(table, 'benefit_id', 'benefits').notNullable()
      table.string('period_key', 8).notNullable()
      ref(table, 'branch_id', 'branches')
      /** Why it was given beyond the count. */
      table.string('override_reason', 500)
      actor(table)
      table.dateTime('created_at').notNullable()
      table.index(['member_id', 'id'])
      table.index(['benefit_id', 'id'])
    })
    appendOnly(this, 'benefit_uses')
  }
}
