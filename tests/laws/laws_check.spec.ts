import ace from '@adonisjs/core/services/ace'
import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import LawsCheck from '../../commands/laws_check.js'
import { givenClub } from '#tests/support/given_club'

async function check() {
  ace.ui.switchMode('raw')
  const command = await ace.create(LawsCheck, [])
  command.ui.switchMode('raw')
  await command.exec()
  const lines = command.logger.getLogs().map(({ message }) => message)
  return { exitCode: command.exitCode ?? 0, text: lines.join('\n') }
}

async function unguarded(table: string, change: () => Promise<unknown>) {
  await db.rawQuery(`DROP TRIGGER ${table}_no_update`)
  await change()
}

test.group('laws:check', () => {
  test('says that all laws hold, exit code 0', async ({ assert }) => {
    const { wallet } = await givenClub.member({ credit: 1000 })
    await givenClub.spend(wallet, 300)
    await givenClub.hold(wallet, 100)
    const { exitCode, text } = await check()
    assert.equal(exitCode, 0, text)
    assert.match(text, /all \d+ laws hold/)
  })

  test('names the account whose balance was changed by hand, exit code 1', async ({ assert }) => {
    const { wallet } = await givenClub.member({ credit: 1000 })
    const account = db.from('accounts').where('id', wallet.creditAccountId)
    await account.clone().update({ available: 5000 })
    const { exitCode, text } = await check()
    assert.equal(exitCode, 1)
    assert.include(text, `accounts ${wallet.creditAccountId}: expected 1000, found 5000`)
    assert.include(text, 'sum of all member accounts')
    await account.clone().update({ available: 1000 })
    const mended = await check()
    assert.equal(mended.exitCode, 0, mended.text)
  })

  test('names a transfer that was changed although nobody can', async ({ assert }) => {
    const { wallet } = await givenClub.member({ credit: 1000 })
    const transferId = await givenClub.spend(wallet, 400)
    await unguarded('transfers', () =>
      db.from('transfers').where('id', transferId).update({ amount: 300 })
    )
    const { exitCode, text } = await check()
    assert.equal(exitCode, 1)
    assert.include(text, `transfers ${transferId}: expected 300, found 400`)
    assert.include(text, `accounts ${wallet.creditAccountId}: expected 700, found 600`)
    await db.from('transfers').where('id', transferId).update({ amount: 400 })
  })
})

const corruptions = [
  {
    what: 'a lot that has more left',
    change: (id: number) => db.from('lots').where('account_id', id).update({ remaining: 999 }),
    names: ['balance that may be spent', 'a lot = what is left', 'books: lots = balances'],
  },
  {
    what: 'a lot in a state that it is not in',
    change: (id: number) => db.from('lots').where('account_id', id).update({ state: 'spent' }),
    names: ['only lots that wait or may be spent'],
  },
  {
    what: 'a draw that nobody made',
    change: async (id: number) => {
      const lot = await db.from('lots').where('account_id', id).firstOrFail()
      const row = { lot_id: lot.id, amount: 7, created_at: lot.created_at }
      return db.table('lot_draws').insert(row)
    },
    names: ['a lot = what is left'],
  },
  {
    what: 'a hold that was closed by hand',
    change: (id: number) => db.from('holds').where('account_id', id).update({ state: 'voided' }),
    names: ['held = holds', 'a voided one has given all back', 'books: lots = balances'],
  },
  {
    what: 'a house account with a balance',
    change: () => db.from('accounts').whereNull('customer_id').update({ available: 5 }),
    names: ['the house keeps no running balance'],
  },
  {
    what: 'a member without a wallet',
    change: (id: number) => db.from('wallets').where('credit_account_id', id).delete(),
    names: ['every member has a wallet'],
  },
]
for (const { what, change, names } of corruptions) {
  test.group(`laws:check on books with ${what}`, () => {
    test('names the law that is broken', async ({ assert }) => {
      const { wallet } = await givenClub.member({ credit: 1000 })
      await givenClub.hold(wallet, 100)
      const whole = await check()
      assert.equal(whole.exitCode, 0, whole.text)
      await change(wallet.creditAccountId)
      const { exitCode, text } = await check()
      assert.equal(exitCode, 1)
      for (const name of names) assert.include(text, name)
      const red = text.match(/(\d+) of \d+ laws are broken/)
      assert.equal(Number(red?.[1]), names.length)
    })
  })
}
