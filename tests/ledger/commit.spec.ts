import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import type { Trx } from '#app/core/sql'
import { afterCommit, transaction } from '#app/core/transaction'

const isSqlite = () => db.connection().dialect.name !== 'mysql'

/** Makes the COMMIT of this transaction fail, as a full disk or a lost server does. */
async function spoil(trx: Trx) {
  if (isSqlite()) {
    await trx.rawQuery('PRAGMA defer_foreign_keys = ON')
    await trx.insertQuery().table('devices').insert(DEVICE_OF_NOBODY)
    return
  }
  const [[{ id }]] = await trx.rawQuery('SELECT CONNECTION_ID() AS id')
  await db.rawQuery(`KILL ${Number(id)}`)
}

const AT = '2026-01-01 00:00:00'
const SETTING = { key: 'story', value: '1', updated_at: AT }
const DEVICE_OF_NOBODY = {
  token_hash: 'story',
  customer_id: 999_999,
  created_at: AT,
  last_seen_at: AT,
}

test.group('A COMMIT that fails', () => {
  test('is an error, and nothing follows it', async ({ assert }) => {
    let followed = false
    const doomed = transaction(async (trx) => {
      await trx.insertQuery().table('settings').insert(SETTING)
      afterCommit(trx, () => {
        followed = true
      })
      await spoil(trx)
      return 'done'
    })
    await assert.rejects(() => doomed)
    assert.isFalse(followed)
    assert.lengthOf(await db.from('settings').where('key', 'story'), 0)
  })

  test('leaves the next one free to begin', async ({ assert }) => {
    for (let n = 1; n <= 3; n++) await assert.rejects(() => transaction((trx) => spoil(trx)))
    await transaction((trx) => trx.insertQuery().table('settings').insert(SETTING))
    assert.lengthOf(await db.from('settings').where('key', 'story'), 1)
  })
})

test.group('An error of the database', () => {
  test('names the statement and none of its values', async ({ assert }) => {
    const secret = 'کد ورود شما: 54321'
    const wrong = db.table('outgoing_messages').insert({ text: secret, nowhere: secret })
    const error = await wrong.then(
      () => null,
      (thrown: Error) => thrown
    )
    assert.include(error?.message, 'outgoing_messages')
    assert.notInclude(error?.message, '54321')
  })
})
