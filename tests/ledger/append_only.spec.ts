import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'

test.group('Books that cannot be rewritten [row 29]', () => {
  for (const table of [
    'transfers',
    'movements',
    'crm_records',
    'audits',
    'invoices',
    'invoice_lines',
  ]) {
    test(`${table} has triggers against change and removal`, async ({ assert }) => {
      const triggers = await triggerNames()
      assert.includeMembers(triggers, [`${table}_no_update`, `${table}_no_delete`])
    })
  }
})

async function triggerNames() {
  if (db.connection().dialect.name === 'mysql') {
    const [rows] = await db.rawQuery('SHOW TRIGGERS')
    return (rows as { Trigger: string }[]).map((row) => row.Trigger)
  }
  const rows = await db.from('sqlite_master').where('type', 'trigger').select('name')
  return rows.map((row) => String(row.name))
}
