import { BaseSchema } from '@adonisjs/lucid/schema'
import { actor, appendOnly, check, code, document, id, lookup, ref, rial } from '#database/tables'

export default class extends BaseSchema {
  async up() {
    lookup(this, 'pre_invoice_statuses', [
      'issued',
      'confirmed',
      'invoiced',
      'shipped',
      'delivered',
      'expired',
      'cancelled',
    ])
    lookup(this, 'validation_outcomes', ['confirmed', 'wrong', 'no_answer'])
    lookup(this, 'delivery_methods', ['courier', 'pickup'])
    lookup(this, 'payment_methods', ['online', 'cash', 'card_terminal', 'bank_transfer'])
    lookup(this, 'payment_statuses', [
      'started',
      'paid',
      'failed',
      'mismatched',
      'refund_due',
      'refunded',
    ])
    lookup(this, 'invoice_channels', ['web', 'till'])

    this.schema.createTable('pre_invoices', (table) => {
      id(table)
      ref(table, 'customer_id', 'customers').notNullable()
      ref(table, 'case_id', 'crm_cases').notNullable().unique()
      ref(table, 'branch_id', 'branches').notNullable()
      code(table, 'status', 'pre_invoice_statuses').notNullable()
      table.dateTime('valid_until').notNullable()
      code(table, 'delivery_method', 'delivery_methods').notNullable()
      /** Where to: recipient, mobile, city, address, postal code, as they were. */
      table.json('recipient').notNullable()
      table.string('note', 500)
      rial(table, 'lines_total').notNullable()
      rial(table, 'discount').notNullable().defaultTo(0)
      rial(table, 'vat').notNullable()
      rial(table, 'freight').notNullable()
      rial(table, 'total').notNullable()
      rial(table, 'credit_amount').notNullable().defaultTo(0)
      ref(table, 'credit_hold_id', 'holds')
      table.string('secret_hash', 64).unique()
      table.dateTime('created_at').notNullable()
      check(
        table,
        'pre_invoices_add_up',
        'total = lines_total - discount + vat + freight AND total >= 0 AND credit_amount >= 0 AND credit_amount <= total'
      )
      table.index(['customer_id', 'id'])
      table.index(['status', 'valid_until'])
      table.index(['branch_id', 'status', 'id'])
      table.index(['status', 'id'])
    })
    this.schema.createTable('pre_invoice_lines', (table) => {
      id(table)
      ref(table, 'pre_invoice_id', 'pre_invoices').notNullable().index()
      ref(table, 'variant_id', 'variants').notNullable()
      table.string('sku', 40).notNullable()
      table.string('name_fa', 255).notNullable()
      table.string('name_en', 255).notNullable()
      table.integer('quantity').notNullable()
      rial(table, 'unit_price').notNullable()
      rial(table, 'discount').notNullable().defaultTo(0)
      table.integer('vat_basis_points').notNullable()
      rial(table, 'vat').notNullable()
      rial(table, 'total').notNullable()
      check(
        table,
        'pre_invoice_lines_add_up',
        'quantity > 0 AND total = quantity * unit_price - discount + vat'
      )
    })

    /* A state with who, when and why is a row. */
    this.schema.createTable('validations', (table) => {
      id(table)
      ref(table, 'pre_invoice_id', 'pre_invoices').notNullable().index()
      code(table, 'outcome', 'validation_outcomes').notNullable()
      ref(table, 'staff_id', 'staff').notNullable()
      table.string('note', 500)
      table.dateTime('created_at').notNullable()
    })
    this.schema.createTable('cancellations', (table) => {
      id(table)
      ref(table, 'pre_invoice_id', 'pre_invoices').notNullable().unique()
      actor(table)
      table.string('reason', 500)
      table.dateTime('created_at').notNullable()
    })

    this.schema.createTable('payments', (table) => {
      id(table)
      document(table, 'payable')
      ref(table, 'customer_id', 'customers').notNullable()
      ref(table, 'case_id', 'crm_cases')
      code(table, 'method', 'payment_methods').notNullable()
      code(table, 'status', 'payment_statuses').notNullable()
      rial(table, 'amount').notNullable()
      table.string('gateway', 16)
      table.string('reference', 64)
      /** Where the payer is sent; kept so that the same form leads to the same page. */
      table.string('redirect_url', 500)
      table.string('ref_id', 64)
      table.string('card_pan', 24)
      table.string('problem', 48)
      actor(table)
      table.dateTime('created_at').notNullable()
      table.dateTime('paid_at')
      table.dateTime('next_check_at')
      table.integer('checks').notNullable().defaultTo(0)
      check(table, 'payments_positive', 'amount > 0')
      table.unique(['gateway', 'reference'])
      table.index(['payable_type', 'payable_id', 'status'])
      table.index(['status', 'next_check_at'])
      table.index(['status', 'id'])
      table.index(['customer_id', 'id'])
    })

    this.schema.createTable('invoices', (table) => {
      id(table)
      ref(table, 'branch_id', 'branches').notNullable()
      table.integer('jalali_year').notNullable()
      table.bigInteger('serial').unsigned().notNullable()
      code(table, 'channel', 'invoice_channels').notNullable()
      ref(table, 'customer_id', 'customers')
      ref(table, 'case_id', 'crm_cases')
      document(table, 'source')
      table.json('buyer').notNullable()
      table.json('seller').notNullable()
      rial(table, 'lines_total').notNullable()
      rial(table, 'discount').notNullable()
      rial(table, 'vat').notNullable()
      rial(table, 'freight').notNullable()
      rial(table, 'total').notNullable()
      /** Part of the total that was paid by club credit. */
      rial(table, 'credit_amount').notNullable()
      table.boolean('by_member').notNullable()
      /** Tier at the moment of the sale: the credit of its delivery is computed by this one. */
      ref(table, 'tier_id', 'tiers')
      actor(table)
      table.dateTime('created_at').notNullable()
      check(
        table,
        'invoices_add_up',
        'total = lines_total - discount + vat + freight AND total >= 0'
      )
      table.unique(['branch_id', 'jalali_year', 'serial'])
      table.unique(['source_type', 'source_id'])
      table.index(['customer_id', 'id'])
      table.index(['branch_id', 'id'])
      table.index(['created_at', 'branch_id'])
    })
    appendOnly(this, 'invoices')
    this.schema.createTable('invoice_lines', (table) => {
      id(table)
      ref(table, 'invoice_id', 'invoices').notNullable().index()
      ref(table, 'variant_id', 'variants')
      table.string('sku', 40)
      table.string('name_fa', 255).notNullable()
      table.string('name_en', 255).notNullable()
      table.integer('quantity').notNullable()
      rial(table, 'unit_price').notNullable()
      rial(table, 'discount').notNullable()
      table.integer('vat_basis_points').notNullable()
      rial(table, 'vat').notNullable()
      rial(table, 'total').notNullable()
      check(
        table,
        'invoice_lines_add_up',
        'quantity > 0 AND total = quantity * unit_price - discount + vat'
      )
      table.index(['variant_id', 'id'])
    })
    appendOnly(this, 'invoice_lines')
    /* Invoices stay as they are; one that was called off before anything left has a row here. */
    this.schema.createTable('invoice_cancellations', (table) => {
      id(table)
      ref(table, 'invoice_id', 'invoices').notNullable().unique()
      actor(table)
      table.string('reason', 500)
      table.dateTime('created_at').notNullable().index()
    })
    appendOnly(this, 'invoice_cancellations')

    /* Folded per day from invoices, for reports over years; rebuildable, checked by a law. */
    this.schema.createTable('daily_sales', (table) => {
      table.string('day', 10).notNullable()
      ref(table, 'branch_id', 'branches').notNullable()
      code(table, 'channel', 'invoice_channels').notNullable()
      table.boolean('by_member').notNullable()
      table.integer('invoices').notNullable()
      rial(table, 'net').notNullable()
      rial(table, 'total').notNullable()
      rial(table, 'credit_spent').notNullable()
      table.primary(['day', 'branch_id', 'channel', 'by_member'])
    })
  }
}
