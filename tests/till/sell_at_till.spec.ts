import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import Invoice from '#app/sales/models/invoice'
import { laws } from '#app/till/laws'
import TillSale from '#app/till/models/till_sale'
import { given } from '#tests/support/given'
import { breaches } from '#tests/support/given_club'
import { newKey, refusalOf } from '#tests/support/given_sales'
import {
  blockCard,
  type Counter,
  givenCardHolder,
  givenCounter,
  givenVat,
  sell,
  tillBooks,
} from '#tests/support/given_till'
import { its } from '#tests/support/its'

let counter: Counter
const setup = async () => {
  counter = await givenCounter()
  await givenVat(0)
}

async function lawful() {
  const broken = await breaches()
  for (const law of laws) {
    for (const { where, expected, found } of await law.check(db.connection())) {
      broken.push(`${law.name}: ${where} expected ${expected}, found ${found}`)
    }
  }
  if (broken.length > 0) throw new Error(broken.join('\n'))
}

test.group('sellAtTill: a sale', (group) => {
  group.setup(setup)
  group.each.teardown(lawful)

  test('a bill of 200,000 Rial at 10 % earns 20,000 Rial [row 23]', async ({ assert }) => {
    const { card, wallet, customerId } = await givenCardHolder({ rules: { earnBasisPoints: 1000 } })
    const { tillSaleId, invoiceId } = await sell(counter, { card, amount: 200_000 })
    const sale = await TillSale.findOrFail(tillSaleId)
    assert.equal(sale.creditEarned, 20_000)
    assert.equal(await its(wallet.balances(), 'available'), 20_000)

    const invoice = await Invoice.findOrFail(invoiceId)
    assert.equal(invoice.channel, 'till')
    assert.equal(invoice.total, 200_000)
    assert.isTrue(invoice.byMember)
    const stats = await db.from('customer_stats').where('customer_id', customerId).first()
    assert.equal(Number(stats.spent), 200_000)
  })

  test('part of the bill from credit; only the rest earns [row 24]', async ({ assert }) => {
    const { card, wallet } = await givenCardHolder({
      credit: 300_000,
      rules: { earnBasisPoints: 1000 },
    })
    const { tillSaleId } = await sell(counter, { card, amount: 1_000_000, credit: 300_000 })
    const sale = await TillSale.findOrFail(tillSaleId)
    assert.equal(sale.creditEarned, 70_000)
    assert.equal(await its(wallet.balances(), 'available'), 70_000)
  })

  test('opens records and sends the receipt to the member', async ({ assert }) => {
    const { card, customerId } = await givenCardHolder({ credit: 50_000 })
    const { tillSaleId } = await sell(counter, { card, credit: 50_000 })
    const records = await db
      .from('crm_records')
      .where({ about_type: 'till_sale', about_id: tillSaleId })
      .orderBy('id')
    assert.deepEqual(
      records.map((row) => row.kind),
      ['credit_spent', 'credit_earned', 'till_sale']
    )
    const message = await db
      .from('outgoing_messages')
      .where({ customer_id: customerId, template: 'till_receipt' })
      .firstOrFail()
    assert.include(message.text, '۱۰۰٬۰۰۰ تومان')
  })

  test('without a card: an invoice, no credit, no file', async ({ assert }) => {
    const { tillSaleId, invoiceId } = await sell(counter)
    const sale = await TillSale.findOrFail(tillSaleId)
    assert.isNull(sale.customerId)
    assert.equal(sale.creditEarned, 0)
    assert.isFalse(await its(Invoice.findOrFail(invoiceId), 'byMember'))
  })

  test('a customer who is no member buys without credit', async ({ assert }) => {
    const { id } = await given.customer()
    const { tillSaleId } = await sell(counter, { customerId: id })
    assert.equal(await its(TillSale.findOrFail(tillSaleId), 'creditEarned'), 0)
    const stats = await db.from('customer_stats').where('customer_id', id).firstOrFail()
    assert.equal(Number(stats.purchases), 1)
  })

  test('a member is named by his mobile too', async ({ assert }) => {
    const { mobile, customerId } = await givenCardHolder()
    const { tillSaleId } = await sell(counter, { card: mobile.replace('+98', '0') })
    assert.equal(await its(TillSale.findOrFail(tillSaleId), 'customerId'), customerId)
  })

  test('takes a bounded number of statements', async ({ assert }) => {
    const { card } = await givenCardHolder({ credit: 50_000 })
    await sell(counter, { card })
    const statements = await counted(() =>
      sell(counter, { card, credit: 10_000, confirmed: false })
    )
    assert.isAtMost(statements, 40)
  })
})

async function counted(work: () => Promise<unknown>): Promise<number> {
  let statements = 0
  const count = () => statements++
  const { client } = db.connection().getWriteClient()
  client.on('query', count)
  await work()
  client.off('query', count)
  return statements
}

test.group('sellAtTill: with VAT', (group) => {
  group.setup(setup)
  group.setup(() => givenVat(1000))
  group.each.teardown(lawful)

  test('VAT is inside the bill and earns nothing', async ({ assert }) => {
    const { card } = await givenCardHolder({ rules: { earnBasisPoints: 1000 } })
    const { tillSaleId, invoiceId } = await sell(counter, { card, amount: 1_100_000 })
    const invoice = await Invoice.findOrFail(invoiceId)
    assert.deepEqual(
      [invoice.linesTotal, invoice.vat, invoice.total],
      [1_000_000, 100_000, 1_100_000]
    )
    assert.equal(await its(TillSale.findOrFail(tillSaleId), 'creditEarned'), 100_000)
  })
})

test.group('sellAtTill: once', (group) => {
  group.setup(setup)
  group.each.teardown(lawful)

  test('the same form twice, after another and at once, is one sale', async ({ assert }) => {
    const { card, wallet } = await givenCardHolder({ credit: 100_000 })
    const order = { card, credit: 100_000, key: newKey() }
    const [one, two] = await Promise.all([sell(counter, order), sell(counter, order)])
    const three = await sell(counter, order)
    assert.equal(one.tillSaleId, two.tillSaleId)
    assert.equal(three.tillSaleId, one.tillSaleId)
    assert.isTrue(three.repeated)
    const sales = await db.from('till_sales').where('customer_id', wallet.customerId)
    assert.lengthOf(sales, 1)
  })

  test('the same key with another bill is refused', async ({ assert }) => {
    const key = newKey()
    await sell(counter, { key })
    const before = await tillBooks()
    const refusal = await refusalOf(sell(counter, { key, amount: 2_000_000 }))
    assert.equal(refusal.refusal, 'key_reused')
    assert.equal(await tillBooks(), before)
  })

  test('two at once on one wallet: only what is there is spent', async ({ assert }) => {
    const { card, wallet } = await givenCardHolder({
      credit: 100_000,
      rules: { earnBasisPoints: 0 },
    })
    const both = await Promise.allSettled([
      sell(counter, { card, credit: 80_000 }),
      sell(counter, { card, credit: 80_000 }),
    ])
    assert.sameMembers(
      both.map(({ status }) => status),
      ['fulfilled', 'rejected']
    )
    assert.equal(await its(wallet.balances(), 'available'), 20_000)
  })
})

test.group('sellAtTill: refused', (group) => {
  group.setup(setup)
  group.each.teardown(lawful)

  async function refused(wish: Parameters<typeof sell>[1]) {
    const before = await tillBooks()
    const { details, refusal } = await refusalOf(sell(counter, wish))
    if ((await tillBooks()) !== before) throw new Error(`${refusal} changed something`)
    return { code: refusal, field: details.field, params: details.params }
  }

  test('an unknown and a blocked card', async ({ assert }) => {
    assert.include(await refused({ card: '09120000000' }), { code: 'unknown_card', field: 'card' })
    const { card, cardId } = await givenCardHolder()
    await blockCard(cardId)
    assert.include(await refused({ card }), { code: 'card_blocked', field: 'card' })
  })

  test('a blocked customer spends nothing, by card or by mobile', async ({ assert }) => {
    const { card, customerId } = await givenCardHolder({ credit: 300_000 })
    const customer = await db.from('customers').where('id', customerId).firstOrFail()
    await db.from('customers').where('id', customerId).update({ status: 'blocked' })
    for (const presented of [{ card }, { card: customer.mobile }, { customerId }]) {
      const order = { ...presented, credit: 100_000 }
      assert.include(await refused(order), { code: 'customer_blocked', field: 'card' })
    }
  })

  test('credit without membership', async ({ assert }) => {
    assert.include(await refused({ credit: 1 }), { code: 'credit_needs_member' })
    const { id } = await given.customer()
    assert.include(await refused({ customerId: id, credit: 1 }), { code: 'credit_needs_member' })
  })

  test('below the threshold the missing amount is named [row 34]', async ({ assert }) => {
    const rules = { spendThreshold: 500_000 }
    const { card } = await givenCardHolder({ credit: 200_000, rules })
    const refusal = await refused({ card, credit: 100_000 })
    assert.deepEqual(refusal, {
      code: 'below_spend_threshold',
      field: 'credit',
      params: { missing: { rial: 300_000 } },
    })
  })

  test('more than there is, and more than the share of the bill', async ({ assert }) => {
    const { card } = await givenCardHolder({
      credit: 900_000,
      rules: { maxShareBasisPoints: 5000 },
    })
    assert.include(await refused({ card, credit: 900_001 }), { code: 'not_enough_credit' })
    assert.include(await refused({ card, credit: 500_001 }), { code: 'over_largest_spend' })
    await sell(counter, { card, credit: 500_000 })
  })

  test('ten times the usual bill is asked for in words first', async ({ assert }) => {
    for (let bill = 1; bill <= 20; bill++) await sell(counter, { amount: 400_000 + bill * 10_000 })
    const order = { amount: 5_100_000, key: newKey(), confirmed: false }
    assert.include(await refused(order), { code: 'amount_unusual', field: 'amount' })
    await sell(counter, { ...order, confirmed: true })
  })
})
