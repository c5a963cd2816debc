import { BaseSchema } from '@adonisjs/lucid/schema'
import { addReference } from '#database/tables'

/* A tier that a plan left out: its row stays, for what names it; its members go to another. */
export default class extends BaseSchema {
  async up() {
    this.defer(async (db) => {
      await db.table('tier_change_causes').insert({ code: 'ended' })
    })
    this.schema.alterTable('tiers', (table) => {
      /** When it left the ladder; null for the tiers that there are. */
      table.dateTime('ended_at')
    })
    /* The tier in its place: one of the ladder, also when that one was ended later. */
    addReference(this, 'tiers.successor_id', 'tiers.id')
  }
}
