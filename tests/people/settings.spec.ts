import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import { transaction } from '#app/core/transaction'
import { settings, SETTINGS } from '#app/people/models/setting'
import { localPath } from '#app/people/local_path'

test.group('Settings', () => {
  test('what nobody decided is as the house has it', async ({ assert }) => {
    assert.deepEqual(await settings.get('freight'), SETTINGS.freight)
    assert.equal(await settings.get('pendingWorkingDays'), 7)
  })

  test('a decision holds at once, also inside a transaction', async ({ assert }) => {
    await settings.set('pendingWorkingDays', 10)
    assert.equal(await settings.get('pendingWorkingDays'), 10)
    await settings.set('pendingWorkingDays', 5)
    assert.equal(await transaction((trx) => settings.get('pendingWorkingDays', trx)), 5)
    assert.lengthOf(await db.from('settings').where('key', 'pendingWorkingDays'), 1)
  })

  test('a part that a stored group lacks is the house’s', async ({ assert }) => {
    await db.table('settings').insert({
      key: 'freight',
      value: JSON.stringify({ flat: 0 }),
      updated_at: '2026-01-01 00:00:00',
    })
    await settings.set('creditValidMonths', 6)
    assert.deepEqual(await settings.get('freight'), { ...SETTINGS.freight, flat: 0 })
  })
})

test.group('Where to go after signing in', () => {
  test('stays within the site', ({ assert }) => {
    assert.equal(localPath('/cart?a=1', '/panel'), '/cart?a=1')
    assert.equal(localPath('/en/cart', '/panel'), '/cart')
    assert.equal(localPath('/en', '/panel'), '/')
    const elsewhere = ['', 'cart', '//x', '/\\x', 'https://x', '/en//x', '/a\nb', '/a b', 7, null]
    for (const text of elsewhere) assert.equal(localPath(text, '/panel'), '/panel', String(text))
  })
})
