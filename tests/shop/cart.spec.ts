import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import { latinDigits } from '#app/core/digits'
import { mergeCarts } from '#app/shop/actions/merge_carts'
import Cart from '#app/shop/models/cart'
import { given } from '#tests/support/given'
import { givenProduct, givenStock } from '#tests/support/given_catalogue'
import { givenClub } from '#tests/support/given_club'
import { givenShop } from '#tests/support/given_sales'
import { Person, type Page } from '#tests/support/http_person'

const door = `http://127.0.0.1:${process.env.PORT}`
const visitor = () => new Person([door])
const asCustomer = (customerId: number) => visitor().signedIn({ customerId })

async function putIn(person: Person, slug: string, quantity: string | number): Promise<Page> {
  const page = await person.get(`/p/${slug}`)
  return person.submit(page, '/cart/lines', { quantity })
}

test.group('The cart [row 44]', (group) => {
  group.setup(async () => {
    await givenShop()
    await givenClub.tiers()
  })

  test('is already an invoice: lines, VAT, freight, total in figures and words', async ({
    assert,
  }) => {
    const { product } = await givenProduct({ price: 2_000_000, stock: 10, nameFa: 'کفش راه' })
    const person = visitor()
    const cart = await putIn(person, product.slug, '۲')
    assert.equal(cart.path, '/cart')
    for (const shown of ['کفش راه', '۴۰۰٬۰۰۰', '۴۰٬۰۰۰', '۶۰٬۰۰۰', 'پانصد هزار تومان']) {
      assert.include(cart.html, shown)
    }
    const pickup = await person.get('/cart?delivery=pickup')
    assert.include(pickup.html, 'رایگان')
    assert.include(pickup.html, 'چهارصد و چهل هزار تومان')
  })

  test('adds up what is put in twice, never more than there is', async ({ assert }) => {
    const { product, variantId } = await givenProduct({ stock: 3 })
    const person = visitor()
    await putIn(person, product.slug, 2)
    const cart = await putIn(person, product.slug, 2)
    assert.include(cart.html, 'هرچه موجود بود به سبد آمد')
    const line = await db.from('cart_lines').where('variant_id', variantId).first()
    assert.equal(line.quantity, 3)
  })

  test('refuses what is sold out and quantities that are none', async ({ assert }) => {
    const { product, variantId } = await givenProduct({ stock: 1 })
    const person = visitor()
    const page = await person.get(`/p/${product.slug}`)
    for (const quantity of ['-1', '0', '۱۰۰۰', 'چند', '1e3', '']) {
      const refused = await person.submit(page, '/cart/lines', { quantity })
      assert.equal(refused.path, `/p/${product.slug}`)
      assert.include(refused.html, 'role="alert"')
    }
    await db.from('stock_levels').where('variant_id', variantId).update({ on_hand: 0 })
    const soldOut = await person.submit(page, '/cart/lines')
    assert.include(soldOut.html, 'ناموجود')
    assert.lengthOf(await db.from('cart_lines').where('variant_id', variantId), 0)
  })

  test('says which prices moved and which stock ran short [row 65]', async ({ assert }) => {
    const dearer = await givenProduct({ price: 1_000_000, stock: 5 })
    const scarce = await givenProduct({ price: 1_000_000, stock: 5 })
    const person = visitor()
    await putIn(person, dearer.product.slug, 1)
    await putIn(person, scarce.product.slug, 4)
    await dearer.variant.merge({ price: 1_500_000 }).save()
    await db.from('stock_levels').where('variant_id', scarce.variantId).update({ on_hand: 2 })

    const cart = await person.get('/cart')
    assert.include(cart.html, 'قیمت این کالاها از وقتی به سبد آمدند تغییر کرده است')
    assert.include(cart.html, 'فقط ۲ عدد')
    assert.notInclude(cart.html, 'action="/checkout')

    const seen = await person.submit(cart, '/cart/acknowledgement')
    assert.notInclude(seen.html, 'تغییر کرده است')
    const mended = await person.submit(seen, `/cart/lines/${scarce.variantId}`, { quantity: 2 })
    assert.include(mended.html, 'action="/checkout/hold"')
  })

  test('lets go of a line', async ({ assert }) => {
    const { product, variantId } = await givenProduct({ stock: 5 })
    const person = visitor()
    const cart = await putIn(person, product.slug, 1)
    const [, csrf] = /name='_csrf' value='([^']+)'/.exec(cart.html)!
    const address = `/cart/lines/${variantId}?_method=DELETE`
    const emptied = await person.post(address, { _csrf: csrf }, { from: '/cart' })
    assert.include(emptied.html, 'سبد شما خالی است')
  })

  test('is nobody else’s: another visitor’s lines are a 404', async ({ assert }) => {
    const { product, variantId } = await givenProduct({ stock: 5 })
    await putIn(visitor(), product.slug, 1)
    const stranger = visitor()
    const other = await givenProduct({ stock: 5 })
    const cart = await putIn(stranger, other.product.slug, 1)
    assert.notInclude(cart.html, product.nameFa)
    const [, csrf] = /name='_csrf' value='([^']+)'/.exec(cart.html)!
    for (const method of ['PATCH', 'DELETE']) {
      const address = `/cart/lines/${variantId}?_method=${method}`
      const refused = await stranger.post(address, { _csrf: csrf, quantity: 3 })
      assert.equal(refused.status, 404)
    }
    const line = await db.from('cart_lines').where('variant_id', variantId).first()
    assert.equal(line.quantity, 1)
  })

  test('shows a member his own price, the credit he gets and what he can spend [row 3]', async ({
    assert,
  }) => {
    const { customerId } = await givenClub.member({ credit: 300_000, tier: 'silver' })
    const { product } = await givenProduct({ price: 2_000_000, memberPrice: 1_800_000, stock: 5 })
    const member = await asCustomer(customerId)
    const page = await member.get(`/p/${product.slug}`)
    assert.include(page.html, '۱۸۰٬۰۰۰')
    assert.include(page.html, 'اعتباری که می‌گیرید')
    assert.include(page.html, '۹٬۰۰۰ تومان')
    const cart = await putIn(member, product.slug, 1)
    assert.include(cart.html, 'تخفیف عضویت')
    assert.include(cart.html, '۳۰٬۰۰۰ تومان')
  })
})

test.group('Carts meet at sign-in [row 43]', (group) => {
  group.setup(async () => {
    await givenShop()
  })

  async function cartWith(owner: Parameters<typeof Cart.open>[0], lines: [number, number][]) {
    const cart = await Cart.open(owner)
    for (const [variantId, quantity] of lines) {
      await cart.put({ variantId, quantity, price: 1_000_000, left: 99 })
    }
    return cart
  }
  const quantities = async (customerId: number) => {
    const lines = await Cart.linesOf({ customerId })
    return lines.map((line) => [line.variantId, line.quantity])
  }

  test('lines of one variant are summed and kept within the stock', async ({ assert }) => {
    const few = await givenProduct({ stock: 5 })
    const many = await givenProduct({ stock: 50 })
    const gone = await givenProduct({ stock: 0 })
    const { id: customerId } = await given.customer()
    const token = Cart.newToken()
    await cartWith({ customerId }, [[few.variantId, 3]])
    await cartWith({ token }, [
      [few.variantId, 4],
      [many.variantId, 7],
      [gone.variantId, 1],
    ])
    await mergeCarts({ token, customerId })
    assert.deepEqual(await quantities(customerId), [
      [few.variantId, 5],
      [many.variantId, 7],
    ])
    assert.isNull(await Cart.ownedBy({ token }))
  })

  test('joining twice, and twice at once, joins once', async ({ assert }) => {
    const { variantId } = await givenProduct({ stock: 50 })
    const { id: customerId } = await given.customer()
    const token = Cart.newToken()
    await cartWith({ token }, [[variantId, 2]])
    await Promise.all([mergeCarts({ token, customerId }), mergeCarts({ token, customerId })])
    await mergeCarts({ token, customerId })
    assert.deepEqual(await quantities(customerId), [[variantId, 2]])
  })

  test('what a visitor collected is there after he signed in', async ({ assert }) => {
    const { product, variantId } = await givenProduct({ stock: 9 })
    const { id: customerId, mobile } = await given.customer()
    const person = visitor()
    await putIn(person, product.slug, 3)
    const asked = await person.submit(await person.get('/sign-in?next=/cart'), '/sign-in', {
      mobile,
    })
    const sent = await db.from('outgoing_messages').orderBy('id', 'desc').firstOrFail()
    const [code] = /\d{5}/.exec(latinDigits(sent.text))!
    const cart = await person.submit(asked, '/sign-in/code', { code })
    assert.equal(cart.path, '/cart')
    assert.include(cart.html, product.nameFa)
    assert.deepEqual(await quantities(customerId), [[variantId, 3]])
    assert.notInclude(person.cookies, 'cart=')
  })

  test('a cart holds a hundred different products at most', async ({ assert }) => {
    const { variants } = await givenProduct({ variants: 101 })
    await givenStock(variants[100].id, 5)
    const cart = await Cart.open({ token: Cart.newToken() })
    for (const { id } of variants.slice(0, 100)) {
      await cart.put({ variantId: id, quantity: 1, price: 1, left: 5 })
    }
    const one = { variantId: variants[100].id, quantity: 1, price: 1, left: 5 }
    await assert.rejects(() => cart.put(one), 'cart_full')
    assert.lengthOf(await cart.lines(), 100)
  })
})
