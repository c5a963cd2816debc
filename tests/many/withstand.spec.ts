import { setTimeout as wait } from 'node:timers/promises'
import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import { clock } from '#app/core/clock'
import { sqlTime } from '#app/core/sql'
import { cancelPreInvoice } from '#app/sales/actions/cancel_pre_invoice'
import { expirePreInvoice } from '#app/sales/actions/expire_pre_invoice'
import { pickRemittance } from '#app/sales/actions/pick_remittance'
import { revisePreInvoice } from '#app/sales/actions/revise_pre_invoice'
import Cart from '#app/shop/models/cart'
import { newKey, Shop, staffActor } from '#tests/many/world'
import { given } from '#tests/support/given'
import { givenProduct } from '#tests/support/given_catalogue'
import { Person } from '#tests/support/http_person'
import { House } from '#tests/support/processes'
import { allBreaches } from '#tests/support/all_breaches'

/* Four processes serve the pages; this one is a fifth that works on the same database. */

const BUYERS = 200
const VARIANTS = 20
const PIECES_EACH = 15
const LINES_EACH = 3
const RACES = 8
const STEP_MS = 12

const isIssued = (to: string | undefined) => /\/pre-invoices\/\d+$/.test(to ?? '')

test.group('What the chain withstands', (group) => {
  let shop: Shop
  let house: House

  group.setup(async () => {
    shop = await Shop.open()
    house = await House.open({ processes: 4 })
    return () => house.close()
  })
  group.each.teardown(async () => {
    const lines = await allBreaches()
    if (lines.length > 0) throw new Error(lines.join('\n'))
    const complaints = house.complaints()
    if (/deadlock|SQLITE_BUSY|ER_LOCK/i.test(complaints)) throw new Error(complaints)
  })

  const person = (owner: { customerId: number } | { staffId: number }) =>
    new Person(house.urls).signedIn(owner)

  /** A buyer with these goods in his cart, in this order, before the checkout form. */
  async function atCheckout(customerId: number, variantIds: number[]) {
    const buyer = await person({ customerId })
    const cart = await Cart.open({ customerId })
    for (const variantId of variantIds) {
      await cart.put({ variantId, quantity: 1, price: 1_000_000, left: 1 })
    }
    const page = await buyer.get('/checkout?delivery=pickup')
    return () => buyer.submit(page, '/checkout', { credit: 0 }, { follow: false })
  }

  const levelOf = async (variantId: number) => {
    const level = await db.from('stock_levels').where('variant_id', variantId).firstOrFail()
    return { onHand: Number(level.on_hand), reserved: Number(level.reserved) }
  }

  const statusOf = async (preInvoiceId: number) => {
    const row = await db.from('pre_invoices').where('id', preInvoiceId).firstOrFail()
    return String(row.status)
  }

  test(`[row 64] ${BUYERS} checkouts at once over ${VARIANTS} scarce variants in mixed order: none too many, none lost`, async ({
    assert,
  }) => {
    const variantIds: number[] = []
    for (let index = 0; index < VARIANTS; index++) {
      const { variantId } = await givenProduct({ price: 1_000_000, stock: PIECES_EACH })
      variantIds.push(variantId!)
    }
    const sends: (() => ReturnType<Person['submit']>)[] = []
    const wishes: number[][] = []
    for (let from = 0; from < BUYERS; from += 20) {
      const some = await Promise.all(
        Array.from({ length: 20 }, async (_, index) => {
          const { id } = await given.customer()
          const at = from + index
          const picks = Array.from(
            { length: LINES_EACH },
            (__, line) => variantIds[(at * 7 + line * (1 + (at % 5)) * 3) % VARIANTS]
          )
          const wish = [...new Set(picks)]
          wishes[at] = wish
          return atCheckout(id, at % 2 ? wish.reverse() : wish)
        })
      )
      sends.push(...some)
    }
    const answers = await Promise.all(sends.map((send) => send()))
    assert.deepEqual(
      answers.filter(({ status }) => status >= 500).map(({ status }) => status),
      [],
      house.complaints()
    )
    const issued = answers.filter(({ redirects }) => isIssued(redirects[0])).length
    for (const variantId of variantIds) {
      const { onHand, reserved } = await levelOf(variantId)
      assert.isAtMost(reserved, onHand)
      const rows = await db
        .from('reservations')
        .where({ variant_id: variantId, state: 'active' })
        .sum('quantity as pieces')
        .firstOrFail()
      const ordered = await db
        .from('pre_invoice_lines as l')
        .join('pre_invoices as p', 'p.id', 'l.pre_invoice_id')
        .where({ 'l.variant_id': variantId, 'p.status': 'issued' })
        .sum('l.quantity as pieces')
        .firstOrFail()
      assert.equal(Number(rows.pieces ?? 0), reserved)
      assert.equal(Number(ordered.pieces ?? 0), reserved)
    }
    /* Nothing was given back meanwhile: who was sent away lacks something that is all taken. */
    const taken = new Set<number>()
    for (const variantId of variantIds) {
      const { onHand, reserved } = await levelOf(variantId)
      if (reserved === onHand) taken.add(variantId)
    }
    answers.forEach(({ redirects }, at) => {
      if (isIssued(redirects[0])) return
      assert.isTrue(wishes[at].some((variantId) => taken.has(variantId)))
    })
    console.log(`    ${issued} of ${BUYERS} were served`)

    const mine = await db
      .from('pre_invoice_lines as l')
      .join('pre_invoices as p', 'p.id', 'l.pre_invoice_id')
      .whereIn('l.variant_id', variantIds)
      .distinct('p.id')
    const ids = mine.map(({ id }) => Number(id))
    const past = sqlTime(clock.now().minus({ minutes: 1 }))
    await db.from('pre_invoices').whereIn('id', ids).update({ valid_until: past })
    for (const id of ids) await expirePreInvoice(id)
    for (const variantId of variantIds) {
      assert.deepEqual(await levelOf(variantId), { onHand: PIECES_EACH, reserved: 0 })
    }
  })

  test('[row 63] expiry races payment: sold with its goods, or expired with nothing held', async ({
    assert,
  }) => {
    const outcomes: string[] = []
    for (let race = 0; race < RACES; race++) {
      const { preInvoiceId, payable, wallet } = await shop.confirmed()
      const expert = await person({ staffId: shop.staff.manager.id })
      const page = await expert.get(`/desk/pre-invoices/${preInvoiceId}`)
      const past = sqlTime(clock.now().minus({ minutes: 1 }))
      await db.from('pre_invoices').where('id', preInvoiceId).update({ valid_until: past })
      const pay = () =>
        expert.submit(
          page,
          `/desk/pre-invoices/${preInvoiceId}/payments`,
          { method: 'cash', amount: String(payable / 10) },
          { follow: false }
        )
      const expire = () => expirePreInvoice(preInvoiceId)
      const [paid] = await Promise.all([pay(), later(race, expire)])
      assert.isBelow(paid.status, 500, house.complaints())
      const status = await statusOf(preInvoiceId)
      outcomes.push(status)
      const { held } = await wallet.balances()
      const payments = await db
        .from('payments')
        .where({ payable_type: 'pre_invoice', payable_id: preInvoiceId })
      const reserved = await db
        .from('reservations')
        .where({ for_type: 'pre_invoice', for_id: preInvoiceId, state: 'active' })
      assert.equal(held, 0)
      if (status === 'invoiced') assert.lengthOf(payments, 1)
      else {
        assert.equal(status, 'expired')
        assert.lengthOf(payments, 0)
        assert.lengthOf(reserved, 0)
      }
    }
    console.log(`    ${outcomes.join(', ')}`)
  })

  test('[row 57] four processes issue invoices at once: numbers follow each other without a gap', async ({
    assert,
  }) => {
    const ready = []
    for (let index = 0; index < 4 * RACES; index++) {
      const { preInvoiceId, payable } = await shop.confirmed(0)
      const manager = await person({ staffId: shop.staff.manager.id })
      const page = await manager.get(`/desk/pre-invoices/${preInvoiceId}`)
      const fields = { method: 'cash', amount: String(payable / 10) }
      const action = `/desk/pre-invoices/${preInvoiceId}/payments`
      ready.push({
        preInvoiceId,
        pay: () => manager.submit(page, action, fields, { follow: false }),
      })
    }
    const answers = await Promise.all(ready.map(({ pay }) => pay()))
    assert.deepEqual(
      answers.filter(({ status }) => status >= 400).map(({ status }) => status),
      [],
      house.complaints()
    )
    const rows = await db
      .from('invoices')
      .where('branch_id', shop.branchId)
      .orderBy('serial')
      .select('serial', 'jalali_year', 'source_id')
    const ids = ready.map(({ preInvoiceId }) => preInvoiceId)
    assert.includeMembers(
      rows.map(({ source_id: id }) => Number(id)),
      ids
    )
    assert.deepEqual(
      rows.map(({ serial }) => Number(serial)),
      rows.map((_, index) => index + 1)
    )
  })

  test('[row 58] picking races cancellation: goods left or sale undone, never both', async ({
    assert,
  }) => {
    const outcomes: string[] = []
    for (let race = 0; race < RACES; race++) {
      const { preInvoiceId, remittanceId } = await shop.invoiced()
      const before = await levelOf(shop.variantId)
      const manager = await person({ staffId: shop.staff.manager.id })
      const page = await manager.get(`/desk/pre-invoices/${preInvoiceId}`)
      const cancel = () =>
        manager.submit(
          page,
          `/desk/pre-invoices/${preInvoiceId}/cancellation`,
          { reason: 'انصراف مشتری' },
          { follow: false }
        )
      const pick = () =>
        pickRemittance({ remittanceId, by: staffActor(shop.staff.keeper), key: newKey() }).catch(
          (error: { status?: number }) => error.status
        )
      const [cancelled] = await Promise.all([cancel(), later(race, pick)])
      assert.isBelow(cancelled.status, 500, house.complaints())
      const status = await statusOf(preInvoiceId)
      outcomes.push(status)
      const after = await levelOf(shop.variantId)
      const { status: remittance } = await db
        .from('remittances')
        .where('id', remittanceId)
        .firstOrFail()
      assert.equal(remittance, status === 'cancelled' ? 'cancelled' : 'picked')
      const left = status === 'cancelled' ? 0 : 2
      assert.deepEqual(after, { onHand: before.onHand - left, reserved: before.reserved - 2 })
    }
    console.log(`    ${outcomes.join(', ')}`)
  })

  test('[row 55] an edit races the acceptance: nobody agrees to what he has not read', async ({
    assert,
  }) => {
    for (let race = 0; race < RACES; race++) {
      const { preInvoiceId, customerId, code } = await shop.revised()
      const owner = await person({ customerId })
      const page = await owner.get(`/pre-invoices/${preInvoiceId}`)
      const accept = () =>
        owner.submit(page, `/pre-invoices/${preInvoiceId}/acceptance`, { code }, { follow: false })
      const by = staffActor(shop.staff.sales)
      const edit = () =>
        revisePreInvoice({
          preInvoiceId,
          version: 2,
          lines: [{ variantId: shop.variantId, quantity: 1, discount: 0 }],
          freight: 0,
          reason: 'یک عدد موجود است',
          by,
          key: newKey(),
        }).catch((error: { status?: number }) => error)
      const [answer] = await Promise.all([accept(), later(race, edit)])
      assert.isBelow(answer.status, 500, house.complaints())
      const row = await db.from('pre_invoices').where('id', preInvoiceId).firstOrFail()
      assert.isAtMost(Number(row.accepted_version), 2)
      const agreed = await db
        .from('pre_invoice_acceptances as a')
        .join('pre_invoice_versions as v', 'v.id', 'a.version_id')
        .where('v.pre_invoice_id', preInvoiceId)
      assert.isTrue(agreed.every(({ version }) => Number(version) === 2))
      if (Number(row.version) === 3) assert.notEqual(Number(row.accepted_version), 3)
      await cancelPreInvoice({ preInvoiceId, by, reason: 'پایان', key: newKey() })
    }
  })

  test('[row 53] the price moved between cart and order: it is shown and asked again', async ({
    assert,
  }) => {
    const { variantId, product } = await givenProduct({ price: 1_000_000, stock: 5 })
    const { id: customerId } = await given.customer()
    const buyer = await person({ customerId })
    const cart = await Cart.open({ customerId })
    await cart.put({ variantId: variantId!, quantity: 2, price: 1_000_000, left: 5 })
    const old = await buyer.get('/checkout?delivery=pickup')
    await db.from('variants').where('id', variantId!).update({ price: 1_250_000 })
    await db.from('products').where('id', product.id).update({ price_from: 1_250_000 })

    const refused = await buyer.submit(old, '/checkout', { credit: 0 })
    assert.isFalse(refused.redirects.some(isIssued), refused.redirects.join())
    assert.match(refused.html, /قیمت/)
    assert.include(refused.html, '۲۷۵٬۰۰۰')
    const orders = await db.from('pre_invoices').where('customer_id', customerId)
    assert.lengthOf(orders, 0)
    assert.deepEqual(await levelOf(variantId!), { onHand: 5, reserved: 0 })

    const shown = await buyer.get('/checkout?delivery=pickup')
    const agreed = await buyer.submit(shown, '/checkout', { credit: 0 }, { follow: false })
    assert.isTrue(isIssued(agreed.redirects[0]))
    const [order] = await db.from('pre_invoices').where('customer_id', customerId)
    assert.equal(Number(order.total), 2_750_000)
  })
})

/** Each race the other one comes a little later, so that now this one wins and now that one. */
async function later<Result>(race: number, deed: () => Promise<Result>) {
  await wait(race * STEP_MS)
  return deed()
}
