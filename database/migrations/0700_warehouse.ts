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
    lookup(this, 'movement_reasons', [
      'opening',
      'receive',
      'remittance',
      'transfer_out',
      'transfer_in',
      'count',
      'write_off',
      'return',
    ])
    lookup(this, 'reservation_states', ['active', 'consumed', 'released'])
    lookup(this, 'remittance_statuses', ['waiting', 'picked', 'handed_over', 'cancelled'])
    lookup(this, 'shipment_statuses', ['sent', 'delivered'])

    this.schema.createTable('warehouses', (table) => {
      id(table)
      ref(table, 'branch_id', 'branches').notNullable()
      table.string('name_fa', 80).notNullable()
      table.string('name_en', 80).notNullable()
      /** Order in which the web shop takes stock. */
      table.integer('priority').notNullable().defaultTo(0)
      table.boolean('sells_online').notNullable().defaultTo(true)
      table.boolean('active').notNullable().defaultTo(true)
    })

    this.schema.createTable('stock_levels', (table) => {
      id(table)
      ref(table, 'warehouse_id', 'warehouses').notNullable()
      ref(table, 'variant_id', 'variants').notNullable()
      table.bigInteger('on_hand').notNullable().defaultTo(0)
      table.bigInteger('reserved').notNullable().defaultTo(0)
      /** What may still be promised; computed by the database, so that it cannot be wrong. */
      table.specificType('sellable', 'bigint GENERATED ALWAYS AS (on_hand - reserved) STORED')
      check(table, 'stock_never_negative', 'reserved >= 0 AND on_hand >= reserved')
      table.unique(['variant_id', 'warehouse_id'])
      table.index(['warehouse_id', 'variant_id'])
      table.index(['warehouse_id', 'sellable', 'id'])
    })

    this.schema.createTable('movements', (table) => {
      id(table)
      ref(table, 'warehouse_id', 'warehouses').notNullable()
      ref(table, 'variant_id', 'variants').notNullable()
      table.bigInteger('quantity').notNullable()
      code(table, 'reason', 'movement_reasons').notNullable()
      document(table)
      actor(table)
      table.string('note', 255)
      table.dateTime('created_at').notNullable()
      check(table, 'movements_move', 'quantity <> 0')
      table.index(['variant_id', 'warehouse_id', 'id'])
      table.index(['variant_id', 'id'])
      table.index(['about_type', 'about_id'])
      table.index(['created_at', 'id'])
    })
    appendOnly(this, 'movements')

    this.schema.createTable('reservations', (table) => {
      id(table)
      ref(table, 'warehouse_id', 'warehouses').notNullable()
      ref(table, 'variant_id', 'variants').notNullable()
      table.bigInteger('quantity').notNullable()
      code(table, 'state', 'reservation_states').notNullable()
      table.string('for_type', 32).notNullable()
      plainRef(table, 'for_id').notNullable()
      table.dateTime('created_at').notNullable()
      table.dateTime('closed_at')
      check(table, 'reservations_positive', 'quantity > 0')
      table.index(['for_type', 'for_id', 'state'])
      table.index(['variant_id', 'warehouse_id', 'state'])
    })

    this.schema.createTable('remittances', (table) => {
      id(table)
      ref(table, 'warehouse_id', 'warehouses').notNullable()
      ref(table, 'customer_id', 'customers')
      ref(table, 'case_id', 'crm_cases')
      code(table, 'status', 'remittance_statuses').notNullable()
      document(table)
      table.dateTime('created_at').notNullable()
      table.dateTime('picked_at')
      ref(table, 'picked_by_id', 'staff')
      table.index(['warehouse_id', 'status', 'id'])
      table.index(['status', 'id'])
      table.index(['about_type', 'about_id'])
      table.index(['case_id'])
    })
    this.schema.createTable('remittance_lines', (table) => {
      id(table)
      ref(table, 'remittance_id', 'remittances').notNullable().index()
      ref(table, 'variant_id', 'variants').notNullable()
      ref(table, 'reservation_id', 'reservations').unique()
      table.bigInteger('quantity').notNullable()
      check(table, 'remittance_lines_positive', 'quantity > 0')
    })

    this.schema.createTable('shipments', (table) => {
      id(table)
      ref(table, 'remittance_id', 'remittances').notNullable().unique()
      ref(table, 'customer_id', 'customers').notNullable()
      ref(table, 'case_id', 'crm_cases')
      code(table, 'status', 'shipment_statuses').notNullable()
      table.string('carrier', 60).notNullable()
      table.string('tracking_code', 60)
      rial(table, 'cost').notNullable().defaultTo(0)
      table.dateTime('created_at').notNullable()
      table.dateTime('delivered_at')
      table.index(['status', 'id'])
      table.index(['customer_id', 'id'])
      table.index(['case_id'])
    })
  }
}
