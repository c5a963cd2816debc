import { BaseSchema } from '@adonisjs/lucid/schema'
import {
  actor,
  appendOnly,
  check,
  code,
  document,
  id,
  lookup,
  plainRef,
  ref,
  rial,
} from '#database/tables'

export default class extends BaseSchema {
  async up() {
    lookup(this, 'account_kinds', [
      'member_credit',
      'member_pending',
      'member_debt',
      'member_cash',
      'house_credit_given',
      'house_credit_spent',
      'house_breakage',
      'house_adjustment',
      'house_cash_in',
    ])
    lookup(this, 'transfer_reasons', [
      'earn',
      'earn_pending',
      'mature',
      'void_pending',
      'spend',
      'refund_spend',
      'expire',
      'adjust',
      'gift',
      'top_up',
      'clawback',
      'write_off',
    ])
    lookup(this, 'lot_states', ['pending', 'available', 'spent', 'expired', 'voided'])
    lookup(this, 'hold_states', ['held', 'posted', 'voided'])

    /* Member accounts keep a running balance, which is also the guard; house accounts are summed. */
    this.schema.createTable('accounts', (table) => {
      id(table)
      table.string('name', 64).notNullable().unique()
      code(table, 'kind', 'account_kinds').notNullable()
      table.string('unit', 3).notNullable().defaultTo('IRR')
      ref(table, 'customer_id', 'customers').index()
      ref(table, 'branch_id', 'branches')
      rial(table, 'available').notNullable().defaultTo(0)
      rial(table, 'held').notNullable().defaultTo(0)
      table.dateTime('created_at').notNullable()
      check(table, 'accounts_never_negative', 'available >= 0 AND held >= 0')
    })

    this.schema.createTable('holds', (table) => {
      id(table)
      ref(table, 'account_id', 'accounts').notNullable()
      rial(table, 'amount').notNullable()
      code(table, 'state', 'hold_states').notNullable()
      table.string('for_type', 32).notNullable()
      plainRef(table, 'for_id').notNullable()
      table.dateTime('created_at').notNullable()
      table.dateTime('closed_at')
      check(table, 'holds_positive', 'amount > 0')
      table.index(['for_type', 'for_id'])
      table.index(['account_id', 'state'])
    })

    this.schema.createTable('transfers', (table) => {
      id(table)
      ref(table, 'debit_account_id', 'accounts').notNullable()
      ref(table, 'credit_account_id', 'accounts').notNullable()
      rial(table, 'amount').notNullable()
      code(table, 'reason', 'transfer_reasons').notNullable()
      ref(table, 'hold_id', 'holds')
      document(table)
      plainRef(table, 'case_id')
      ref(table, 'branch_id', 'branches')
      actor(table)
      table.string('note', 255)
      table.dateTime('created_at').notNullable()
      check(table, 'transfers_positive', 'amount > 0')
      check(table, 'transfers_between_two', 'debit_account_id <> credit_account_id')
      table.index(['debit_account_id', 'id'])
      table.index(['credit_account_id', 'id'])
      table.index(['about_type', 'about_id'])
      table.index(['reason', 'created_at'])
    })
    appendOnly(this, 'transfers')

    /* Credit that came together: where from, by which rule, until when. */
    this.schema.createTable('lots', (table) => {
      id(table)
      ref(table, 'account_id', 'accounts').notNullable()
      ref(table, 'customer_id', 'customers').notNullable()
      rial(table, 'amount').notNullable()
      rial(table, 'remaining').notNullable()
      /** What expired or was taken back of it; amount = remaining + lapsed + what draws took. */
      rial(table, 'lapsed').notNullable().defaultTo(0)
      code(table, 'state', 'lot_states').notNullable()
      table.string('rule', 64).notNullable()
      /** What the rule was computed from: base, percent, tier… shown as "why this number?". */
      table.json('why').notNullable()
      document(table, 'source')
      ref(table, 'branch_id', 'branches')
      plainRef(table, 'case_id')
      table.dateTime('earned_at').notNullable()
      table.dateTime('pending_until')
      table.dateTime('available_at')
      table.dateTime('expires_at')
      table.dateTime('created_at').notNullable()
      check(
        table,
        'lots_within_amount',
        'amount > 0 AND remaining >= 0 AND lapsed >= 0 AND remaining + lapsed <= amount'
      )
      table.index(['account_id', 'state', 'expires_at', 'id'])
      table.index(['customer_id', 'id'])
      table.index(['state', 'pending_until'])
      table.index(['state', 'expires_at'])
      table.index(['source_type', 'source_id'])
    })

    /* What a hold or transfer took from which lot; given back when the hold is voided. */
    this.schema.createTable('lot_draws', (table) => {
      id(table)
      ref(table, 'lot_id', 'lots').notNullable().index()
      ref(table, 'hold_id', 'holds').index()
      ref(table, 'transfer_id', 'transfers').index()
      rial(table, 'amount').notNullable()
      table.dateTime('created_at').notNullable()
      table.dateTime('returned_at')
      check(table, 'lot_draws_positive', 'amount > 0')
    })
  }
}
