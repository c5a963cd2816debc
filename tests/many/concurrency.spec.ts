import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import Cart from '#app/shop/models/cart'
import { newKey, Shop } from '#tests/many/world'
import { given } from '#tests/support/given'
import { givenProduct, givenStock } from '#tests/support/given_catalogue'
import { breaches, valueTables } from '#tests/support/given_club'
import { Person, type Page } from '#tests/support/http_person'
import { formsOf } from '#tests/support/http_person_page'
import { books, difference } from '#tests/support/killer_books'
import { House } from '#tests/support/processes'

/* Everything goes through the pages of at least four processes and is read back from rows. */

const count = async (table: string, where: Record<string, unknown> = {}) => {
  const row = await db.from(table).where(where).count('* as n').firstOrFail()
  return Number(row.n)
}

const tally = (pages: Page[]) => {
  const kinds: Record<string, number> = {}
  for (const { redirects } of pages) {
    const kind = (redirects[0] ?? 'none').replace(/\d+$/, ':id').replace(/^https?:\/\/[^/]+/, '')
    kinds[kind] = (kinds[kind] ?? 0) + 1
  }
  return kinds
}

test.group('Many at once', (group) => {
  let shop: Shop
  let house: House

  group.setup(async () => {
    shop = await Shop.open()
    house = await House.open({ processes: 4 })
    return () => house.close()
  })

  const person = (owner: { customerId: number } | { staffId: number }) =>
    new Person(house.urls).signedIn(owner)

  /** The till's form as a cashier has it before him, ready to be sent. */
  async function counter() {
    const cashier = await person({ staffId: shop.staff.cashier.id })
    const page = await cashier.get('/desk/till')
    return (fields: Record<string, string | number | undefined>) =>
      cashier.submit(page, '/desk/till', { method: 'cash', key: newKey(), ...fields })
  }

  /** A customer with so many of a variant in his cart, and his checkout form. */
  async function atCheckout(customerId: number, variantId: number, quantity: number) {
    const buyer = await person({ customerId })
    const cart = await Cart.open({ customerId })
    await cart.put({ variantId, quantity, price: 1_000_000, left: quantity })
    const page = await buyer.get('/checkout?delivery=pickup')
    const form = formsOf(page.html).find(
      (one) => one.action === '/checkout' && one.method === 'POST'
    )
    if (!form) throw new Error(`No checkout: ${page.status} ${page.path}\n${house.complaints()}`)
    return { buyer, form, page }
  }

  const send = ({ buyer, page }: Awaited<ReturnType<typeof atCheckout>>, change = {}) =>
    buyer.submit(page, '/checkout', { credit: 0, ...change }, { follow: false })

  test('fifty spend one wallet: exactly the affordable ones pass [row 30]', async ({ assert }) => {
    const { mobile, wallet } = await shop.member(1_000_000)
    const counters = await Promise.all(Array.from({ length: 50 }, counter))
    const sales = await count('till_sales')
    /* Paid by credit alone, a sale earns nothing: 22 times 4,500 Toman are in a million Rial. */
    const answers = await Promise.all(
      counters.map((sell) => sell({ card: mobile, amount: '4500', credit: '4500' }))
    )
    assert.deepEqual([...new Set(answers.map(({ status }) => status))], [200], house.complaints())
    const refused = answers.filter(({ redirects }) => !/receipts\/\d+$/.test(redirects[0]))
    assert.lengthOf(refused, 28, JSON.stringify(tally(answers)))
    for (const { html } of refused) assert.match(html, /اعتبار/)

    assert.equal((await count('till_sales')) - sales, 22)
    const account = await db.from('accounts').where('id', wallet.creditAccountId).firstOrFail()
    assert.equal(Number(account.available), 1_000_000 - 22 * 45_000)
    const spent = await db
      .from('transfers')
      .where({ debit_account_id: wallet.creditAccountId, reason: 'spend' })
      .sum('amount as rial')
      .firstOrFail()
    assert.equal(Number(spent.rial), 22 * 45_000)
    assert.deepEqual(await breaches(), [])
  })

  test('a hundred buyers of ten pieces: exactly ten pre-invoices [row 64]', async ({ assert }) => {
    const { variantId } = await givenProduct({ price: 1_000_000, stock: 10 })
    const ready = await Promise.all(
      Array.from({ length: 100 }, async () => {
        const { id } = await given.customer()
        return atCheckout(id, variantId!, 1)
      })
    )
    const before = await count('pre_invoices')
    const answers = await Promise.all(ready.map((buyer) => send(buyer)))
    assert.deepEqual(
      answers.filter(({ status }) => status >= 400).map(({ status }) => status),
      [],
      house.complaints()
    )
    const issued = answers.filter(({ redirects }) => /\/pre-invoices\/\d+$/.test(redirects[0]))
    assert.lengthOf(issued, 10, JSON.stringify(tally(answers)))
    const [loser] = ready.filter((_, at) => !issued.includes(answers[at]))
    const page = await loser.buyer.get('/checkout?delivery=pickup')
    assert.match(page.html, /موجود نیست/)

    assert.equal((await count('pre_invoices')) - before, 10)
    assert.equal(await count('reservations', { variant_id: variantId, state: 'active' }), 10)
    const level = await db.from('stock_levels').where('variant_id', variantId!).firstOrFail()
    assert.deepEqual([Number(level.on_hand), Number(level.reserved)], [10, 10])
    assert.deepEqual(await breaches(), [])
  })

  test('one form sent to four processes at once, and again: one effect, the first answer [row 30]', async ({
    assert,
  }) => {
    const { customerId } = await shop.member()
    const before = await books()
    const ready = await atCheckout(customerId, shop.variantId, 2)
    const inCart = difference(before, await books())
    const all = await Promise.all(house.urls.map(() => send(ready)))
    all.push(await send(ready), await send(ready))
    const places = new Set(all.map(({ redirects }) => redirects[0]))
    assert.lengthOf([...places], 1, JSON.stringify(tally(all)))
    assert.match([...places][0], /\/pre-invoices\/\d+$/)
    const effect = difference(before, await books())
    assert.equal(effect['pre_invoices issued n'], 1)
    assert.equal(effect['reservations active quantity'], 2)
    assert.equal(effect['idempotency_keys n'], 1)
    assert.equal(inCart['cart_lines n'], 1)
    assert.isUndefined(effect['cart_lines n'])

    const after = await books()
    const other = await send(ready, { note: 'یادداشتی دیگر' })
    assert.notMatch(other.redirects[0], /pre-invoices/)
    assert.deepEqual(difference(after, await books()), {})
    const asked = await ready.buyer.json('/checkout', { ...ready.form.fields, note: 'دیگر' })
    assert.equal(asked.status, 409)
    assert.include(asked.html, 'key_reused')
    assert.deepEqual(difference(after, await books()), {})
    assert.deepEqual(await breaches(), [])
  })

  test('one sale at the till sent to four processes at once: one sale, one receipt [row 30]', async ({
    assert,
  }) => {
    for (const [credit, typed] of [
      ['10000', '&amount=50000'],
      ['', '&amount=50000'],
      ['', ''],
    ]) {
      const { mobile } = await shop.member(600_000)
      const cashier = await person({ staffId: shop.staff.cashier.id })
      const page = await cashier.get(`/desk/till?card=${encodeURIComponent(mobile)}${typed}`)
      /* Read in words: the branch has sold for much less so far. */
      const confirmed = 500_000
      const fields = { amount: '50000', credit, confirmed, method: 'cash', key: newKey() }
      const before = await valueTables()
      const sales = await count('till_sales')
      const sell = () => cashier.submit(page, '/desk/till', fields, { follow: false })
      const answers = await Promise.all(house.urls.map(sell))
      answers.push(await sell())
      const places = new Set(answers.map(({ redirects }) => redirects[0]))
      assert.lengthOf([...places], 1, `credit «${credit}»: ${JSON.stringify(tally(answers))}`)
      assert.match([...places][0], /receipts\/\d+$/)
      assert.equal((await count('till_sales')) - sales, 1)

      const after = await valueTables()
      assert.notDeepEqual(after, before)
      const other = await cashier.submit(page, '/desk/till', { ...fields, amount: '60000' })
      assert.notMatch(other.redirects[0], /receipts/)
      assert.deepEqual(await valueTables(), after)
    }
    assert.deepEqual(await breaches(), [])
  })

  test('eight ask for a code of one number at once: one text', async ({ assert }) => {
    const { mobile } = await given.customer()
    const ready = await Promise.all(
      Array.from({ length: 8 }, async () => {
        const visitor = new Person(house.urls)
        return { visitor, page: await visitor.get('/sign-in') }
      })
    )
    const typed = mobile.replace('+98', '0')
    const answers = await Promise.all(
      ready.map(({ visitor, page }) => visitor.submit(page, '/sign-in', { mobile: typed }))
    )
    assert.deepEqual([...new Set(answers.map(({ status }) => status))], [200])
    assert.equal(await count('outgoing_messages', { recipient: mobile }), 1)
  })

  test('his own reservation never blocks his retry [row 64]', async ({ assert }) => {
    const { variantId, product } = await givenProduct({ price: 1_000_000, stock: 3 })
    const { id: customerId } = await given.customer()
    const first = await send(await atCheckout(customerId, variantId!, 3))
    assert.match(first.redirects[0], /pre-invoices/)

    const buyer = await person({ customerId })
    const shown = await buyer.get(`/p/${product.slug}`)
    await buyer.submit(shown, '/cart/lines', { variant: variantId, quantity: 3 })
    const page = await buyer.get('/checkout?delivery=pickup')
    const again = await buyer.submit(page, '/checkout', {}, { follow: false })
    assert.match(again.redirects[0], /pre-invoices/)
    assert.notEqual(again.redirects[0], first.redirects[0])
    const states = await db
      .from('pre_invoices')
      .where({ customer_id: customerId })
      .orderBy('id')
      .select('status')
    assert.deepEqual(
      states.map(({ status }) => status),
      ['cancelled', 'issued']
    )
    assert.equal(await count('reservations', { variant_id: variantId, state: 'active' }), 1)
    assert.deepEqual(await breaches(), [])
  })

  test('two lines of one variant are summed [row 64]', async ({ assert }) => {
    const { variantId, product } = await givenProduct({ price: 1_000_000 })
    await givenStock(variantId!, 5, shop.warehouseId)
    const { id: customerId } = await given.customer()
    const buyer = await person({ customerId })
    const shown = await buyer.get(`/p/${product.slug}`)
    for (const quantity of [2, 2]) {
      await buyer.submit(shown, '/cart/lines', { variant: variantId, quantity })
    }
    const lines = await db.from('cart_lines').where('variant_id', variantId!)
    assert.deepEqual(
      lines.map((line) => Number(line.quantity)),
      [4]
    )
    const page = await buyer.get('/checkout?delivery=pickup')
    await buyer.submit(page, '/checkout', {}, { follow: false })
    const kept = await db.from('pre_invoice_lines').where('variant_id', variantId!)
    assert.deepEqual(
      kept.map((line) => [Number(line.quantity), Number(line.total)]),
      [[4, 4_400_000]]
    )
    assert.deepEqual(await breaches(), [])
  })
})
