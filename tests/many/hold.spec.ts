import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import { clock } from '#app/core/clock'
import { sqlTime } from '#app/core/sql'
import { expireHold, overdueHolds } from '#app/shop/actions/expire_hold'
import Cart from '#app/shop/models/cart'
import { newKey, Shop } from '#tests/many/world'
import { given } from '#tests/support/given'
import { givenProduct } from '#tests/support/given_catalogue'
import { Person, type Page } from '#tests/support/http_person'
import { books, difference } from '#tests/support/killer_books'
import { House } from '#tests/support/processes'
import { allBreaches } from '#tests/support/all_breaches'

const PICKUP = '/checkout?delivery=pickup'

const isIssued = ({ redirects }: Page) => /\/pre-invoices\/\d+$/.test(redirects[0] ?? '')
const isHeld = ({ redirects }: Page) => redirects[0] === PICKUP

/** Four processes serve the pages; this one is a fifth that works on the same database. */
test.group('Many at the checkout at once [row 63]', (group) => {
  let house: House

  group.setup(async () => {
    await Shop.open()
    house = await House.open({ processes: 4 })
    return () => house.close()
  })
  group.each.teardown(async () => {
    const lines = await allBreaches()
    if (lines.length > 0) throw new Error(lines.join('\n'))
    const complaints = house.complaints()
    if (/deadlock|SQLITE_BUSY|ER_LOCK/i.test(complaints)) throw new Error(complaints)
  })

  /** A buyer with one piece in his cart, before the cart's button. */
  async function atCart(variantId: number) {
    const { id: customerId } = await given.customer()
    const buyer = await new Person(house.urls).signedIn({ customerId })
    const cart = await Cart.open({ customerId })
    await cart.put({ variantId, quantity: 1, price: 1_000_000, left: 1 })
    const page = await buyer.get('/cart?delivery=pickup')
    const go = () => buyer.submit(page, '/checkout/hold', {}, { follow: false })
    const issue = async () => {
      const checkout = await buyer.get(PICKUP)
      return buyer.submit(checkout, '/checkout', { credit: 0 }, { follow: false })
    }
    return { buyer, customerId, page, go, issue }
  }

  const reservedOf = async (variantId: number) => {
    const level = await db.from('stock_levels').where('variant_id', variantId).firstOrFail()
    return Number(level.reserved)
  }

  test('[row 63] a hundred buyers of ten pieces: ten hold, exactly ten pre-invoices', async ({
    assert,
  }) => {
    const { variantId } = await givenProduct({ price: 1_000_000, stock: 10 })
    const buyers = await Promise.all(Array.from({ length: 100 }, () => atCart(variantId!)))
    const before = await books()
    const answers = await Promise.all(buyers.map(({ go }) => go()))
    assert.isEmpty(answers.filter(({ status }) => status >= 400))
    assert.lengthOf(answers.filter(isHeld), 10, house.complaints())
    assert.equal(await reservedOf(variantId!), 10)

    const issues = await Promise.all(buyers.map(({ issue }) => issue()))
    assert.isEmpty(issues.filter(({ status }) => status >= 500))
    assert.lengthOf(issues.filter(isIssued), 10, house.complaints())
    for (const [at, answer] of answers.entries()) {
      assert.equal(isIssued(issues[at]), isHeld(answer), `buyer ${at}`)
    }
    const effect = difference(before, await books())
    assert.equal(effect['pre_invoices issued n'], 10)
    assert.equal(effect['reservations active quantity'], 10)
    assert.equal(await reservedOf(variantId!), 10)
    assert.isEmpty(await overdueHolds(10))
  }).timeout(240_000)

  test('[row 63] one button pressed in four processes at once: one hold', async ({ assert }) => {
    const { variantId } = await givenProduct({ price: 1_000_000, stock: 3 })
    const one = await atCart(variantId!)
    const before = await books()
    const sent = await Promise.all(house.urls.map(() => one.go()))
    const tabs = await Promise.all(
      house.urls.map(() =>
        one.buyer.submit(one.page, '/checkout/hold', { key: newKey() }, { follow: false })
      )
    )
    assert.isTrue([...sent, ...tabs].every(isHeld), house.complaints())
    const effect = difference(before, await books())
    assert.equal(effect['checkout_holds n'], 1)
    assert.equal(effect['reservations active quantity'], 1)
    assert.isUndefined(effect['reservations released n'])
  }).timeout(60_000)

  test('[row 63] expiry in one process against the issue in another: one document holds it', async ({
    assert,
  }) => {
    for (let turn = 0; turn < 8; turn++) {
      const { variantId } = await givenProduct({ price: 1_000_000, stock: 1 })
      const { customerId, buyer, go } = await atCart(variantId!)
      assert.isTrue(isHeld(await go()))
      const cart = await db.from('carts').where('customer_id', customerId).firstOrFail()
      const page = await buyer.get(PICKUP)
      const past = sqlTime(clock.now().minus({ seconds: 1 }))
      await db.from('checkout_holds').where('id', cart.hold_id).update({ held_until: past })
      const issue = buyer.submit(page, '/checkout', { credit: 0 }, { follow: false })
      await new Promise((resolve) => setTimeout(resolve, turn * 5))
      const [answer] = await Promise.all([issue, expireHold(Number(cart.hold_id))])
      assert.isTrue(isIssued(answer), `turn ${turn}: ${house.complaints()}`)
      assert.equal(await reservedOf(variantId!), 1)
    }
  }).timeout(120_000)
})
