import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import Cart from '#app/shop/models/cart'
import { given } from '#tests/support/given'
import { givenProduct } from '#tests/support/given_catalogue'
import { givenClub } from '#tests/support/given_club'
import { browserOf, visitor } from '#tests/support/given_people'
import { givenShop } from '#tests/support/given_sales'

test.group('Members and others [row 3]', (group) => {
  let slug: string
  let variantId: number

  group.setup(async () => {
    const { branch } = await givenShop()
    await givenClub.member()
    const made = await givenProduct({ stock: 5, warehouseId: branch.warehouseId })
    variantId = made.variantId
    const variant = await db.from('variants').where('id', variantId).firstOrFail()
    const product = await db.from('products').where('id', variant.product_id).firstOrFail()
    slug = product.slug
  })

  test('a guest reads what members get; a member reads what he gets [row 3]', async ({
    assert,
  }) => {
    const guest = await visitor().get(`/p/${slug}`)
    assert.include(guest.text, 'اعضا با این خرید اعتبار می‌گیرند')
    assert.include(guest.text, 'href="/panel/join"')
    const { customerId, mobile } = await givenClub.member()
    const browser = await browserOf({ id: customerId, mobile })
    const member = await browser.get(`/p/${slug}`)
    assert.notInclude(member.text, 'اعضا با این خرید اعتبار می‌گیرند')
    assert.notInclude(member.text, 'href="/panel/join"')
  })

  test('who is no member gets the joining button wherever he asks for credit [row 3]', async ({
    assert,
  }) => {
    const customer = await given.customer()
    const cart = await Cart.open({ customerId: customer.id })
    await cart.put({ variantId, quantity: 1, price: 1_000_000, left: 4 })
    const browser = await browserOf(customer)
    const bag = await browser.get('/cart')
    assert.include(bag.text, 'href="/panel/join"')
    const checkout = await browser.get('/checkout?delivery=pickup')
    assert.equal(checkout.status, 200)
    assert.include(checkout.text, 'href="/panel/join"')
    for (const page of ['/panel/wallet', '/panel/card', '/panel/what-if']) {
      const led = await browser.get(page)
      assert.equal(led.location, '/panel/join', page)
    }
    const home = await browser.get('/panel')
    assert.include(home.text, 'href="/panel/join"')
  })
})
