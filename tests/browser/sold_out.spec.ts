import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import { SYSTEM } from '#app/core/actor'
import { transaction } from '#app/core/transaction'
import { release, reserve } from '#app/warehouse/stock'
import { ensurePlaces } from '#database/demo/places'
import { BrowserPerson } from '#tests/browser/people'
import { given } from '#tests/support/given'
import { givenClub } from '#tests/support/given_club'
import { givenProduct } from '#tests/support/given_catalogue'

/** What row 65 allows from the last sale to the open page. */
const SOON_MS = 2000

test.group('Sold out at once', (group) => {
  group.setup(async () => {
    await ensurePlaces(db.connection())
    await givenClub.tiers()
    await db.table('vat_rates').insert({ starts_on: '2024-01-01', basis_points: 1000 })
    await given.branch()
  })

  test('[row 65] the last unit goes: open page, list and carts say so within two seconds, and when it is back', async ({
    assert,
    browser,
  }) => {
    const { variantId } = await givenProduct({
      slug: 'last-one',
      nameFa: 'آخرین کتری',
      nameEn: 'Last kettle',
      price: 5_000_000,
      stock: 1,
    })
    const looker = await BrowserPerson.arrive(browser as never, { phone: true })
    const buyer = await BrowserPerson.arrive(browser as never)
    await looker.open('/p/last-one')
    await looker.page.locator('form[action$="/cart/lines"]').waitFor()
    const list = await looker.context.newPage()
    await list.goto(`/search?q=${encodeURIComponent('کتری')}`)
    await buyer.open('/p/last-one')
    await buyer.send('/cart/lines')
    await buyer.open('/cart')
    await buyer.page.locator('form[action$="/checkout/hold"]').first().waitFor()
    for (const page of [looker.page, list, buyer.page]) {
      await page.waitForLoadState('networkidle')
    }

    const order = { type: 'pre_invoice', id: 1 }
    const sold = Date.now()
    const lines = [{ variantId, quantity: 1 }]
    await transaction((trx) => reserve({ lines, for: order, by: SYSTEM }, trx))
    const took = await Promise.all([
      looker.page.locator('#buy').getByText('ناموجود').first().waitFor(),
      list.locator('.product-card').getByText('ناموجود').first().waitFor(),
      buyer.page.locator('#cart').getByText('کمتر یا تمام شده است').waitFor(),
    ]).then(() => Date.now() - sold)
    assert.isBelow(took, SOON_MS, `${took} ms`)
    assert.equal(await looker.page.locator('#buy form[action$="/cart/lines"]').count(), 0)
    assert.equal(await buyer.page.locator('#cart form[action$="/checkout/hold"]').count(), 0)
    assert.isTrue(await buyer.page.getByText('نخست تعدادها را درست کنید').isVisible())

    await transaction((trx) => release(order, trx))
    await looker.page.locator('#buy form[action$="/cart/lines"]').waitFor({ timeout: 15_000 })
    await buyer.page.locator('#cart form[action$="/checkout/hold"]').waitFor({ timeout: 15_000 })
    assert.deepEqual([...looker.complaints, ...buyer.complaints], [])
  })
})
