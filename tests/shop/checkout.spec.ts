import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import { ensurePlaces } from '#database/demo/places'
import { checkOut, type CheckOut } from '#app/shop/actions/check_out'
import Cart from '#app/shop/models/cart'
import PreInvoice from '#app/sales/models/pre_invoice'
import { given } from '#tests/support/given'
import { givenProduct } from '#tests/support/given_catalogue'
import { givenClub } from '#tests/support/given_club'
import { asCustomer, givenShop, newKey, RECIPIENT } from '#tests/support/given_sales'
import { Person } from '#tests/support/http_person'

const door = `http://127.0.0.1:${process.env.PORT}`

async function shopperAtCheckout(wish: { credit?: number; price?: number; stock?: number } = {}) {
  const { customerId } = await givenClub.member({ credit: wish.credit })
  const goods = await givenProduct({ price: wish.price ?? 2_000_000, stock: wish.stock ?? 5 })
  const person = await new Person([door]).signedIn({ customerId })
  await person.submit(await person.get(`/p/${goods.product.slug}`), '/cart/lines')
  return { customerId, person, page: await person.get('/checkout'), ...goods }
}

async function address() {
  const city = await db.from('cities').where('name_en', 'Shiraz').firstOrFail()
  return {
    name: 'سارا محمدی',
    province: city.province_id,
    city: city.id,
    address: 'خیابان زند، کوچهٔ ۳، پلاک ۷',
    postalCode: '۷۱۳۴۵-۶۷۸۹۰',
  }
}

const preInvoicesOf = (customerId: number) => PreInvoice.query().where('customerId', customerId)

test.group('Checkout [row 45]', (group) => {
  group.setup(async () => {
    await givenShop()
    await ensurePlaces(db.connection())
  })

  test('is for customers: others sign in first and come back', async ({ assert }) => {
    const page = await new Person([door]).get('/checkout', { follow: false })
    assert.deepEqual(page.redirects, ['/sign-in?next=%2Fcheckout'])
  })

  test('leads back to an empty cart', async ({ assert }) => {
    const { id: customerId } = await given.customer()
    const person = await new Person([door]).signedIn({ customerId })
    const page = await person.get('/checkout')
    assert.equal(page.path, '/cart')
  })

  test('issues the pre-invoice, holds the credit and empties the cart', async ({ assert }) => {
    const { customerId, person, page } = await shopperAtCheckout({ credit: 500_000 })
    assert.include(page.html, 'value="۵۰٬۰۰۰"')
    const sent = await person.submit(page, '/checkout', await address(), { follow: false })
    const [preInvoice] = await preInvoicesOf(customerId)
    assert.deepEqual(sent.redirects, [`/pre-invoices/${preInvoice.id}`])
    assert.equal(preInvoice.total, 2_000_000 + 200_000 + 600_000)
    assert.equal(preInvoice.creditAmount, 500_000)
    assert.equal(preInvoice.recipient.city, 'فارس، شیراز')
    assert.equal(preInvoice.recipient.postalCode, '7134567890')
    assert.lengthOf(await Cart.linesOf({ customerId }), 0)
  })

  test('the same form twice, and twice at once, is one pre-invoice', async ({ assert }) => {
    const { customerId, person, page } = await shopperAtCheckout()
    const fields = await address()
    const send = () => person.submit(page, '/checkout', fields, { follow: false })
    const answers = [...(await Promise.all([send(), send()])), await send()]
    const [preInvoice, ...others] = await preInvoicesOf(customerId)
    assert.lengthOf(others, 0)
    for (const answer of answers) {
      assert.deepEqual(answer.redirects, [`/pre-invoices/${preInvoice.id}`])
    }
  })

  test('fetching it oneself needs no address and costs no freight [row 50]', async ({ assert }) => {
    const { customerId, person } = await shopperAtCheckout()
    const page = await person.get('/checkout?delivery=pickup')
    await person.submit(page, '/checkout', { name: 'سارا محمدی' }, { follow: false })
    const [preInvoice] = await preInvoicesOf(customerId)
    assert.equal(preInvoice.freight, 0)
    assert.equal(preInvoice.deliveryMethod, 'pickup')
  })

  const wrong: [string, Record<string, string>, string][] = [
    ['nine digits of a postal code', { postalCode: '123456789' }, 'postalCode'],
    ['no address', { address: '' }, 'address'],
    ['a script for a name', { name: '<script>alert(1)</script>' }, 'name'],
    ['a mobile that is none', { mobile: '12' }, 'mobile'],
    ['a negative credit', { credit: '-5' }, 'credit'],
    ['more credit than there is', { credit: '60000' }, 'credit'],
    ['more credit than the bill', { credit: '900000000' }, 'credit'],
    ['a city that is not there', { city: '99999999' }, 'city'],
  ]
  for (const [what, change, field] of wrong) {
    test(`refuses ${what} beside its field and changes nothing`, async ({ assert }) => {
      const { customerId, person, page } = await shopperAtCheckout({ credit: 500_000 })
      const fields = { ...(await address()), ...change }
      const refused = await person.submit(page, '/checkout', fields)
      assert.equal(refused.path, '/checkout')
      assert.include(refused.html, `id="f-${field}-error"`)
      assert.notInclude(refused.html, '<script>alert(1)')
      assert.lengthOf(await preInvoicesOf(customerId), 0)
      assert.lengthOf(await Cart.linesOf({ customerId }), 1)
    })
  }

  test('refuses a city of another province [row 50]', async ({ assert }) => {
    const { customerId, person, page } = await shopperAtCheckout()
    const tehran = await db.from('provinces').where('name_en', 'Tehran').firstOrFail()
    const refused = await person.submit(page, '/checkout', {
      ...(await address()),
      province: tehran.id,
    })
    assert.include(refused.html, 'این شهر در استانی که انتخاب کردید نیست.')
    assert.lengthOf(await preInvoicesOf(customerId), 0)
  })

  test('refuses a total that is no longer true', async ({ assert }) => {
    const { customerId, person, page, variant } = await shopperAtCheckout()
    await variant.merge({ price: 3_000_000 }).save()
    const refused = await person.submit(page, '/checkout', await address())
    assert.equal(refused.path, '/checkout')
    assert.include(refused.html, 'role="alert"')
    assert.include(refused.html, '۳۹۰٬۰۰۰')
    assert.lengthOf(await preInvoicesOf(customerId), 0)
  })

  test('ten shoppers of four pieces: four get one', async ({ assert }) => {
    const { variantId } = await givenProduct({ price: 1_000_000, stock: 4 })
    const forms = await Promise.all(
      Array.from({ length: 10 }, async (): Promise<CheckOut> => {
        const { id: customerId } = await given.customer()
        const cart = await Cart.open({ customerId })
        await cart.put({ variantId, quantity: 1, price: 1_000_000, left: 4 })
        return {
          customerId,
          deliveryMethod: 'pickup',
          recipient: RECIPIENT,
          note: null,
          credit: 0,
          expectedTotal: 1_100_000,
          key: newKey(),
          by: asCustomer(customerId),
        }
      })
    )
    const answers = await Promise.allSettled(forms.map((form) => checkOut(form)))
    const served = answers.filter((answer) => answer.status === 'fulfilled')
    assert.lengthOf(served, 4)
    const refused = forms.filter((_, at) => answers[at].status === 'rejected')
    for (const { customerId } of refused) {
      assert.lengthOf(await Cart.linesOf({ customerId }), 1)
    }
  })
})
