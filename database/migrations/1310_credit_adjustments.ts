import { BaseSchema } from '@adonisjs/lucid/schema'
import { check, code, id, lookup, plainRef, ref, rial } from '#database/tables'

export default class extends BaseSchema {
  async up() {
    lookup(this, 'adjustment_statuses', ['waiting', 'done', 'rejected'])
    lookup(this, 'adjustment_reasons', [
      'missing_credit',
      'wrong_credit',
      'till_mistake',
      'goodwill',
      'moved',
      'other',
    ])

    /* A change of somebody's credit by hand: who asked for it and why, who else agreed. */
    this.schema.createTable('credit_adjustments', (table) => {
      id(table)
      ref(table, 'customer_id', 'customers').notNullable()
      ref(table, 'branch_id', 'branches')
      plainRef(table, 'case_id').notNullable()
      /** Rial; below zero it takes credit away. */
      rial(table, 'amount').notNullable()
      code(table, 'reason', 'adjustment_reasons').notNullable()
      table.string('note', 500).notNullable()
      code(table, 'status', 'adjustment_statuses').notNullable()
      ref(table, 'proposed_by_id', 'staff').notNullable()
      /** The second person; none when the amount was within the first one's limit. */
      ref(table, 'decided_by_id', 'staff')
      table.string('decision_note', 500)
      table.dateTime('created_at').notNullable()
      table.dateTime('decided_at')
      check(table, 'adjustments_not_zero', 'amount <> 0')
      check(
        table,
        'adjustments_two_persons',
        'decided_by_id IS NULL OR decided_by_id <> proposed_by_id'
      )
      table.index(['status', 'id'])
      table.index(['branch_id', 'status', 'id'])
      table.index(['customer_id', 'proposed_by_id', 'created_at'])
    })
  }
}
