import { BaseSchema } from '@adonisjs/lucid/schema'
import { code, document, id, lookup, plainRef, ref, rial } from '#database/tables'

export default class extends BaseSchema {
  async up() {
    lookup(this, 'message_channels', ['sms', 'email'])
    lookup(this, 'message_states', ['queued', 'sending', 'sent', 'delivered', 'failed'])

    this.schema.createTable('outgoing_messages', (table) => {
      id(table)
      code(table, 'channel', 'message_channels').notNullable()
      code(table, 'state', 'message_states').notNullable()
      table.string('template', 48).notNullable()
      table.string('purpose', 16).notNullable().defaultTo('service')
      table.string('recipient', 254).notNullable()
      ref(table, 'customer_id', 'customers')
      ref(table, 'staff_id', 'staff')
      table.string('subject', 160)
      table.text('text').notNullable()
      table.integer('attempts').notNullable().defaultTo(0)
      table.dateTime('next_attempt_at').notNullable()
      table.string('claimed_by', 64)
      table.dateTime('claimed_at')
      table.string('provider', 24)
      table.string('provider_id', 64)
      rial(table, 'cost')
      table.string('error', 48)
      document(table)
      plainRef(table, 'case_id')
      table.dateTime('created_at').notNullable()
      table.dateTime('sent_at')
      table.index(['channel', 'state', 'next_attempt_at', 'id'])
      table.index(['state', 'id'])
      table.index(['recipient', 'id'])
      table.index(['customer_id', 'id'])
      table.index(['staff_id', 'id'])
      table.index(['about_type', 'about_id'])
      table.index(['provider', 'provider_id'])
    })

    /* A channel that must not send now: the provider is out of credit, the key is wrong. */
    this.schema.createTable('sending_pauses', (table) => {
      code(table, 'channel', 'message_channels').primary()
      table.string('reason', 48).notNullable()
      table.dateTime('paused_at').notNullable()
    })
  }
}
