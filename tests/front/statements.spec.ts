import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import { isDuplicate } from '#app/core/sql'
import { execute, insert, rowOf, rowsOf } from '#app/core/statement'
import { transaction } from '#app/core/transaction'
import { statementsOf } from '#tests/support/statements'

const NAME = 'SELECT last FROM serials WHERE name = ?'

test.group('Statements straight to the driver', () => {
  test('write, read and change within a transaction; a rollback takes all of it back', async ({
    assert,
  }) => {
    const turned = transaction(async (trx) => {
      await insert('serials', { name: 'straight', last: 1 }, trx)
      assert.equal(await execute('UPDATE serials SET last = last + 1 WHERE last = ?', [1], trx), 1)
      assert.deepEqual(await rowsOf(NAME, ['straight'], trx), [{ last: 2 }])
      throw new Error('turned back')
    })
    await assert.rejects(() => turned, 'turned back')
    assert.isNull(await rowOf(NAME, ['straight']))
  })

  test('what breaks a UNIQUE index is known as that, and its values stay out of the error', async ({
    assert,
  }) => {
    await insert('serials', { name: 'only-one', last: 1 })
    const error = await insert('serials', { name: 'only-one', last: 7 }).catch((one) => one)
    assert.isTrue(isDuplicate(error))
    assert.notInclude(JSON.stringify({ ...error }), 'last')
    assert.deepEqual(await rowOf(NAME, ['only-one']), { last: 1 })
  })

  test('one beside a transaction waits for it and sees what it stored', async ({ assert }) => {
    let seen: Promise<unknown> = Promise.resolve()
    await transaction(async (trx) => {
      await insert('serials', { name: 'beside', last: 5 }, trx)
      if (db.connection().dialect.name !== 'mysql') seen = rowOf(NAME, ['beside'])
    })
    if (db.connection().dialect.name === 'mysql') seen = rowOf(NAME, ['beside'])
    assert.deepEqual(await seen, { last: 5 })
  })

  test('who counts statements sees them', async ({ assert }) => {
    const seen = await statementsOf(async () => {
      await rowOf(NAME, ['nobody'])
      await transaction((trx) => execute('DELETE FROM serials WHERE name = ?', ['nobody'], trx))
    })
    const own = seen.filter(({ sql }) => sql.includes('serials'))
    assert.deepEqual(
      own.map(({ bindings }) => bindings),
      [['nobody'], ['nobody']]
    )
  })
})
