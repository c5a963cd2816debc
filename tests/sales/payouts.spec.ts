import { createHash } from 'node:crypto'
import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import { clock } from '#app/core/clock'
import Wallet from '#app/club/models/wallet'
import { approvePayout, markPayoutPaid, rejectPayout } from '#app/sales/actions/decide_payout'
import { requestPayout, withdrawPayout } from '#app/sales/actions/request_payout'
import Payout from '#app/sales/models/payout'
import { givenClub } from '#tests/support/given_club'
import { givenDebt } from '#tests/support/given_debt'
import { givenStaff } from '#tests/support/given_people'
import { allBooks, asStaff, codeOf, givenShop, newKey, type Shop } from '#tests/support/given_sales'
import { Person } from '#tests/support/http_person'
import { allBreaches } from '#tests/support/all_breaches'

const door = `http://127.0.0.1:${process.env.PORT}`
const TO = { sheba: 'IR062960000000100324200001', holder: 'سارا محمدی' }

const OTHER = 'IR820540102680020817909002'

let shop: Shop

async function member({ cash = 50_000_000, gift = 0 } = {}) {
  const made = await givenClub.member({ credit: gift })
  const own = { first_name: 'سارا', last_name: 'محمدی' }
  await db.from('customers').where('id', made.customerId).update(own)
  if (cash > 0) await givenClub.cash(made.wallet, cash)
  return made
}

const ask = (customerId: number, amount: number, key = newKey()) =>
  requestPayout({ customerId, amount, ...TO, key })

async function cashOf(wallet: Wallet) {
  const { cash, cashHeld } = await wallet.pockets(db.connection())
  return { cash, cashHeld }
}

test.group('[row 37] Only real money is paid back', (group) => {
  group.setup(async () => {
    shop = await givenShop()
  })
  group.each.teardown(async () => {
    const lines = await allBreaches()
    if (lines.length > 0) throw new Error(lines.join('\n'))
  })

  test('no number can be learnt from the key that makes a form count once', async ({ assert }) => {
    const { customerId } = await member()
    const key = newKey()
    const { payoutId } = await ask(customerId, 10_000_000, key)
    const again = await ask(customerId, 10_000_000, key)
    assert.deepEqual(again, { payoutId, repeated: true })
    const wish = { amount: 10_000_000, ...TO }
    const guess = createHash('sha256').update(JSON.stringify(wish)).digest('hex')
    const row = await db.from('idempotency_keys').where({ key }).firstOrFail()
    assert.notEqual(row.input_hash, guess)
    await assert.rejects(() => requestPayout({ customerId, ...wish, sheba: OTHER, key }))
  })

  test('who owes draws nothing: neither asked for, approved nor paid; settled, it goes on', async ({
    assert,
  }) => {
    const { customerId } = await member()
    const { payoutId } = await ask(customerId, 10_000_000)
    await givenDebt(customerId, 300_000)
    const before = await allBooks()
    const decision = { payoutId, by: asStaff(shop.manager), key: newKey() }
    assert.equal(await codeOf(ask(customerId, 1_000_000)), 'payout_owes')
    assert.equal(await codeOf(approvePayout(decision)), 'payout_owes')
    assert.equal(await codeOf(markPayoutPaid({ ...decision, refId: '1' })), 'payout_owes')
    assert.deepEqual(await allBooks(), before)
    const wallet = (await Wallet.existing(customerId))!
    await givenClub.credit(wallet, 400_000)
    await markPayoutPaid({ ...decision, refId: '1' })
  })

  test('an account in another name is shown and paid only with a reason, which is noted; other letters are no other name', async ({
    assert,
  }) => {
    const { customerId } = await member()
    const rename = (row: object) => db.from('customers').where('id', customerId).update(row)
    await rename({ last_name: 'محمدي' })
    const { payoutId: own } = await ask(customerId, 1_000_000)
    const manager = await new Person([door]).signedIn({ staffId: shop.manager.id })
    const plain = await manager.get(`/desk/payouts/${own}`)
    assert.notInclude(plain.html, 'حساب به نام خود عضو نیست')
    await rename({ last_name: 'رضایی' })
    const page = await manager.get(`/desk/payouts/${own}`)
    assert.include(page.html, 'حساب به نام خود عضو نیست')
    const before = await allBooks()
    const paid = { payoutId: own, refId: '1234', by: asStaff(shop.manager), key: newKey() }
    assert.equal(await codeOf(markPayoutPaid({ ...paid, nameNote: ' ' })), 'payout_other_name')
    const { key, by } = paid
    assert.equal(await codeOf(approvePayout({ payoutId: own, by, key })), 'payout_other_name')
    assert.equal(await allBooks(), before)
    await markPayoutPaid({ ...paid, nameNote: 'حساب همسر' })
    const noted = { action: 'pay_to_other_name', subject_type: 'payout', subject_id: own }
    assert.lengthOf(await db.from('audits').where(noted), 1)
  })

  test('asked for, it is held, and a manager has a task; paid, it is gone under a reference', async ({
    assert,
  }) => {
    const { customerId, wallet } = await member()
    const { payoutId } = await ask(customerId, 10_000_000)
    assert.deepEqual(await cashOf(wallet), { cash: 40_000_000, cashHeld: 10_000_000 })
    const about = { about_type: 'payout', about_id: payoutId }
    assert.lengthOf(await db.from('tasks').where({ ...about, kind: 'pay_out', state: 'open' }), 1)

    const key = newKey()
    const paid = { payoutId, refId: '140512345', by: asStaff(shop.manager), key }
    await markPayoutPaid(paid)
    const again = await markPayoutPaid(paid)
    assert.isTrue(again.repeated)
    assert.deepEqual(await cashOf(wallet), { cash: 40_000_000, cashHeld: 0 })
    assert.lengthOf(await db.from('tasks').where({ ...about, state: 'open' }), 0)
    const transfer = await db
      .from('transfers')
      .where({ ...about, reason: 'payout' })
      .firstOrFail()
    assert.equal(Number(transfer.amount), 10_000_000)
    const told = { customer_id: customerId, template: 'payout_paid' }
    assert.lengthOf(await db.from('outgoing_messages').where(told), 1)
  })

  test('gift credit never goes back as money', async ({ assert }) => {
    const { customerId } = await member({ cash: 0, gift: 90_000_000 })
    const before = await allBooks()
    assert.equal(await codeOf(ask(customerId, 1_000_000)), 'not_enough_cash')
    assert.equal(await allBooks(), before)
    const both = await member({ cash: 1_000_000, gift: 90_000_000 })
    assert.equal(await codeOf(ask(both.customerId, 1_000_010)), 'not_enough_cash')
    assert.equal(await codeOf(ask(both.customerId, 10)), 'payout_too_small')
  })

  test('above the limit one approves and another one pays', async ({ assert }) => {
    const { customerId, wallet } = await member()
    const { payoutId } = await ask(customerId, 30_000_000)
    const [first, second] = [asStaff(shop.manager), asStaff(shop.branchManager)]
    const pay = (by: typeof first) => markPayoutPaid({ payoutId, refId: '1234', by, key: newKey() })
    const before = await allBooks()
    assert.equal(await codeOf(pay(first)), 'payout_needs_approval')
    assert.equal(await allBooks(), before)
    await approvePayout({ payoutId, by: first, key: newKey() })
    const approved = await allBooks()
    assert.equal(await codeOf(pay(first)), 'own_payout_approval')
    assert.equal(
      await codeOf(rejectPayout({ payoutId, note: 'x', by: first, key: newKey() })),
      'own_payout_approval'
    )
    assert.equal(
      await codeOf(withdrawPayout({ payoutId, customerId, key: newKey() })),
      'illegal_move'
    )
    assert.equal(await allBooks(), approved)
    await pay(second)
    assert.deepEqual(await cashOf(wallet), { cash: 20_000_000, cashHeld: 0 })
    const { approvedById, closedById } = await Payout.findOrFail(payoutId)
    assert.deepEqual([approvedById, closedById], [first.id, second.id])
  })

  test('a large sum in small pieces needs two as well, within a day', async ({ assert }) => {
    const { customerId } = await member()
    const ids = []
    for (let piece = 0; piece < 3; piece++) {
      const { payoutId } = await ask(customerId, 12_000_000)
      ids.push(payoutId)
    }
    const [first, second] = [asStaff(shop.manager), asStaff(shop.branchManager)]
    const pay = (payoutId: number, by = first) =>
      markPayoutPaid({ payoutId, refId: '1234', by, key: newKey() })
    const paid = await Promise.allSettled([pay(ids[0]), pay(ids[1], second)])
    assert.lengthOf(
      paid.filter(({ status }) => status === 'fulfilled'),
      1
    )
    assert.equal(await codeOf(pay(ids[2], second)), 'payout_needs_approval')
    await approvePayout({ payoutId: ids[2], by: first, key: newKey() })
    await pay(ids[2], second)
    clock.travel({ hours: 25 })
    const rest = paid[0].status === 'fulfilled' ? ids[1] : ids[0]
    await pay(rest)
  })

  test('refused or taken back, the money may be spent again', async ({ assert }) => {
    const { customerId, wallet } = await member()
    const one = await ask(customerId, 10_000_000)
    await withdrawPayout({ payoutId: one.payoutId, customerId, key: newKey() })
    const two = await ask(customerId, 10_000_000)
    const by = asStaff(shop.manager)
    await rejectPayout({ payoutId: two.payoutId, note: 'شبا نادرست', by, key: newKey() })
    assert.deepEqual(await cashOf(wallet), { cash: 50_000_000, cashHeld: 0 })
  })

  test('two requests at once cannot take the same money; paid and taken back at once, one wins', async ({
    assert,
  }) => {
    const { customerId, wallet } = await member({ cash: 15_000_000 })
    await Promise.allSettled([ask(customerId, 10_000_000), ask(customerId, 10_000_000)])
    assert.deepEqual(await cashOf(wallet), { cash: 5_000_000, cashHeld: 10_000_000 })
    const { id: payoutId } = await Payout.query().where({ customerId }).firstOrFail()
    const by = asStaff(shop.manager)
    await Promise.allSettled([
      markPayoutPaid({ payoutId, refId: '1234', by, key: newKey() }),
      withdrawPayout({ payoutId, customerId, key: newKey() }),
    ])
    const { status } = await Payout.findOrFail(payoutId)
    const left = status === 'paid' ? 5_000_000 : 15_000_000
    assert.deepEqual(await cashOf(wallet), { cash: left, cashHeld: 0 })
  })

  test("nobody takes back another's request", async ({ assert }) => {
    const { customerId } = await member()
    const stranger = await member()
    const { payoutId } = await ask(customerId, 10_000_000)
    const before = await allBooks()
    const theft = withdrawPayout({ payoutId, customerId: stranger.customerId, key: newKey() })
    await assert.rejects(() => theft)
    assert.equal(await allBooks(), before)
  })

  test('in the browser: asked in the panel, paid at the desk, seen by the member', async ({
    assert,
  }) => {
    const { customerId } = await member()
    const person = await new Person([door]).signedIn({ customerId })
    const page = await person.get('/panel/payouts')
    assert.equal(page.status, 200)
    const wrong = await person.submit(page, '/payouts', { amount: '2000000', ...TO, sheba: 'IR1' })
    assert.include(wrong.html, 'شبا درست نیست')
    const asked = await person.submit(page, '/payouts', { amount: '2000000', ...TO })
    assert.include(asked.html, 'درخواست ثبت شد')
    const { id } = await Payout.query().where({ customerId }).firstOrFail()

    const manager = await givenStaff({ role: 'manager' })
    const desk = await new Person([door]).signedIn({ staffId: manager.id })
    const list = await desk.get('/desk/payouts?status=requested')
    assert.include(list.html, `/desk/payouts/${id}`)
    const one = await desk.get(`/desk/payouts/${id}`)
    const paid = await desk.submit(one, '/payment', { refId: '140512345' })
    assert.include(paid.html, '۱۴۰۵۱۲۳۴۵')
    const english = await desk.get(`/en/desk/payouts/${id}`)
    assert.equal(english.status, 200)
    const mine = await person.get('/panel/payouts')
    assert.include(mine.html, '۱۴۰۵۱۲۳۴۵')
    const cashier = await givenStaff({ role: 'cashier' })
    const till = await new Person([door]).signedIn({ staffId: cashier.id })
    const shut = await till.get('/desk/payouts')
    assert.equal(shut.status, 403)
  })
})
