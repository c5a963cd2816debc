import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import { clock } from '#app/core/clock'
import { sqlTime } from '#app/core/sql'
import { transaction } from '#app/core/transaction'
import { SYSTEM } from '#app/core/actor'
import { noteLostDemand } from '#app/warehouse/lost_demand'
import { lostGoods } from '#app/warehouse/queries/lost_demand'
import { move } from '#app/warehouse/stock'
import { given } from '#tests/support/given'
import { givenProduct } from '#tests/support/given_catalogue'
import { browserOf, givenStaff, statusOf, visitor } from '#tests/support/given_people'
import { givenShop, newKey, type Shop } from '#tests/support/given_sales'

const WRONG = /.{0,60}(translation missing|\bundefined\b|\bNaN\b|@!component|@end).{0,60}/

let shop: Shop

const wishes = (variantId: number) => db.from('lost_demands').where('variant_id', variantId)

test.group('Lost demand [row 67]', (group) => {
  group.setup(async () => {
    shop = await givenShop()
  })

  test('what a cart could not hold is kept, once a person, item and day [row 67]', async ({
    assert,
  }) => {
    const { variantId } = await givenProduct({ stock: 2, price: 1_000_000 })
    const buyer = await browserOf(await given.customer())
    await buyer.post('/cart/lines', { variant: variantId, quantity: '۵' })
    await buyer.post('/cart/lines', { variant: variantId, quantity: '4' })
    const rows = await wishes(variantId)
    assert.lengthOf(rows, 1)
    assert.include(rows[0], { kind: 'cart', quantity: 3, worth: 3_000_000 })
    assert.isNotNull(rows[0].customer_id)

    const { variantId: enough } = await givenProduct({ stock: 9 })
    await buyer.post('/cart/lines', { variant: enough, quantity: '9' })
    assert.lengthOf(await wishes(enough), 0)
    await buyer.post('/cart/lines', { variant: enough, quantity: '-5' })
    await buyer.post('/cart/lines', { variant: 999_999_999, quantity: '5' })
    assert.lengthOf(await wishes(enough), 0)
  })

  test('a checkout that stock refused leaves its wish, though all else is rolled back [row 67]', async ({
    assert,
  }) => {
    const { variantId } = await givenProduct({ stock: 3, price: 1_000_000 })
    const customer = await given.customer()
    const buyer = await browserOf(customer)
    await buyer.post('/cart/lines', { variant: variantId, quantity: '3' })
    const { warehouseId } = shop.branch
    await transaction((trx) =>
      move({ warehouseId, variantId, quantity: -2, reason: 'write_off', by: SYSTEM }, trx)
    )
    const form = {
      delivery: 'pickup',
      name: 'سارا محمدی',
      mobile: '09121112233',
      credit: '0',
      expectedTotal: '3300000',
      key: newKey(),
    }
    await buyer.post('/checkout', form)
    const rows = await wishes(variantId)
    assert.lengthOf(rows, 1)
    assert.include(rows[0], { kind: 'checkout', quantity: 2, worth: 2_000_000 })
    assert.equal(Number(rows[0].customer_id), customer.id)
    assert.isNull(await db.from('pre_invoices').where('customer_id', customer.id).first())
  })

  test('a search without result is kept whole, not letter by letter [row 67]', async ({
    assert,
  }) => {
    const guest = visitor()
    for (const q of ['زعفرا', 'زعفران نگین', 'زعفران', 'زع']) {
      await guest.get(`/search?q=${encodeURIComponent(q)}`)
    }
    const rows = await db.from('lost_demands').where('kind', 'search')
    assert.deepEqual(
      rows.map((row) => row.term),
      ['زعفران نگین']
    )
    assert.isNull(rows[0].customer_id)
  })

  test('a machine fills no book [row 67]', async ({ assert }) => {
    const who = { customerId: null, person: 'v:machine' }
    for (let n = 10; n < 60; n++) await noteLostDemand({ kind: 'search', term: `چیز${n}`, ...who })
    const rows = await db.from('lost_demands').where('person', who.person)
    assert.lengthOf(rows, 40)
  })

  test('the greatest value first; to order = sold + wanted − sellable [row 67]', async ({
    assert,
  }) => {
    const { variantId } = await givenProduct({ stock: 10, price: 9_000_000, nameFa: 'سماور مسی' })
    const { warehouseId } = shop.branch
    const sell = { warehouseId, variantId, quantity: -8, reason: 'remittance' as const, by: SYSTEM }
    await transaction((trx) => move(sell, trx))
    for (const person of ['c:1', 'c:2']) {
      const wish = { kind: 'cart' as const, variantId, missing: 3, price: 9_000_000 }
      await noteLostDemand({ ...wish, customerId: null, person })
    }
    const { rows } = await lostGoods({ days: 7, after: null })
    assert.include(rows[0], {
      variant_id: variantId,
      lost: 6,
      people: 2,
      worth: 54_000_000,
      sold: 8,
      sellable: 2,
      proposal: 12,
    })
    const keeper = await browserOf(shop.keeper)
    for (const path of ['/desk/lost-demand', '/en/desk/lost-demand?days=7']) {
      const page = await keeper.get(path)
      assert.equal(page.status, 200)
      assert.notMatch(page.text, WRONG)
    }
    const page = await keeper.get('/desk/lost-demand')
    assert.include(page.text, 'سماور مسی')
    assert.include(page.text, 'زعفران نگین')
    const support = await browserOf(await givenStaff({ role: 'support_expert', branchId: null }))
    assert.equal(await statusOf(support.get('/desk/lost-demand')), 403)
    const manager = await browserOf(shop.manager)
    assert.equal(await statusOf(manager.get('/desk/exports/lost-demand.xlsx')), 200)
  })

  test('pages by key show every item once [row 67]', async ({ assert }) => {
    const day = clock.now().toFormat('yyyy-MM-dd')
    for (let n = 0; n < 45; n++) {
      const { variantId } = await givenProduct()
      await db.table('lost_demands').insert({
        kind: 'cart',
        variant_id: variantId,
        quantity: 1,
        worth: 1_000,
        person: `c:${n}`,
        subject: `v:${variantId}`,
        day,
        created_at: sqlTime(clock.now()),
      })
    }
    const seen: number[] = []
    for (let after: string | null = null, more = true; more;) {
      const page: Awaited<ReturnType<typeof lostGoods>> = await lostGoods({ days: 7, after })
      seen.push(...page.rows.map((row) => row.variant_id))
      after = page.next
      more = after !== null
    }
    assert.equal(new Set(seen).size, seen.length)
    assert.isAtLeast(seen.length, 45)
  })
})
