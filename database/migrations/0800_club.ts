import { BaseSchema } from '@adonisjs/lucid/schema'
import { check, code, id, lookup, ref, rial } from '#database/tables'

export default class extends BaseSchema {
  async up() {
    lookup(this, 'join_sources', ['web', 'till', 'staff', 'rule', 'invitation', 'import'])
    lookup(this, 'card_kinds', ['electronic', 'physical'])
    lookup(this, 'card_statuses', ['active', 'blocked'])

    this.schema.createTable('tiers', (table) => {
      id(table)
      table.string('code', 16).notNullable().unique()
      table.string('name_fa', 40).notNullable()
      table.string('name_en', 40).notNullable()
      table.string('colour', 16).notNullable()
      table.integer('position').notNullable().unique()
      /** Percent × 100: 500 is 5 %. */
      table.integer('earn_basis_points').notNullable()
      table.integer('referral_basis_points').notNullable().defaultTo(0)
      /** Purchases of a Jalali year that lead here, in Rial. */
      rial(table, 'threshold').notNullable().defaultTo(0)
      /** Balance needed before any of it may be spent (حد نصاب), in Rial. */
      rial(table, 'spend_threshold').notNullable().defaultTo(0)
      /** Largest part of a bill that credit may pay, percent × 100. */
      table.integer('max_share_basis_points').notNullable().defaultTo(10000)
      check(table, 'tiers_percent', 'earn_basis_points BETWEEN 0 AND 10000')
      check(table, 'tiers_share', 'max_share_basis_points BETWEEN 0 AND 10000')
    })

    this.schema.createTable('members', (table) => {
      id(table)
      ref(table, 'customer_id', 'customers').notNullable().unique()
      ref(table, 'tier_id', 'tiers').notNullable()
      code(table, 'source', 'join_sources').notNullable()
      table.string('referral_code', 16).notNullable().unique()
      ref(table, 'referrer_id', 'members').index()
      table.dateTime('joined_at').notNullable()
      table.dateTime('created_at').notNullable()
      table.index(['tier_id', 'id'])
      table.index(['joined_at', 'id'])
    })

    this.schema.createTable('cards', (table) => {
      id(table)
      ref(table, 'member_id', 'members').notNullable().index()
      table.string('number', 24).notNullable().unique()
      code(table, 'kind', 'card_kinds').notNullable()
      code(table, 'status', 'card_statuses').notNullable()
      ref(table, 'branch_id', 'branches')
      table.dateTime('created_at').notNullable()
      table.dateTime('blocked_at')
    })

    this.schema.createTable('wallets', (table) => {
      id(table)
      ref(table, 'customer_id', 'customers').notNullable().unique()
      ref(table, 'credit_account_id', 'accounts').notNullable().unique()
      ref(table, 'pending_account_id', 'accounts').notNullable().unique()
      table.dateTime('created_at').notNullable()
    })
  }
}
