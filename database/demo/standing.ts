import db from '@adonisjs/lucid/services/db'
import { clock } from '#app/core/clock'
import { sqlTime } from '#app/core/sql'

/** Row of `settings` that says how far a seeding has come. */
const KEY = 'demo_seed'

/** `cut_off`: a seeding began here and never ended, so that nobody can have worked with it. */
export type Standing = 'empty' | 'in_use' | 'cut_off'

export async function standing(): Promise<Standing> {
  const row = await db.from('settings').where('key', KEY).select('value').first()
  /* One driver gives JSON as text, another as a value. */
  const kept = typeof row?.value === 'string' ? JSON.parse(row.value) : row?.value
  if (kept?.state === 'begun') return 'cut_off'
  return (await db.from('customers').select('id').first()) ? 'in_use' : 'empty'
}

export async function beginSeeding() {
  await db.table('settings').insert({
    key: KEY,
    value: JSON.stringify({ state: 'begun' }),
    updated_at: sqlTime(clock.now()),
  })
}

export async function endSeeding() {
  await db
    .from('settings')
    .where('key', KEY)
    .update({ value: JSON.stringify({ state: 'done' }), updated_at: sqlTime(clock.now()) })
}
