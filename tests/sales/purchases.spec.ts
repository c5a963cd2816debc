import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import type { Rial } from '#app/core/money'
import { purchasesOf } from '#app/sales/queries/purchases'
import Invoice from '#app/sales/models/invoice'
import { given } from '#tests/support/given'
import { browserOf } from '#tests/support/given_people'
import { bringBack, wholeWish } from '#tests/support/given_returns'
import { givenInvoiced, givenShop, type Shop } from '#tests/support/given_sales'
import { type Counter, givenCounter, sell } from '#tests/support/given_till'
import { scannedTables, statementsOf } from '#tests/support/statements'

test.group('What I have bought [row 16]', (group) => {
  let shop: Shop
  let counter: Counter
  group.setup(async () => {
    shop = await givenShop()
    counter = await givenCounter()
  })

  /** At the counter. */
  async function buy(customerId: number, amount: Rial) {
    await sell(counter, { customerId, amount })
  }

  test('at the till and on the web in one list, each with its invoice; of a stranger’s nothing [row 16]', async ({
    assert,
  }) => {
    const order = await givenInvoiced(shop)
    const { customerId } = order
    await buy(customerId, 7_654_320)
    const stranger = await given.customer()
    await buy(stranger.id, 9_999_990)

    const { shown } = await purchasesOf(customerId)
    assert.deepEqual(
      shown.map(({ channel }) => channel),
      ['till', 'web']
    )
    const own = await browserOf(await db.from('customers').where('id', customerId).firstOrFail())
    const { text } = await own.get('/panel/purchases')
    assert.include(text, '۷۶۵٬۴۳۲')
    assert.notInclude(text, '۹۹۹٬۹۹۹')
    const other = await browserOf(stranger)
    for (const { id } of shown) {
      assert.include(text, `href="/invoices/${id}/print"`)
      const [print, refused] = [
        await own.get(`/invoices/${id}/print`),
        await other.get(`/invoices/${id}/print`),
      ]
      assert.deepEqual([print.status, refused.status], [200, 404])
    }
    const english = await own.get('/en/panel/purchases')
    assert.include(english.text, 'My purchases')
  })

  test('who is no member has purchases too; what came back says so [row 16] [row 3]', async ({
    assert,
  }) => {
    const customer = await given.customer()
    const own = await browserOf(customer)
    const empty = await own.get('/panel/purchases')
    assert.include(empty.text, 'هنوز خریدی نکرده‌اید')
    await buy(customer.id, 2_000_000)
    const invoice = await Invoice.query().where('customer_id', customer.id).firstOrFail()
    await bringBack(invoice.id, shop.manager, await wholeWish(invoice.id, null))
    const { shown } = await purchasesOf(customer.id)
    assert.equal(shown[0].status, 'returned')
    const page = await own.get('/panel/purchases')
    assert.include(page.text, 'مرجوع‌شده')
  })

  test('pages by key and index: each once, none left out [row 16]', async ({ assert }) => {
    const customer = await given.customer()
    for (let n = 0; n < 22; n++) await buy(customer.id, 1_000_000)
    const first = await purchasesOf(customer.id)
    const second = await purchasesOf(customer.id, first.next!)
    assert.lengthOf(new Set([...first.shown, ...second.shown].map((one) => one.id)), 22)
    assert.isNull(second.next)
    for (const statement of await statementsOf(() => purchasesOf(customer.id, 1_000_000)))
      assert.deepEqual(await scannedTables(statement), [])
  })
})
