import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import { clock } from '#app/core/clock'
import { transaction } from '#app/core/transaction'
import { laws } from '#app/crm/laws'
import { recordPurchase, takeBackPurchase } from '#app/crm/models/customer_stat'
import { given } from '#tests/support/given'

let invoices = 0

async function buy(customerId: number, amount: number) {
  const invoiceId = ++invoices
  const purchase = { customerId, branchId: null, invoiceId, amount, at: clock.now() }
  await transaction((trx) => recordPurchase(purchase, trx))
  return purchase
}

const breaches = async () => {
  const found = await Promise.all(laws.map((law) => law.check(db.connection())))
  return found.flat()
}

const statsOf = (customerId: number) =>
  db.from('customer_stats').where('customer_id', customerId).firstOrFail()

test.group('What a customer has bought', () => {
  test('is counted with each invoice, also by two at once', async ({ assert }) => {
    const { id } = await given.customer()
    await Promise.all([buy(id, 1_000_000), buy(id, 500_000)])
    await buy(id, 250_000)
    const row = await statsOf(id)
    assert.equal(Number(row.purchases), 3)
    assert.equal(Number(row.spent), 1_750_000)
    assert.deepEqual(await breaches(), [])
  })

  test('the same invoice counts once, a failed one not at all', async ({ assert }) => {
    const { id } = await given.customer()
    const purchase = await buy(id, 1_000_000)
    await assert.rejects(() => transaction((trx) => recordPurchase(purchase, trx)))
    const row = await statsOf(id)
    assert.equal(Number(row.purchases), 1)
    assert.equal(Number(row.spent), 1_000_000)
    assert.deepEqual(await breaches(), [])
  })

  test('a purchase that is taken back leaves the sums', async ({ assert }) => {
    const { id } = await given.customer()
    const purchase = await buy(id, 1_000_000)
    await buy(id, 300_000)
    await transaction((trx) => takeBackPurchase(purchase, trx))
    const row = await statsOf(id)
    assert.equal(Number(row.spent), 300_000)
    assert.deepEqual(await breaches(), [])
  })

  test('a law names the customer whose sums are wrong', async ({ assert }) => {
    const { id } = await given.customer()
    await buy(id, 700_000)
    await db.from('customer_stats').where('customer_id', id).update({ spent: 1 })
    const found = await breaches()
    assert.lengthOf(found, 1)
    assert.include(JSON.stringify(found), String(id))
  })
})
