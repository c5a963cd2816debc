import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import { given } from '#tests/support/given'
import { givenProduct } from '#tests/support/given_catalogue'
import { browserOf, givenStaff, statusOf, type VisitorBrowser } from '#tests/support/given_people'
import {
  givenInvoiced,
  givenShipped,
  givenShop,
  remittancesOf,
  type Shop,
} from '#tests/support/given_sales'

/** What a page never shows: a missing sentence, a missing value, a tag of the template. */
const WRONG = /.{0,60}(translation missing|\bundefined\b|\bNaN\b|@!component|@end).{0,60}/

let shop: Shop
let keeper: VisitorBrowser

test.group('Pages of the warehouse', (group) => {
  group.setup(async () => {
    shop = await givenShop()
    keeper = await browserOf(shop.keeper)
  })

  test('stock shows what lies where, in both languages', async ({ assert }) => {
    const { variant } = await givenProduct({ nameFa: 'کتری رویی', nameEn: 'Zinc kettle', stock: 2 })
    for (const path of ['/desk/stock', '/desk/stock?low=1', `/desk/stock/${variant.id}`]) {
      const page = await keeper.get(path)
      assert.include(page.text, 'کتری رویی', path)
      assert.notMatch(page.text, WRONG)
      const english = await keeper.get(`/en${path}`)
      assert.include(english.text, 'Zinc kettle')
      assert.notMatch(english.text, WRONG)
    }
    const found = await keeper.get(`/desk/stock?q=${encodeURIComponent('رويي')}`)
    assert.include(found.text, 'کتری رویی')
    const none = await keeper.get(`/desk/stock?q=${encodeURIComponent('نیست‌درجهان')}`)
    assert.notInclude(none.text, 'کتری رویی')
  })

  test('pages by key show every shelf once', async ({ assert }) => {
    for (let n = 0; n < 45; n++) await givenProduct({ stock: 1 })
    for (const first of ['/desk/stock', '/desk/stock?low=1']) {
      const seen: string[] = []
      for (let path: string | undefined = first; path;) {
        const page = await keeper.get(path)
        seen.push(...[...page.text.matchAll(/href="\/desk\/stock\/(\d+)"/g)].map(([, id]) => id))
        path = /href="([^"]+)" rel="next"/.exec(page.text)?.[1].replaceAll('&amp;', '&')
      }
      assert.equal(new Set(seen).size, seen.length)
      assert.isAtLeast(seen.length, 46)
    }
  })

  test('goods are received by SKU or barcode, once for each key', async ({ assert }) => {
    const { variant } = await givenProduct()
    await variant.merge({ barcode: '2000000012345' }).save()
    const form = {
      warehouseId: shop.branch.warehouseId,
      quantity: '۱۲',
      key: 'receive-page-key-01',
    }
    const code = '۲۰۰۰۰۰۰۰۱۲۳۴۵'
    await keeper.post('/desk/stock/receiving', { ...form, code })
    await keeper.post('/desk/stock/receiving', { ...form, code })
    const level = await db.from('stock_levels').where('variant_id', variant.id).firstOrFail()
    assert.equal(level.on_hand, 12)

    const before = await db.from('movements').orderBy('id')
    const wrong = { ...form, key: 'receive-page-key-02' }
    await keeper.post('/desk/stock/receiving', { ...wrong, code: 'nothing' })
    for (const quantity of ['-3', '0', '1.5', '', 'ده', '9999999']) {
      const bad = { ...wrong, code: variant.sku, quantity }
      await keeper.post('/desk/stock/receiving', bad)
    }
    assert.deepEqual(await db.from('movements').orderBy('id'), before)
  })

  test('a keeper of another branch sees and receives nothing here', async ({ assert }) => {
    const elsewhere = await given.branch()
    const stranger = await browserOf(
      await givenStaff({ role: 'warehouse_keeper', branchId: elsewhere.id })
    )
    const [remittanceId] = await remittancesOf(await givenInvoiced(shop))
    assert.equal(await statusOf(stranger.get(`/desk/remittances/${remittanceId}`)), 404)
    assert.equal(
      await statusOf(stranger.get(`/desk/stock?warehouse=${shop.branch.warehouseId}`)),
      404
    )
    const list = await stranger.get('/desk/remittances')
    assert.notInclude(list.text, `/desk/remittances/${remittanceId}"`)

    const { variant } = await givenProduct()
    const form = {
      warehouseId: shop.branch.warehouseId,
      quantity: 1,
      code: variant.sku,
      key: 'stranger-key-00001',
    }
    await statusOf(stranger.post('/desk/stock/receiving', form))
    assert.isNull(await db.from('stock_levels').where('variant_id', variant.id).first())
  })

  test('the queue, the paper and the parcels say what is to be done', async ({ assert }) => {
    const [waiting] = await remittancesOf(await givenInvoiced(shop))
    await givenShipped(shop)
    const pages = {
      '/desk/remittances': `/desk/remittances/${waiting}`,
      [`/desk/remittances/${waiting}`]: `/desk/remittances/${waiting}/picking`,
      '/desk/remittances?status=handed_over': '/desk/remittances/',
      '/desk/shipments': '/delivery',
      '/desk/shipments?status=delivered': 'status=sent',
      '/desk/stock/receiving': 'name="code"',
    }
    for (const [path, expected] of Object.entries(pages)) {
      for (const prefix of ['', '/en']) {
        const page = await keeper.get(prefix + path)
        assert.equal(page.status, 200, path)
        assert.include(page.text, expected, path)
        assert.notMatch(page.text, WRONG, path)
      }
    }
  })

  test('who works elsewhere is turned away', async ({ assert }) => {
    const support = await browserOf(await givenStaff({ role: 'support_expert', branchId: null }))
    for (const path of ['/desk/stock/receiving', '/desk/remittances', '/desk/products']) {
      assert.equal(await statusOf(support.get(path)), 403, path)
    }
  })
})

test.group('Pages of the catalogue', () => {
  test('staff look goods up by word, category and order', async ({ assert }) => {
    const branch = await given.branch()
    const manager = await browserOf(await givenStaff({ role: 'manager', branchId: null }))
    const { product } = await givenProduct({
      nameFa: 'سماور برنجی',
      warehouseId: branch.warehouseId,
      stock: 4,
    })
    await givenProduct({ nameFa: 'قوری' })
    const q = encodeURIComponent('سماور')
    for (const path of [`?q=${q}`, `?category=${product.categoryId}`, '?sort=dear', '?q=slh%2Cv']) {
      const page = await manager.get(`/desk/products${path}`)
      assert.equal(page.status, 200)
      assert.include(page.text, 'سماور برنجی', path)
      assert.notMatch(page.text, WRONG)
    }
  })

  test('a picture is kept for ever and belongs to nobody', async ({ assert, client }) => {
    const answer = await client.get('/pictures/shoe-210.svg')
    answer.assertStatus(200)
    assert.include(answer.header('content-type'), 'image/svg+xml')
    assert.include(answer.header('cache-control'), 'immutable')
    assert.isUndefined(answer.header('set-cookie'))
    for (const name of [
      'shoe-999.svg',
      'nothing-10.svg',
      'shoe-1',
      '../app.svg',
      'constructor-1.svg',
    ]) {
      const none = await client.get(`/pictures/${name}`)
      assert.equal(none.status(), 404, name)
    }
  })
})
