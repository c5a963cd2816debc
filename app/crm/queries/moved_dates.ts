import type { DateTime } from 'luxon'
import db from '@adonisjs/lucid/services/db'
import { timeOf } from '#app/core/sql'
import { startOf } from '#app/crm/models/calendar_change'
import type Lot from '#app/ledger/models/lot'
import { spendableAfter } from '#app/ledger/models/lot'

/** Why the date of a lot moved: a holiday that came or went. */
export interface MovedDate {
  kind: 'added' | 'removed'
  start: DateTime
  name_fa: string
  name_en: string
  from: DateTime
  to: DateTime
}

/** Gives each lot in `$extras.moves` the changes of the calendar that moved its date. */
export async function withMovedDates(lots: Lot[]): Promise<void> {
  if (lots.length === 0) return
  const rows = await db
    .from('calendar_moves as m')
    .join('calendar_changes as c', 'c.id', 'm.change_id')
    .where('m.moved_type', 'lot')
    .whereIn(
      'm.moved_id',
      lots.map(({ id }) => id)
    )
    .orderBy('m.id')
    .select('m.moved_id', 'm.from_at', 'm.to_at', 'c.kind', 'c.day', 'c.name_fa', 'c.name_en')
  for (const lot of lots) {
    lot.$extras.moves = rows
      .filter((row) => Number(row.moved_id) === lot.id)
      .map((row): MovedDate => ({
        kind: row.kind,
        start: startOf(row.day),
        name_fa: row.name_fa,
        name_en: row.name_en,
        from: spendableAfter(timeOf(String(row.from_at))),
        to: spendableAfter(timeOf(String(row.to_at))),
      }))
  }
}
