import { BaseSchema } from '@adonisjs/lucid/schema'
import { actor, appendOnly, code, document, id, lookup, ref } from '#database/tables'

export default class extends BaseSchema {
  async up() {
    lookup(this, 'customer_statuses', ['awaiting_validation', 'valid', 'wrong_number', 'blocked'])
    lookup(this, 'staff_role_codes', [
      'cashier',
      'sales_expert',
      'warehouse_keeper',
      'support_expert',
      'marketing',
      'branch_manager',
      'manager',
      'administrator',
    ])

    this.schema.createTable('provinces', (table) => {
      id(table)
      table.string('name_fa', 60).notNullable()
      table.string('name_en', 60).notNullable()
    })
    this.schema.createTable('cities', (table) => {
      id(table)
      ref(table, 'province_id', 'provinces').notNullable()
      table.string('name_fa', 60).notNullable()
      table.string('name_en', 60).notNullable()
    })

    this.schema.createTable('branches', (table) => {
      id(table)
      table.string('code', 16).notNullable().unique()
      table.string('name_fa', 80).notNullable()
      table.string('name_en', 80).notNullable()
      ref(table, 'city_id', 'cities')
      table.string('address_fa', 255)
      table.string('address_en', 255)
      table.string('phone', 24)
      /** Seller block of its official invoices: name, economic code, registration, postal code… */
      table.json('seller')
      table.boolean('active').notNullable().defaultTo(true)
      table.dateTime('created_at').notNullable()
    })

    this.schema.createTable('customers', (table) => {
      id(table)
      table.string('mobile', 16).notNullable().unique()
      table.string('first_name', 60)
      table.string('last_name', 60)
      code(table, 'status', 'customer_statuses').notNullable()
      table.string('kind', 8).notNullable().defaultTo('natural')
      table.string('company_name', 120)
      table.string('economic_code', 20)
      table.text('national_code_cipher')
      table.string('national_code_index', 64).unique()
      ref(table, 'city_id', 'cities')
      table.string('address', 500)
      table.string('postal_code', 10)
      table.string('email', 254)
      table.integer('birth_year')
      table.integer('birth_month')
      table.integer('birth_day')
      table.string('locale', 2).notNullable().defaultTo('fa')
      ref(table, 'branch_id', 'branches')
      /** Folded «first last mobile» and «last first», for search by prefix. */
      table.string('search_key', 160).notNullable().defaultTo('')
      table.string('last_name_key', 160).notNullable().defaultTo('')
      table.dateTime('validated_at')
      table.dateTime('created_at').notNullable()
      table.index(['status', 'id'])
      table.index(['search_key', 'id'])
      table.index(['last_name_key', 'id'])
    })

    this.schema.createTable('staff', (table) => {
      id(table)
      table.string('username', 60).notNullable().unique()
      table.string('first_name', 60).notNullable()
      table.string('last_name', 60).notNullable()
      table.string('mobile', 16)
      table.string('email', 254)
      table.string('password', 255).notNullable()
      table.string('locale', 2).notNullable().defaultTo('fa')
      ref(table, 'branch_id', 'branches')
      table.boolean('active').notNullable().defaultTo(true)
      table.dateTime('created_at').notNullable()
    })
    /* A role without a branch holds in every branch. */
    this.schema.createTable('staff_roles', (table) => {
      id(table)
      ref(table, 'staff_id', 'staff').notNullable()
      code(table, 'role', 'staff_role_codes').notNullable()
      ref(table, 'branch_id', 'branches')
      table.unique(['staff_id', 'role', 'branch_id'])
    })

    /* A signed-in browser. Its cookie holds the token, the row its hash; revoked at any time. */
    this.schema.createTable('devices', (table) => {
      id(table)
      table.string('token_hash', 64).notNullable().unique()
      ref(table, 'customer_id', 'customers').index()
      ref(table, 'staff_id', 'staff').index()
      table.string('user_agent', 255)
      table.string('ip', 45)
      table.dateTime('created_at').notNullable()
      table.dateTime('last_seen_at').notNullable()
      table.dateTime('revoked_at')
    })

    /* Counted for the daily caps, so they survive a restart. The code itself is only a hash. */
    this.schema.createTable('sign_in_codes', (table) => {
      id(table)
      table.string('mobile', 16).notNullable()
      table.string('purpose', 32).notNullable().defaultTo('sign_in')
      table.string('code_hash', 64).notNullable()
      table.string('ip', 45)
      table.integer('tries').notNullable().defaultTo(0)
      table.dateTime('expires_at').notNullable()
      table.dateTime('used_at')
      table.dateTime('created_at').notNullable()
      /* Two requests at the same moment meet here: one code is sent. */
      table.unique(['mobile', 'created_at'])
      table.index(['ip', 'created_at'])
    })

    this.schema.createTable('settings', (table) => {
      table.string('key', 64).notNullable().primary()
      table.json('value').notNullable()
      table.dateTime('updated_at').notNullable()
    })

    this.schema.createTable('audits', (table) => {
      id(table)
      table.string('action', 64).notNullable()
      table.string('outcome', 16).notNullable()
      actor(table)
      table.string('ip', 45)
      table.string('route', 191)
      document(table, 'subject')
      ref(table, 'branch_id', 'branches')
      table.json('before')
      table.json('after')
      table.dateTime('created_at').notNullable()
      table.index(['subject_type', 'subject_id', 'id'])
      table.index(['actor_kind', 'actor_id', 'id'])
    })
    appendOnly(this, 'audits')
  }
}
