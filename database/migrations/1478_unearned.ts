import { BaseSchema } from '@adonisjs/lucid/schema'
import { actor, appendOnly, check, document, id, plainRef, ref, rial } from '#database/tables'

/* What purchases brought besides their credit, so that their return can take it back. */
export default class extends BaseSchema {
  async up() {
    this.defer(async (db) => {
      await db.table('tier_change_causes').insert({ code: 'returned' })
    })

    /* By which sum of purchases somebody became a member; the rule as it was then. */
    this.schema.createTable('purchase_joins', (table) => {
      id(table)
      ref(table, 'member_id', 'members').notNullable().unique()
      plainRef(table, 'rule_id').notNullable()
      rial(table, 'amount').notNullable()
      table.integer('days').notNullable()
      rial(table, 'bought').notNullable()
      table.dateTime('created_at').notNullable()
      check(table, 'purchase_joins_enough', 'amount > 0 AND days > 0 AND bought >= amount')
    })
    appendOnly(this, 'purchase_joins')

    /* The join credit of a membership whose purchases came back; once for each member. */
    this.schema.createTable('join_take_backs', (table) => {
      id(table)
      ref(table, 'member_id', 'members').notNullable().unique()
      /** What made the purchases too few. */
      document(table)
      /** Rial: what waited, what could be spent, what is owed now. */
      rial(table, 'amount').notNullable()
      rial(table, 'voided').notNullable()
      rial(table, 'taken').notNullable()
      rial(table, 'owed').notNullable()
      actor(table)
      table.dateTime('created_at').notNullable()
      table.index(['about_type', 'about_id'])
      check(
        table,
        'join_take_backs_add_up',
        'amount > 0 AND amount = voided + taken + owed AND voided >= 0 AND taken >= 0 AND owed >= 0'
      )
    })
    appendOnly(this, 'join_take_backs')

    /* A tier that stands on purchases: when he rose to it, and what it fell back to. */
    this.schema.createTable('tier_rises', (table) => {
      id(table)
      ref(table, 'member_id', 'members').notNullable()
      ref(table, 'tier_id', 'tiers').notNullable()
      /** What he held before, and the tier by hand that it was, if it was. */
      ref(table, 'before_tier_id', 'tiers').notNullable()
      plainRef(table, 'manual_tier_id')
      /** Net purchases (Rial) that the tier asked for and that there were, from then until he rose. */
      rial(table, 'threshold').notNullable()
      rial(table, 'bought').notNullable()
      table.dateTime('window_start').notNullable()
      table.dateTime('rose_at').notNullable()
      /** When it turned out not to be earned, by what, and where he is since. */
      table.dateTime('fell_at')
      document(table)
      ref(table, 'fell_to_tier_id', 'tiers')
      table.index(['member_id', 'tier_id', 'fell_at'])
      table.index(['about_type', 'about_id'])
    })
  }
}
