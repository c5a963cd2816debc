import { BaseSchema } from '@adonisjs/lucid/schema'
import {
  actor,
  appendOnly,
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
    lookup(this, 'case_kinds', ['sale', 'till', 'ticket', 'membership', 'wallet', 'other'])
    lookup(this, 'task_states', ['open', 'done', 'cancelled'])

    this.schema.createTable('crm_cases', (table) => {
      id(table)
      code(table, 'kind', 'case_kinds').notNullable()
      ref(table, 'customer_id', 'customers').notNullable()
      ref(table, 'branch_id', 'branches')
      ref(table, 'expert_id', 'staff')
      table.dateTime('created_at').notNullable()
      table.dateTime('closed_at')
      table.index(['customer_id', 'id'])
    })

    /* The customer file: one line for every club action, in the transaction that did it. */
    this.schema.createTable('crm_records', (table) => {
      id(table)
      table.string('kind', 48).notNullable()
      ref(table, 'customer_id', 'customers').notNullable()
      ref(table, 'case_id', 'crm_cases')
      document(table)
      rial(table, 'amount')
      ref(table, 'branch_id', 'branches')
      actor(table)
      table.json('facts').notNullable()
      table.dateTime('created_at').notNullable()
      table.index(['customer_id', 'id'])
      table.index(['case_id', 'id'])
      table.index(['kind', 'id'])
      table.index(['about_type', 'about_id', 'id'])
    })
    appendOnly(this, 'crm_records')

    this.schema.createTable('tasks', (table) => {
      id(table)
      table.string('kind', 48).notNullable()
      code(table, 'state', 'task_states').notNullable()
      ref(table, 'customer_id', 'customers').notNullable()
      ref(table, 'case_id', 'crm_cases')
      ref(table, 'record_id', 'crm_records')
      document(table)
      table.string('role', 32).notNullable()
      ref(table, 'branch_id', 'branches')
      ref(table, 'assignee_id', 'staff')
      /** While the task is open: its case, kind and, where each has its own, document. */
      table.string('open_key', 96).unique()
      table.dateTime('due_at').notNullable()
      /** When its assignee was told that it is late; once. */
      table.dateTime('reminded_at')
      table.dateTime('closed_at')
      ref(table, 'closed_by_id', 'staff')
      table.string('closing_note', 500)
      ref(table, 'closing_record_id', 'crm_records')
      table.dateTime('created_at').notNullable()
      table.index(['assignee_id', 'state', 'due_at', 'id'])
      table.index(['branch_id', 'role', 'state', 'due_at', 'id'])
      table.index(['case_id', 'kind', 'state'])
      table.index(['state', 'due_at', 'id'])
    })

    /* Which categories an expert serves; none means any. */
    this.schema.createTable('expert_categories', (table) => {
      ref(table, 'staff_id', 'staff').notNullable()
      plainRef(table, 'category_id').notNullable()
      table.primary(['staff_id', 'category_id'])
      table.index(['category_id'])
    })

    /* Two or more spans a weekday (0 is Saturday), in minutes of the Tehran day; no branch: all. */
    this.schema.createTable('working_spans', (table) => {
      id(table)
      ref(table, 'branch_id', 'branches')
      table.integer('weekday').notNullable()
      table.integer('starts').notNullable()
      table.integer('ends').notNullable()
    })
    this.schema.createTable('holidays', (table) => {
      id(table)
      ref(table, 'branch_id', 'branches')
      /** Gregorian day in Tehran, yyyy-MM-dd. */
      table.string('day', 10).notNullable().index()
      table.string('name_fa', 80).notNullable()
      table.string('name_en', 80).notNullable()
    })

    /* Kept by sales in its own transactions; law: they equal invoices − returns. */
    this.schema.createTable('customer_stats', (table) => {
      ref(table, 'customer_id', 'customers').notNullable().primary()
      table.integer('purchases').notNullable().defaultTo(0)
      rial(table, 'spent').notNullable().defaultTo(0)
      table.dateTime('first_purchase_at')
      table.dateTime('last_purchase_at')
    })
    this.schema.createTable('customer_purchases', (table) => {
      id(table)
      ref(table, 'customer_id', 'customers').notNullable()
      ref(table, 'branch_id', 'branches')
      plainRef(table, 'invoice_id').notNullable().unique()
      /** Net of VAT, freight and discounts; in Rial. */
      rial(table, 'amount').notNullable()
      table.dateTime('created_at').notNullable()
      table.index(['customer_id', 'created_at'])
    })
  }
}
