import { BaseSchema } from '@adonisjs/lucid/schema'
import { actor, check, id, ref, rial } from '#database/tables'

export default class extends BaseSchema {
  async up() {
    this.schema.alterTable('tiers', (table) => {
      /** Least credit that may be spent at one time, in Rial. */
      rial(table, 'min_spend').notNullable().defaultTo(0)
    })

    /* The whole ladder of tiers as it holds from a day on. `tiers` is the one that holds now. */
    this.schema.createTable('tier_plans', (table) => {
      id(table)
      /** Beginning of the Tehran day from which it holds. */
      table.dateTime('starts_at').notNullable()
      /** When it was written into `tiers`; null while it waits, and for one that was called off. */
      table.dateTime('applied_at').index()
      table.dateTime('cancelled_at')
      /** `waiting` while it waits: there is one at most. */
      table.string('waiting_key', 8).unique()
      table.string('note', 500)
      actor(table)
      table.dateTime('created_at').notNullable()
    })

    this.schema.createTable('tier_versions', (table) => {
      id(table)
      ref(table, 'plan_id', 'tier_plans').notNullable()
      /** None until the plan holds, for a tier that begins with it. */
      ref(table, 'tier_id', 'tiers').index()
      table.integer('position').notNullable()
      table.string('name_fa', 40).notNullable()
      table.string('name_en', 40).notNullable()
      table.string('colour', 16).notNullable()
      table.integer('earn_basis_points').notNullable()
      table.integer('referral_basis_points').notNullable()
      rial(table, 'threshold').notNullable()
      rial(table, 'spend_threshold').notNullable()
      rial(table, 'min_spend').notNullable()
      table.integer('max_share_basis_points').notNullable()
      table.unique(['plan_id', 'position'])
      check(table, 'tier_versions_percent', 'earn_basis_points BETWEEN 0 AND 10000')
      check(table, 'tier_versions_referral', 'referral_basis_points BETWEEN 0 AND 10000')
      check(table, 'tier_versions_share', 'max_share_basis_points BETWEEN 0 AND 10000')
      check(
        table,
        'tier_versions_amounts',
        'threshold >= 0 AND spend_threshold >= 0 AND min_spend >= 0'
      )
    })
  }
}
