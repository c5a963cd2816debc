import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import { clock } from '#app/core/clock'
import { sqlTime } from '#app/core/sql'
import { settings, SETTINGS } from '#app/people/models/setting'
import PreInvoice from '#app/sales/models/pre_invoice'
import { extendHold, followCart, freeHold } from '#app/shop/actions/change_hold'
import { checkOut, type CheckOut } from '#app/shop/actions/check_out'
import { expireHold } from '#app/shop/actions/expire_hold'
import { holdCheckout } from '#app/shop/actions/hold_checkout'
import { mergeCarts } from '#app/shop/actions/merge_carts'
import expireJob from '#app/shop/jobs/expire_holds_job'
import forgetJob from '#app/shop/jobs/forget_holds_job'
import Cart, { type CartOwner } from '#app/shop/models/cart'
import CheckoutHold from '#app/shop/models/checkout_hold'
import { ensurePlaces } from '#database/demo/places'
import { given } from '#tests/support/given'
import { givenProduct } from '#tests/support/given_catalogue'
import { givenClub } from '#tests/support/given_club'
import {
  allBooks,
  asCustomer,
  codeOf,
  givenIssued,
  givenShop,
  leftOf,
  newKey,
  RECIPIENT,
} from '#tests/support/given_sales'
import { Person } from '#tests/support/http_person'
import { statementsOf } from '#tests/support/statements'
import { allBreaches } from '#tests/support/all_breaches'

const IP = '10.1.2.3'
const PRICE = 1_000_000
const door = `http://127.0.0.1:${process.env.PORT}`

const goods = (stock: number) => givenProduct({ price: PRICE, stock })

async function cartWith(owner: CartOwner, variantId: number, quantity = 1) {
  const cart = await Cart.open(owner)
  await cart.put({ variantId, quantity, price: PRICE, left: quantity })
  return cart
}

async function buyerWith(variantId: number, quantity = 1) {
  const { id: customerId } = await given.customer()
  await cartWith({ customerId }, variantId, quantity)
  return { customerId }
}

const hold = (owner: CartOwner, wish: { key?: string; ip?: string } = {}) =>
  holdCheckout({ owner, ip: IP, key: newKey(), ...wish })

async function holderOf(variantId: number, quantity = 1) {
  const owner = await buyerWith(variantId, quantity)
  const { holdId } = await hold(owner)
  return { owner, holdId: holdId! }
}

function formOf({ customerId }: { customerId: number }, pieces = 1): CheckOut {
  return {
    customerId,
    deliveryMethod: 'pickup',
    recipient: RECIPIENT,
    note: null,
    credit: 0,
    expectedTotal: pieces * 1_100_000,
    key: newKey(),
    by: asCustomer(customerId),
  }
}

const holdOf = (id: number) => CheckoutHold.findOrFail(id)
/** How a hold ended; null while it lasts. */
const endOf = async (id: number) => {
  const { endedAs } = await holdOf(id)
  return endedAs
}
const untilOf = async (id: number) => {
  const { heldUntil } = await holdOf(id)
  return heldUntil
}
const holdIdOf = async (owner: CartOwner) => {
  const cart = await Cart.ownedBy(owner)
  return cart?.holdId
}
const heldBy = async (owner: CartOwner, wish: { key?: string; ip?: string } = {}) => {
  const { holdId } = await hold(owner, wish)
  return holdId
}
const rowsOf = (variantId: number) =>
  db.from('reservations').where('variant_id', variantId).orderBy('id')
const activeOf = async (variantId: number) => {
  const rows = await rowsOf(variantId).where('state', 'active')
  return rows.map((row) => [String(row.for_type), Number(row.quantity)])
}
const preInvoicesOf = ({ customerId }: { customerId: number }) =>
  PreInvoice.query().where('customerId', customerId)

test.group('What is held at the checkout [row 63]', (group) => {
  group.setup(async () => {
    await givenShop()
    await givenClub.tiers()
    await ensurePlaces(db.connection())
  })
  group.each.setup(async () => {
    const lasting = await db.from('checkout_holds').whereNull('ended_at')
    await db.from('checkout_holds').update({ held_until: '2026-01-01 00:00:00' })
    for (const { id } of lasting) await expireHold(Number(id))
  })
  group.each.teardown(async () => {
    clock.reset()
    await settings.set('checkoutHold', SETTINGS.checkoutHold)
    const lines = await allBreaches()
    if (lines.length > 0) throw new Error(lines.join('\n'))
  })

  test('[row 63] goods are kept for twenty minutes and sold again at most a minute later', async ({
    assert,
  }) => {
    assert.isAtMost(expireJob.every.seconds, 60)
    const { variantId } = await goods(3)
    const { owner, holdId } = await holderOf(variantId, 2)
    assert.equal(await leftOf(variantId), 1)
    const { heldUntil, createdAt } = await holdOf(holdId)
    assert.equal(heldUntil.diff(createdAt, 'minutes').minutes, 20)

    clock.travel({ minutes: 20, seconds: -5 })
    await expireJob.run()
    assert.equal(await leftOf(variantId), 1)
    clock.travel({ seconds: 5 + expireJob.every.seconds })
    assert.equal(await expireJob.run(), 1)
    assert.equal(await leftOf(variantId), 3)
    assert.equal(await endOf(holdId), 'expired')
    assert.lengthOf(await Cart.linesOf(owner), 1)
    assert.equal(await expireJob.run(), 0)
  })

  test('[row 63] two buyers at once for the last piece: one has it, the other is told', async ({
    assert,
  }) => {
    const { variantId } = await goods(1)
    const owners = [await buyerWith(variantId), await buyerWith(variantId)]
    const answers = await Promise.allSettled(owners.map((owner) => hold(owner)))
    assert.deepEqual(answers.map(({ status }) => status).sort(), ['fulfilled', 'rejected'])
    const winner = owners[answers.findIndex(({ status }) => status === 'fulfilled')]
    const loser = owners.find((owner) => owner !== winner)!
    const before = await allBooks()
    assert.equal(await codeOf(hold(loser)), 'out_of_stock')
    assert.equal(await codeOf(checkOut(formOf(loser))), 'out_of_stock')
    assert.equal(await allBooks(), before)
    await checkOut(formOf(winner))
    assert.lengthOf(await preInvoicesOf(winner), 1)
    assert.deepEqual(await activeOf(variantId), [['pre_invoice', 1]])
  })

  test('[row 63] the issue turns the hold into the reservation, without touching the shelf', async ({
    assert,
  }) => {
    const { variantId } = await goods(4)
    const { owner, holdId } = await holderOf(variantId, 4)
    assert.deepEqual(await activeOf(variantId), [['checkout_hold', 4]])
    const written = await statementsOf(() => checkOut(formOf(owner, 4)))
    assert.isEmpty(written.filter(({ sql }) => /UPDATE [`"]?stock_levels/i.test(sql)))
    assert.deepEqual(await activeOf(variantId), [['pre_invoice', 4]])
    assert.equal(await endOf(holdId), 'issued')
    assert.isNull(await holdIdOf(owner))
    assert.equal(await expireJob.run(), 0)
  })

  test('[row 63] a checkout without a hold costs the issue no statement more', async ({
    assert,
  }) => {
    const { variantId } = await goods(9)
    const own = (sql: string) => /checkout_holds|hold_id = /.test(sql)
    const owner = await buyerWith(variantId)
    const seen = await statementsOf(() => checkOut(formOf(owner)))
    assert.isEmpty(seen.filter(({ sql }) => own(sql)))
  })

  test('[row 63] the same key twice, twice at once and a second tab are one hold', async ({
    assert,
  }) => {
    const { variantId } = await goods(5)
    const owner = await buyerWith(variantId, 2)
    const key = newKey()
    const answers = await Promise.all([hold(owner, { key }), hold(owner, { key })])
    assert.deepEqual(answers.map(({ repeated }) => repeated).sort(), [false, true])
    const before = await allBooks()
    const again = await hold(owner, { key })
    assert.isTrue(again.repeated)
    assert.equal(await allBooks(), before)
    clock.travel({ minutes: 5 })
    const { heldUntil } = await holdOf(again.holdId!)
    const tabs = await Promise.all([hold(owner), hold(owner)])
    assert.deepEqual(
      tabs.map(({ holdId }) => holdId),
      [again.holdId, again.holdId]
    )
    assert.equal(Number(await untilOf(again.holdId!)), Number(heldUntil))
    assert.equal(await leftOf(variantId), 3)
    assert.lengthOf(await rowsOf(variantId), 1)
  })

  test('[row 63] it is extended once', async ({ assert }) => {
    const { variantId } = await goods(1)
    const { owner, holdId } = await holderOf(variantId)
    const { heldUntil } = await holdOf(holdId)
    const key = newKey()
    await Promise.all([extendHold({ owner, key }), extendHold({ owner, key })])
    const { heldUntil: later } = await holdOf(holdId)
    assert.equal(later.diff(heldUntil, 'minutes').minutes, 20)
    const before = await allBooks()
    assert.equal(await codeOf(extendHold({ owner, key: newKey() })), 'hold_extended_already')
    assert.equal(await allBooks(), before)
    clock.travel({ minutes: 39 })
    assert.equal(await expireJob.run(), 0)
    clock.travel({ minutes: 2 })
    assert.equal(await codeOf(extendHold({ owner, key: newKey() })), 'hold_over')
    assert.equal(await expireJob.run(), 1)
  })

  test('[row 63] expiry and issue at once: the goods are sold, held by one document', async ({
    assert,
  }) => {
    for (let turn = 0; turn < 8; turn++) {
      const { variantId } = await goods(1)
      const { owner, holdId } = await holderOf(variantId)
      const past = sqlTime(clock.now().minus({ seconds: 1 }))
      await db.from('checkout_holds').where('id', holdId).update({ held_until: past })
      const both = [() => expireHold(holdId), () => checkOut(formOf(owner))]
      await Promise.all((turn % 2 ? both.reverse() : both).map((act) => act()))
      assert.lengthOf(await preInvoicesOf(owner), 1)
      assert.deepEqual(await activeOf(variantId), [['pre_invoice', 1]])
      assert.include(['issued', 'expired'], String(await endOf(holdId)))
    }
  })

  test('[row 63] extension and expiry at once: what was decided first stands', async ({
    assert,
  }) => {
    const { variantId } = await goods(1)
    const { owner, holdId } = await holderOf(variantId)
    clock.travel({ minutes: 20, seconds: 1 })
    const [, ended] = await Promise.allSettled([
      extendHold({ owner, key: newKey() }),
      expireHold(holdId),
    ])
    assert.deepEqual(ended, { status: 'fulfilled', value: true })
    assert.equal(await leftOf(variantId), 1)
  })

  test('[row 63] it follows the cart, and ends with its last line', async ({ assert }) => {
    const { variantId } = await goods(6)
    const other = await goods(2)
    const { owner, holdId } = await holderOf(variantId, 2)
    const cart = (await Cart.ownedBy(owner))!
    await cart.put({ variantId, quantity: 5, price: PRICE, left: 6 })
    await cart.put({ variantId: other.variantId, quantity: 1, price: PRICE, left: 2 })
    await followCart(owner)
    assert.deepEqual([await leftOf(variantId), await leftOf(other.variantId)], [1, 1])
    const before = await allBooks()
    await followCart(owner)
    assert.equal(await allBooks(), before)
    await cart.take(variantId)
    await followCart(owner)
    assert.equal(await leftOf(variantId), 6)
    await cart.take(other.variantId)
    await followCart(owner)
    assert.equal(await leftOf(other.variantId), 2)
    assert.equal(await endOf(holdId), 'freed')
  })

  test('[row 63] a hold that is behind its cart blocks no issue', async ({ assert }) => {
    const { variantId } = await goods(6)
    const { owner } = await holderOf(variantId, 2)
    const cart = (await Cart.ownedBy(owner))!
    await cart.put({ variantId, quantity: 6, price: PRICE, left: 6 })
    await checkOut(formOf(owner, 6))
    assert.deepEqual(await activeOf(variantId), [['pre_invoice', 6]])
    assert.equal(await leftOf(variantId), 0)
  })

  test('[row 63] a price that moved refuses the issue and leaves the hold', async ({ assert }) => {
    const { variantId, variant } = await goods(1)
    const { owner, holdId } = await holderOf(variantId)
    await variant.merge({ price: 2 * PRICE }).save()
    const before = await allBooks()
    assert.equal(await codeOf(checkOut(formOf(owner))), 'price_changed')
    assert.equal(await allBooks(), before)
    assert.isNull(await endOf(holdId))
  })

  test('[row 63] his own unconfirmed request makes room: the hold is no obstacle', async ({
    assert,
  }) => {
    const { variantId } = await goods(2)
    const earlier = await givenIssued({ variantId, quantity: 2 })
    const owner = { customerId: earlier.customerId }
    await cartWith(owner, variantId, 2)
    await hold(owner)
    await checkOut(formOf(owner, 2))
    await earlier.refresh()
    assert.equal(earlier.status, 'cancelled')
    assert.deepEqual(await activeOf(variantId), [['pre_invoice', 2]])
  })

  test('[row 63] leaving it frees the goods at once; twice is no harm', async ({ assert }) => {
    const { variantId } = await goods(1)
    const { owner } = await holderOf(variantId)
    assert.isTrue(await freeHold(owner))
    assert.equal(await leftOf(variantId), 1)
    const before = await allBooks()
    assert.isFalse(await freeHold(owner))
    assert.equal(await allBooks(), before)
  })

  test('[row 63] one buyer cannot flood the shop: pieces, kinds and holds a day are limited', async ({
    assert,
  }) => {
    const limits = { pieces: 4, visitorPieces: 2, kinds: 1, perCustomer: 2, perAddress: 2 }
    await settings.set('checkoutHold', { minutes: 20, ...limits })
    const { variantId } = await goods(9)
    const second = await goods(9)
    const owner = await buyerWith(variantId, 9)
    await cartWith(owner, second.variantId, 3)
    await hold(owner)
    assert.deepEqual([await leftOf(variantId), await leftOf(second.variantId)], [5, 9])
    await freeHold(owner)
    await hold(owner)
    await freeHold(owner)
    const before = await db.from('checkout_holds').count('* as n')
    assert.isNull(await heldBy(owner))
    assert.deepEqual(await db.from('checkout_holds').count('* as n'), before)
    assert.equal(await leftOf(variantId), 9)
    clock.travel({ hours: 25 })
    assert.isNotNull(await heldBy(owner))
  })

  test('[row 63] visitors hold by their cookie, so many of one network, the same in IPv6', async ({
    assert,
  }) => {
    await settings.set('checkoutHold', { ...SETTINGS.checkoutHold, perAddress: 2 })
    const { variantId } = await goods(50)
    const visit = async (ip: string) => {
      const token = Cart.newToken()
      await cartWith({ token }, variantId, 5)
      const { holdId } = await hold({ token }, { ip })
      return holdId
    }
    const network = '2a01:5ec0:1:2'
    assert.isNotNull(await visit(`${network}::1`))
    assert.isNotNull(await visit(`${network}:9:9:9:9`))
    assert.isNull(await visit(`${network}::3`))
    assert.isNotNull(await visit('2a01:5ec0:1:3::1'))
    assert.equal(await leftOf(variantId), 50 - 3 * SETTINGS.checkoutHold.visitorPieces)
    const kept = await db.from('checkout_holds').whereNotNull('address_hash').select('address_hash')
    for (const row of kept) assert.match(String(row.address_hash), /^[0-9a-f]{64}$/)
  })

  test('[row 63] who signs in keeps what he held as a visitor', async ({ assert }) => {
    const { variantId } = await goods(2)
    const token = Cart.newToken()
    await cartWith({ token }, variantId, 2)
    const { holdId } = await hold({ token }, { ip: '10.9.9.9' })
    const { heldUntil } = await holdOf(holdId!)
    const { id: customerId } = await given.customer()
    clock.travel({ minutes: 3 })
    await mergeCarts({ token, customerId })
    const own = await holdOf(holdId!)
    assert.equal(own.customerId, customerId)
    assert.isNull(own.addressHash)
    assert.isTrue(own.heldUntil.equals(heldUntil))
    assert.equal(await holdIdOf({ customerId }), holdId)
    assert.deepEqual(await activeOf(variantId), [['checkout_hold', 2]])
    await checkOut(formOf({ customerId }, 2))
    assert.deepEqual(await activeOf(variantId), [['pre_invoice', 2]])
  })

  test('[row 63] two holds of one buyer become one when he signs in', async ({ assert }) => {
    const { variantId } = await goods(5)
    const { owner, holdId } = await holderOf(variantId, 2)
    const token = Cart.newToken()
    await cartWith({ token }, variantId, 2)
    const visitors = await hold({ token }, { ip: '10.9.9.8' })
    await mergeCarts({ token, customerId: owner.customerId })
    assert.equal(await endOf(visitors.holdId!), 'freed')
    assert.isNull(await endOf(holdId))
    assert.deepEqual(await activeOf(variantId), [['checkout_hold', 4]])
  })

  test('[row 63] in the browser: a button holds, the page says until when, once more, and lets go', async ({
    assert,
  }) => {
    const { product, variantId } = await goods(1)
    const { id: customerId } = await given.customer()
    const person = await new Person([door]).signedIn({ customerId })
    await person.submit(await person.get(`/p/${product.slug}`), '/cart/lines')
    const plain = await person.get('/checkout')
    assert.include(plain.html, 'کالاها هنوز برای شما نگه داشته نشده است')
    assert.equal(await leftOf(variantId), 1)

    const checkout = await person.submit(await person.get('/cart'), '/checkout/hold')
    assert.equal(checkout.path, '/checkout?delivery=courier')
    assert.match(checkout.html, /کالاها تا ساعت [۰-۹]{1,2}:[۰-۹]{2} برای شما نگه داشته شده است/)
    assert.equal(await leftOf(variantId), 0)
    const other = await new Person([door]).get(`/p/${product.slug}`)
    assert.include(other.html, 'ناموجود')
    const mine = await person.get('/cart')
    assert.notInclude(mine.html, 'ناموجود')

    const longer = await person.submit(checkout, '/checkout/hold')
    assert.include(longer.html, 'زمان نگه‌داشتن کالاها بیشتر شد')
    assert.notInclude(longer.html, '/checkout/hold?_method=PATCH')
    const refused = await person.submit(checkout, '/checkout/hold', {
      key: newKey(),
    })
    assert.include(refused.html, 'یک بار تمدید شده است')
    const left = await person.submit(longer, '/checkout/hold')
    assert.equal(left.path, '/cart')
    assert.equal(await leftOf(variantId), 1)
  })

  test('[row 63] a visitor holds, signs in and finds it held; changing the cart follows', async ({
    assert,
  }) => {
    const { product, variantId } = await goods(4)
    const person = new Person([door])
    await person.submit(await person.get(`/p/${product.slug}`), '/cart/lines')
    const asked = await person.submit(
      await person.get('/cart'),
      '/checkout/hold',
      {},
      { follow: false }
    )
    assert.deepEqual(asked.redirects, ['/checkout?delivery=courier'])
    assert.equal(await leftOf(variantId), 3)
    const page = await person.get('/checkout')
    assert.match(page.path, /^\/sign-in/)
    await person.submit(await person.get('/cart'), `/cart/lines/${variantId}`, {
      quantity: 3,
    })
    assert.equal(await leftOf(variantId), 1)
    await person.post(`/cart/lines/${variantId}?_method=DELETE`, {}, { csrf: true })
    assert.equal(await leftOf(variantId), 4)
  })

  for (const key of ['', 'short', 'x'.repeat(65), '<script>alert(1)</script>']) {
    test(`[row 63] a key like “${key.slice(0, 12)}” holds nothing`, async ({ assert }) => {
      const { variantId } = await goods(1)
      const { customerId } = await buyerWith(variantId)
      const person = await new Person([door]).signedIn({ customerId })
      const cart = await person.get('/cart')
      const before = await allBooks()
      const refused = await person.submit(cart, '/checkout/hold', { key })
      assert.notInclude(refused.html, '<script>alert(1)')
      assert.equal(await allBooks(), before)
      assert.equal(await leftOf(variantId), 1)
    })
  }

  test('[row 63] more than a batch end in one run, and in two at once', async ({ assert }) => {
    const { variantId } = await goods(110)
    for (let n = 0; n < 105; n++) await holderOf(variantId)
    assert.equal(await leftOf(variantId), 5)
    clock.travel({ minutes: 21 })
    const runs = await Promise.all([expireJob.run(), expireJob.run()])
    assert.equal(runs[0] + runs[1], 105)
    assert.equal(await leftOf(variantId), 110)
  })

  test('[row 63] holds that ended long ago are forgotten, in batches; what lasts and what is recent stays', async ({
    assert,
  }) => {
    const { variantId } = await goods(5)
    const lasting = await holderOf(variantId)
    const recent = await holderOf(variantId)
    const old = await holderOf(variantId)
    for (const { holdId } of [recent, old]) {
      await db
        .from('checkout_holds')
        .where('id', holdId)
        .update({ held_until: '2026-01-01 00:00:00' })
      await expireHold(holdId)
    }
    const ago = (days: number) => sqlTime(clock.now().minus({ days }))
    const at = (id: number, days: number) =>
      db
        .from('checkout_holds')
        .where({ id })
        .update({ ended_at: ago(days) })
    await at(recent.holdId, 89)
    await at(old.holdId, 91)
    const forgotten = await Promise.all([forgetJob.run(), forgetJob.run()])
    assert.equal(forgotten[0] + forgotten[1], 1)
    const left = await db.from('checkout_holds').select('id')
    const ids = left.map(({ id }) => Number(id))
    assert.includeMembers(ids, [lasting.holdId, recent.holdId])
    assert.notInclude(ids, old.holdId)
    assert.equal(await forgetJob.run(), 0)
    assert.equal(await leftOf(variantId), 4)
    assert.deepEqual(await allBreaches(), [])
  })
})
