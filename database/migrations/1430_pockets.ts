import { BaseSchema } from '@adonisjs/lucid/schema'
import { check, code, id, lookup, plainRef, ref, rial } from '#database/tables'

export default class extends BaseSchema {
  async up() {
    this.defer(async (db) => {
      const kinds = ['house_cash_spent', 'house_cash_out']
      await db.table('account_kinds').multiInsert(kinds.map((value) => ({ code: value })))
      await db.table('transfer_reasons').insert({ code: 'payout' })
    })

    /* The pocket of real money; null until there was any, so that who has none pays nothing for it. */
    this.schema.alterTable('wallets', (table) => {
      plainRef(table, 'cash_account_id').unique()
    })

    /* What of the total the pocket of real money pays, beside `credit_amount` of gift credit. */
    this.schema.alterTable('pre_invoices', (table) => {
      rial(table, 'cash_amount').notNullable().defaultTo(0)
      plainRef(table, 'cash_hold_id')
    })
    this.schema.alterTable('pre_invoice_versions', (table) => {
      rial(table, 'cash_amount').notNullable().defaultTo(0)
    })
    this.schema.alterTable('invoices', (table) => {
      rial(table, 'cash_amount').notNullable().defaultTo(0)
    })
    this.schema.alterTable('till_sales', (table) => {
      rial(table, 'cash_spent').notNullable().defaultTo(0)
    })

    lookup(this, 'top_up_statuses', ['waiting', 'done'])
    /* Money that a member puts into the own wallet; paid like any other document. */
    this.schema.createTable('top_ups', (table) => {
      id(table)
      ref(table, 'customer_id', 'customers').notNullable()
      ref(table, 'case_id', 'crm_cases').notNullable()
      rial(table, 'amount').notNullable()
      code(table, 'status', 'top_up_statuses').notNullable()
      table.dateTime('created_at').notNullable()
      table.dateTime('done_at')
      check(table, 'top_ups_positive', 'amount > 0')
      table.index(['customer_id', 'id'])
      table.index(['status', 'id'])
    })

    lookup(this, 'payout_statuses', ['requested', 'approved', 'paid', 'rejected', 'withdrawn'])
    /* Real money that a member wants back: held at once, paid by staff to an account of the bank. */
    this.schema.createTable('payouts', (table) => {
      id(table)
      ref(table, 'customer_id', 'customers').notNullable()
      ref(table, 'case_id', 'crm_cases').notNullable()
      ref(table, 'branch_id', 'branches')
      rial(table, 'amount').notNullable()
      plainRef(table, 'hold_id')
      code(table, 'status', 'payout_statuses').notNullable()
      /** IR and 24 digits. */
      /** Sealed, see core/sealed. */
      table.text('sheba').notNullable()
      table.string('holder', 120).notNullable()
      table.string('ref_id', 64)
      table.string('note', 500)
      ref(table, 'approved_by_id', 'staff')
      ref(table, 'closed_by_id', 'staff')
      table.dateTime('created_at').notNullable()
      table.dateTime('approved_at')
      table.dateTime('closed_at')
      check(table, 'payouts_positive', 'amount > 0')
      check(
        table,
        'payouts_two_persons',
        'approved_by_id IS NULL OR closed_by_id IS NULL OR approved_by_id <> closed_by_id'
      )
      table.index(['customer_id', 'id'])
      table.index(['status', 'id'])
      table.index(['branch_id', 'status', 'id'])
    })
  }
}
