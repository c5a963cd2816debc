import { BaseSchema } from '@adonisjs/lucid/schema'
import { actor, appendOnly, check, code, id, lookup, plainRef, ref, rial } from '#database/tables'

/* An invoice stays as it is; what comes back has a document of its own, numbered and locked too. */
export default class extends BaseSchema {
  async up() {
    lookup(this, 'return_reasons', [
      'changed_mind',
      'defective',
      'wrong_item',
      'damaged_on_way',
      'not_as_described',
      'other',
    ])

    /** The place of a branch for goods that cannot be sold; null for all other warehouses. */
    this.schema.alterTable('warehouses', (table) => {
      plainRef(table, 'damaged_of_id').unique()
    })

    this.schema.createTable('sales_returns', (table) => {
      id(table)
      ref(table, 'invoice_id', 'invoices').notNullable().index()
      ref(table, 'branch_id', 'branches').notNullable()
      table.integer('jalali_year').notNullable()
      table.bigInteger('serial').unsigned().notNullable()
      ref(table, 'customer_id', 'customers')
      ref(table, 'case_id', 'crm_cases')
      code(table, 'reason', 'return_reasons').notNullable()
      table.string('note', 500)
      rial(table, 'lines_total').notNullable()
      rial(table, 'discount').notNullable()
      rial(table, 'vat').notNullable()
      rial(table, 'freight').notNullable()
      rial(table, 'total').notNullable()
      /** How the total goes back: money, gift credit, real money of the wallet. */
      rial(table, 'money_back').notNullable()
      rial(table, 'credit_back').notNullable()
      rial(table, 'cash_back').notNullable()
      /** Credit that the sale had given: what waited, what could be spent, what is owed now. */
      rial(table, 'clawed_back').notNullable()
      rial(table, 'voided').notNullable()
      rial(table, 'taken').notNullable()
      rial(table, 'owed').notNullable()
      actor(table)
      table.dateTime('created_at').notNullable()
      check(
        table,
        'sales_returns_add_up',
        'total = lines_total - discount + vat + freight AND total = money_back + credit_back + cash_back AND clawed_back = voided + taken + owed'
      )
      check(
        table,
        'sales_returns_not_negative',
        'money_back >= 0 AND credit_back >= 0 AND cash_back >= 0 AND voided >= 0 AND taken >= 0 AND owed >= 0'
      )
      table.unique(['branch_id', 'jalali_year', 'serial'])
      table.index(['customer_id', 'id'])
      table.index(['branch_id', 'id'])
      table.index(['created_at', 'branch_id'])
    })
    appendOnly(this, 'sales_returns')

    this.schema.createTable('sales_return_lines', (table) => {
      id(table)
      ref(table, 'return_id', 'sales_returns').notNullable().index()
      ref(table, 'invoice_line_id', 'invoice_lines').notNullable().index()
      ref(table, 'variant_id', 'variants')
      /** Pieces; of a line that sold an amount and no goods always 1. */
      table.integer('quantity').notNullable()
      rial(table, 'lines_total').notNullable()
      rial(table, 'discount').notNullable()
      rial(table, 'vat').notNullable()
      rial(table, 'total').notNullable()
      rial(table, 'money_back').notNullable()
      rial(table, 'credit_back').notNullable()
      rial(table, 'cash_back').notNullable()
      rial(table, 'clawed_back').notNullable()
      rial(table, 'owed').notNullable()
      /** Where the goods lie now; none when no goods were named. */
      plainRef(table, 'warehouse_id')
      check(
        table,
        'sales_return_lines_add_up',
        'quantity > 0 AND total = lines_total - discount + vat AND total = money_back + credit_back + cash_back'
      )
      table.index(['variant_id', 'id'])
    })
    appendOnly(this, 'sales_return_lines')
  }
}
