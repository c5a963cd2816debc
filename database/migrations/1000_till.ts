import { BaseSchema } from '@adonisjs/lucid/schema'
import { check, code, id, ref, rial } from '#database/tables'

export default class extends BaseSchema {
  async up() {
    this.schema.createTable('till_sales', (table) => {
      id(table)
      ref(table, 'branch_id', 'branches').notNullable()
      ref(table, 'staff_id', 'staff').notNullable()
      ref(table, 'customer_id', 'customers')
      ref(table, 'card_id', 'cards')
      ref(table, 'invoice_id', 'invoices').unique()
      ref(table, 'case_id', 'crm_cases')
      /** The bill, VAT included, in Rial. */
      rial(table, 'amount').notNullable()
      rial(table, 'credit_spent').notNullable().defaultTo(0)
      rial(table, 'credit_earned').notNullable().defaultTo(0)
      /** Credit that the member had when it was done; null without a member. */
      rial(table, 'balance_after')
      code(table, 'method', 'payment_methods').notNullable()
      table.dateTime('created_at').notNullable()
      check(
        table,
        'till_sales_within_bill',
        'amount > 0 AND credit_spent >= 0 AND credit_spent <= amount'
      )
      table.index(['branch_id', 'id'])
      table.index(['customer_id', 'id'])
      table.index(['staff_id', 'id'])
    })
  }
}
