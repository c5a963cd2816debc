import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import { SYSTEM } from '#app/core/actor'
import { clock } from '#app/core/clock'
import { transaction } from '#app/core/transaction'
import { expireLots } from '#app/club/actions/expire_lots'
import { matureLots } from '#app/club/actions/mature_lots'
import expireLotsJob from '#app/club/jobs/expire_lots_job'
import matureLotsJob from '#app/club/jobs/mature_lots_job'
import Lot from '#app/ledger/models/lot'
import { breaches, givenClub, someDocument, valueTables } from '#tests/support/given_club'
import { statementsOf } from '#tests/support/statements'

const inDays = (days: number) => clock.now().plus({ days })
const messages = (template: string) => db.from('outgoing_messages').where({ template })
const records = (kind: string) => db.from('crm_records').where({ kind })

test.group('Credit that waits and credit that ends', (group) => {
  group.each.setup(async () => {
    clock.travel({ days: 4000 })
    await matureLots(10_000)
    await expireLots(10_000)
    clock.reset()
  })
  group.each.teardown(async () => {
    const broken = await breaches()
    if (broken.length > 0) throw new Error(broken.join('\n'))
  })

  test('waiting credit ripens at its time, is told once, and ends a year later [row 31]', async ({
    assert,
  }) => {
    const { wallet, customerId } = await givenClub.member()
    const lot = await givenClub.credit(wallet, 120_000, { pendingUntil: inDays(7) })
    assert.equal(await matureLots(), 0)
    assert.deepEqual(await wallet.balances(), { available: 0, held: 0, pending: 120_000 })

    clock.travel({ days: 7 })
    assert.equal(await matureLotsJob.run(), 1)
    assert.deepEqual(await wallet.balances(), { available: 120_000, held: 0, pending: 0 })
    await lot.refresh()
    assert.equal(lot.state, 'available')
    assert.equal(lot.accountId, wallet.creditAccountId)
    const days = lot.expiresAt!.diff(clock.now(), 'days').days
    assert.isTrue(days > 364 && days < 367)
    const told = await messages('credit_available').where('customer_id', customerId)
    assert.lengthOf(told, 1)
    assert.include(told[0].text, '۱۲٬۰۰۰ تومان')
  })

  test('ripening and expiring twice changes nothing [row 31]', async ({ assert }) => {
    const { wallet } = await givenClub.member()
    await givenClub.credit(wallet, 500, { pendingUntil: inDays(7) })
    await givenClub.credit(wallet, 300, { expiresAt: inDays(7) })
    clock.travel({ days: 8 })
    assert.equal(await matureLots(), 1)
    assert.equal(await expireLotsJob.run(), 1)
    const before = await valueTables()
    assert.equal(await matureLots(), 0)
    assert.equal(await expireLots(), 0)
    assert.deepEqual(await valueTables(), before)
    assert.deepEqual(await wallet.balances(), { available: 500, held: 0, pending: 0 })
  })

  test('two nodes that sweep at once do each lot once', async ({ assert }) => {
    const members = await Promise.all(Array.from({ length: 4 }, () => givenClub.member()))
    for (const [n, { wallet }] of [...members, ...members, ...members].entries()) {
      await givenClub.credit(wallet, 100 + n, { pendingUntil: inDays(2) })
    }
    clock.travel({ days: 3 })
    const recordsBefore = await records('credit_available').count('* as n').first()
    const ripened = await Promise.all([matureLots(), matureLots(), matureLots()])
    assert.equal(ripened[0] + ripened[1] + ripened[2], 12)
    const recordsAfter = await records('credit_available').count('* as n').first()
    assert.equal(Number(recordsAfter.n) - Number(recordsBefore.n), 12)

    clock.travel({ days: 400 })
    const expired = await Promise.all([expireLots(), expireLots()])
    assert.equal(expired[0] + expired[1], 12)
    for (const { wallet } of members) {
      assert.deepEqual(await wallet.balances(), { available: 0, held: 0, pending: 0 })
    }
  }).timeout(60_000)

  test('expiry and a spend of the same lot at once: each Rial goes one way [row 33]', async ({
    assert,
  }) => {
    const { wallet } = await givenClub.member()
    for (let n = 0; n < 6; n++) await givenClub.credit(wallet, 100, { expiresAt: inDays(1) })
    clock.travel({ days: 2 })
    const work = [expireLots(), ...[1, 2, 3, 4].map(() => givenClub.spend(wallet, 100))]
    const results = await Promise.allSettled(work)
    for (const result of results) {
      if (result.status === 'rejected') assert.equal(result.reason.refusal, 'not_enough_credit')
    }
    await expireLots()
    assert.deepEqual(await wallet.balances(), { available: 0, held: 0, pending: 0 })
  }).timeout(60_000)

  test('credit of many ends together; a balance that says less is refused alone [row 33]', async ({
    assert,
  }) => {
    const members = []
    for (let n = 0; n < 103; n++) members.push(await givenClub.member())
    for (const [n, { wallet }] of [...members, ...members.slice(0, 20)].entries()) {
      await givenClub.credit(wallet, 100 + n, { expiresAt: inDays(1) })
    }
    const { wallet: short } = members[60]
    const setShort = (available: number) =>
      db.from('accounts').where('id', short.creditAccountId).update({ available })
    await setShort(159)
    clock.travel({ days: 2 })
    await assert.rejects(() => expireLots(), /^1 rows failed/)
    for (const { wallet } of members) {
      const { available } = await wallet.balances()
      assert.equal(available, wallet === short ? 159 : 0)
    }
    const lots = db.from('lots').where('account_id', short.creditAccountId)
    assert.deepEqual(await lots.clone().select('state', 'remaining'), [
      { state: 'available', remaining: 160 },
    ])
    await setShort(160)
    assert.equal(await expireLots(), 1)
  }).timeout(60_000)

  test('what expired goes to breakage, with a record [row 33]', async ({ assert }) => {
    const { wallet, customerId } = await givenClub.member()
    await givenClub.credit(wallet, 900, { expiresAt: inDays(1) })
    await givenClub.spend(wallet, 200)
    clock.travel({ days: 2 })
    await expireLots()
    const [entry] = await records('credit_expired').where('customer_id', customerId)
    assert.equal(Number(entry.amount), 700)
    const [transfer] = await db
      .from('transfers')
      .join('accounts', 'accounts.id', 'transfers.credit_account_id')
      .where({ debit_account_id: wallet.creditAccountId, reason: 'expire' })
      .select('transfers.amount', 'accounts.kind')
    assert.deepEqual(
      { ...transfer, amount: Number(transfer.amount) },
      { amount: 700, kind: 'house_breakage' }
    )
  })

  test('waiting credit of a document that came to nothing is taken back, once [row 31]', async ({
    assert,
  }) => {
    const { wallet } = await givenClub.member()
    const source = someDocument()
    const kept = await givenClub.credit(wallet, 50, { pendingUntil: inDays(3) })
    await givenClub.credit(wallet, 700, { pendingUntil: inDays(3), source })
    await givenClub.credit(wallet, 80, { pendingUntil: inDays(3), source })
    const take = () => transaction((trx) => wallet.voidPending(source, SYSTEM, trx))
    const taken = await Promise.all([take(), take()])
    assert.sameMembers(taken, [0, 780])
    assert.deepEqual(await wallet.balances(), { available: 0, held: 0, pending: 50 })
    await kept.refresh()
    assert.equal(kept.state, 'pending')
  })

  test('ripening and taking back at once: one of them happens [row 31]', async ({ assert }) => {
    const { wallet, customerId } = await givenClub.member()
    const source = someDocument()
    await givenClub.credit(wallet, 700, { pendingUntil: inDays(3), source })
    clock.travel({ days: 4 })
    const take = () => transaction((trx) => wallet.voidPending(source, SYSTEM, trx))
    const [ripened, taken] = await Promise.all([matureLots(), take()])
    assert.equal(ripened * 700 + taken, 700)
    const [lot] = await Lot.query().where('customerId', customerId)
    assert.include(['available', 'voided'], lot.state)
  })

  test('one lot that fails does not keep the others waiting', async ({ assert }) => {
    const { wallet } = await givenClub.member()
    const good = await givenClub.member()
    const bad = await givenClub.credit(wallet, 100, { pendingUntil: inDays(1) })
    await givenClub.credit(good.wallet, 100, { pendingUntil: inDays(2) })
    const account = () => db.from('accounts').where('id', wallet.pendingAccountId)
    await account().update({ available: 0 })
    clock.travel({ days: 3 })
    await assert.rejects(() => matureLots(), /not_enough_credit/)
    assert.deepEqual(await good.wallet.balances(), { available: 100, held: 0, pending: 0 })
    await bad.refresh()
    assert.equal(bad.state, 'pending')
    await account().update({ available: 100 })
  })

  test('lots that end together are read by their keys, not through all that is due [row 33]', async ({
    assert,
  }) => {
    const { wallet } = await givenClub.member()
    for (let n = 0; n < 3; n++) await givenClub.credit(wallet, 100, { expiresAt: inDays(1) })
    clock.travel({ days: 2 })
    const statements = await statementsOf(() => expireLots())
    const ofSome = statements.filter(({ sql }) => /(FROM|UPDATE) lots.* IN \(/s.test(sql))
    assert.lengthOf(ofSome, 3)
    for (const { sql, bindings } of ofSome) {
      assert.notInclude(await planOf(sql, bindings), 'lots_state_')
    }
  })

  test('the sweeps find what is due by index', async ({ assert }) => {
    for (const [state, column] of [
      ['pending', 'pending_until'],
      ['available', 'expires_at'],
    ]) {
      const sql = `SELECT id FROM lots WHERE state = '${state}' AND ${column} <= '2020-01-01 00:00:00' ORDER BY ${column} LIMIT 500`
      assert.include(await planOf(sql), `lots_state_${column}_index`)
    }
  })
})

async function planOf(sql: string, bindings: string[] = []): Promise<string> {
  const isMysql = db.connection().dialect.name === 'mysql'
  const explain = `${isMysql ? 'EXPLAIN' : 'EXPLAIN QUERY PLAN'} ${sql}`
  return JSON.stringify(await db.rawQuery(explain, bindings))
}
