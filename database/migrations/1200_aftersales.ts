import { BaseSchema } from '@adonisjs/lucid/schema'
import { check, code, id, lookup, ref } from '#database/tables'

/** What people ask about; the shop can rename and add to them. */
const CATEGORIES = [
  { code: 'fault', name_fa: 'خرابی یا ایراد کالا', name_en: 'Fault or defect', position: 1 },
  { code: 'warranty', name_fa: 'گارانتی و تعمیر', name_en: 'Warranty and repair', position: 2 },
  { code: 'delivery', name_fa: 'ارسال و تحویل', name_en: 'Shipping and delivery', position: 3 },
  { code: 'credit', name_fa: 'اعتبار و باشگاه', name_en: 'Credit and club', position: 4 },
  { code: 'other', name_fa: 'موضوع دیگر', name_en: 'Something else', position: 5 },
]

export default class extends BaseSchema {
  async up() {
    lookup(this, 'ticket_statuses', ['waiting_staff', 'waiting_customer', 'closed'])

    this.schema.createTable('ticket_categories', (table) => {
      id(table)
      table.string('code', 32).notNullable().unique()
      table.string('name_fa', 80).notNullable()
      table.string('name_en', 80).notNullable()
      table.integer('position').notNullable().defaultTo(0)
    })
    this.defer(async (db) => {
      await db.table('ticket_categories').multiInsert(CATEGORIES)
    })
    this.schema.createTable('tickets', (table) => {
      id(table)
      ref(table, 'customer_id', 'customers').notNullable()
      ref(table, 'case_id', 'crm_cases').notNullable().unique()
      ref(table, 'category_id', 'ticket_categories').notNullable()
      code(table, 'status', 'ticket_statuses').notNullable()
      table.string('subject', 160).notNullable()
      ref(table, 'invoice_line_id', 'invoice_lines')
      ref(table, 'branch_id', 'branches')
      ref(table, 'expert_id', 'staff')
      table.dateTime('created_at').notNullable()
      table.dateTime('first_answer_at')
      table.dateTime('closed_at')
      table.integer('rating')
      table.string('rating_note', 500)
      table.dateTime('rated_at')
      check(table, 'tickets_rating', 'rating IS NULL OR rating BETWEEN 1 AND 5')
      table.index(['customer_id', 'id'])
      table.index(['status', 'id'])
      table.index(['expert_id', 'status', 'id'])
      table.index(['branch_id', 'status', 'id'])
      table.index(['rated_at', 'rating'])
      table.index(['invoice_line_id', 'id'])
    })
    this.schema.createTable('ticket_messages', (table) => {
      id(table)
      ref(table, 'ticket_id', 'tickets').notNullable()
      table.string('author', 8).notNullable()
      ref(table, 'staff_id', 'staff')
      table.text('body').notNullable()
      table.dateTime('created_at').notNullable()
      table.index(['ticket_id', 'id'])
    })
  }
}
