import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import { givenClub } from '#tests/support/given_club'
import { allBooks } from '#tests/support/given_sales'

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

  test('by hand, in the database itself: neither a transfer nor where credit came from and went to is changed or removed', async ({
    assert,
  }) => {
    const { wallet } = await givenClub.member({ credit: 500_000 })
    await givenClub.spend(wallet, 100_000)
    await givenClub.hold(wallet, 50_000)
    const own = `account_id = ${wallet.creditAccountId}`
    const before = await allBooks()
    for (const attempt of [
      'UPDATE transfers SET amount = amount + 10',
      'DELETE FROM transfers',
      `UPDATE lots SET amount = amount + 10 WHERE ${own}`,
      `UPDATE lots SET rule = 'gift', source_id = 1 WHERE ${own}`,
      `UPDATE lots SET customer_id = customer_id + 1 WHERE ${own}`,
      `UPDATE lots SET earned_at = '2020-01-01 00:00:00' WHERE ${own}`,
      `DELETE FROM lots WHERE ${own}`,
      'UPDATE lot_draws SET amount = amount + 10',
      'UPDATE lot_draws SET lot_id = lot_id + 1',
      'DELETE FROM lot_draws',
      `UPDATE holds SET amount = amount + 10 WHERE ${own}`,
      `UPDATE holds SET for_id = for_id + 1 WHERE ${own}`,
      `DELETE FROM holds WHERE ${own}`,
      `UPDATE accounts SET available = -1 WHERE id = ${wallet.creditAccountId}`,
      `UPDATE accounts SET customer_id = NULL WHERE id = ${wallet.creditAccountId}`,
      `DELETE FROM accounts WHERE id = ${wallet.creditAccountId}`,
    ]) {
      await assert.rejects(
        () => db.rawQuery(attempt),
        /append-only|what was written stays|accounts_never_negative/
      )
      assert.equal(await allBooks(), before, attempt)
    }
  })
})

async function triggerNames() {
  if (db.connection().dialect.name === 'mysql') {
    const [rows] = await db.rawQuery('SHOW TRIGGERS')
    return (rows as { Trigger: string }[]).map((row) => row.Trigger)
  }
  const rows = await db.from('sqlite_master').where('type', 'trigger').select('name')
  return rows.map((row) => String(row.name))
}
