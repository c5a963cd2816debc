import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import { SYSTEM } from '#app/core/actor'
import { transaction } from '#app/core/transaction'
import { move } from '#app/warehouse/stock'
import { stockCard } from '#app/warehouse/queries/levels'
import { givenProduct } from '#tests/support/given_catalogue'
import { browserOf, statusOf } from '#tests/support/given_people'
import { givenShop, type Shop } from '#tests/support/given_sales'
import { scannedTables, statementsOf } from '#tests/support/statements'

let shop: Shop

const receive = (variantId: number, quantity: number) =>
  transaction((trx) => {
    const { warehouseId } = shop.branch
    return move({ warehouseId, variantId, quantity, reason: 'receive', by: SYSTEM }, trx)
  })

test.group('Stock card [row 62]', (group) => {
  group.setup(async () => {
    shop = await givenShop()
  })

  test('every movement once, page by page, with what lay there after it [row 62]', async ({
    assert,
  }) => {
    const { warehouseId } = shop.branch
    const { variantId } = await givenProduct()
    for (let n = 0; n < 120; n++) await receive(variantId, n % 3 === 2 ? -1 : 2)
    const seen: [quantity: number, balance: number][] = []
    let pages = 0
    for (let after: string | null = null; pages === 0 || after; pages++) {
      const card = await stockCard(variantId, [warehouseId], after)
      seen.push(...card.rows.map((row) => [Number(row.quantity), row.balance] as [number, number]))
      after = card.next
    }
    assert.equal(pages, 3)
    assert.lengthOf(seen, 120)
    let stands = 0
    for (const [quantity, balance] of seen.toReversed()) {
      stands += quantity
      assert.equal(balance, stands)
    }
  })

  test('however deep, a page is read by its index and nothing is sorted [row 62]', async ({
    assert,
  }) => {
    const { warehouseId } = shop.branch
    const { variantId } = await givenProduct()
    for (let n = 0; n < 60; n++) await receive(variantId, 1)
    const statements = await statementsOf(() => stockCard(variantId, [warehouseId], '40-12'))
    const page = statements.find(({ sql }) => /from .movements. as .m./i.test(sql))!
    assert.deepEqual(await scannedTables(page), [])
    assert.notMatch(page.sql, /offset/i)
    const isMysql = db.connection().dialect.name === 'mysql'
    const explained = await db.rawQuery(
      `${isMysql ? 'EXPLAIN' : 'EXPLAIN QUERY PLAN'} ${page.sql}`,
      page.bindings
    )
    const plan = JSON.stringify(explained)
    assert.match(plan, /movements_variant_id/)
    if (!isMysql) assert.notMatch(plan, /TEMP B-TREE/)
  })

  test('its Excel holds the movements of that variant, for whom may take it along [row 62]', async ({
    assert,
  }) => {
    const { variantId } = await givenProduct({ stock: 4 })
    const manager = await browserOf(shop.manager)
    const page = await manager.get(`/desk/stock/${variantId}`)
    assert.include(page.text, `/desk/exports/movements.xlsx?of=${variantId}`)
    assert.include(page.text, 'مانده')
    assert.equal(await statusOf(manager.get(`/desk/exports/movements.xlsx?of=${variantId}`)), 200)
    const keeper = await browserOf(shop.keeper)
    const denied = await keeper.get(`/desk/exports/movements.xlsx?of=${variantId}`)
    assert.equal(denied.status, 403)
  })
})
