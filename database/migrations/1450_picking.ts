import { BaseSchema } from '@adonisjs/lucid/schema'
import { addReference } from '#database/tables'

/* A remittance is picked by scan; what is not found goes on another remittance, the back-order. */
export default class extends BaseSchema {
  async up() {
    /** Pieces scanned so far, while it waits; CHECK beside the column, for SQLite adds no other. */
    this.schema.raw(
      'ALTER TABLE remittance_lines ADD COLUMN scanned BIGINT NOT NULL DEFAULT 0 CHECK (scanned >= 0 AND scanned <= quantity)'
    )
    /** The remittance of which this is the rest. */
    addReference(this, 'remittances.back_order_of_id', 'remittances.id')
    this.schema.alterTable('remittances', (table) => {
      /** When the customer was told that the rest comes. */
      table.dateTime('promised_at')
      table.index(['back_order_of_id'])
    })
  }
}
