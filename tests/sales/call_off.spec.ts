import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import type { Actor } from '#app/core/actor'
import { clock } from '#app/core/clock'
import { timeOf } from '#app/core/sql'
import { cancelPreInvoice } from '#app/sales/actions/cancel_pre_invoice'
import { expirePreInvoice } from '#app/sales/actions/expire_pre_invoice'
import expireJob from '#app/sales/jobs/expire_pre_invoices_job'
import type PreInvoice from '#app/sales/models/pre_invoice'
import { givenProduct } from '#tests/support/given_catalogue'
import { breaches, givenClub } from '#tests/support/given_club'
import {
  allBooks,
  asCustomer,
  asStaff,
  codeOf,
  givenConfirmed,
  givenDelivered,
  givenInvoiced,
  givenIssued,
  givenShop,
  httpOf,
  leftOf,
  newKey,
  pick,
  refusalOf,
  remittancesOf,
  type Shop,
  statusOf,
} from '#tests/support/given_sales'

let shop: Shop
const setup = async () => {
  shop = await givenShop()
}
const laws = async () => {
  const broken = await breaches()
  if (broken.length > 0) throw new Error(broken.join('\n'))
}

const cancel = (preInvoice: PreInvoice, by: Actor, key = newKey()) =>
  cancelPreInvoice({ preInvoiceId: preInvoice.id, by, reason: 'منصرف شد', key })
const asBuyer = (preInvoice: PreInvoice) => asCustomer(preInvoice.customerId)

test.group('cancelPreInvoice [row 60]', (group) => {
  group.setup(setup)
  group.each.teardown(laws)

  test('an open one, by the customer: stock and credit back, once', async ({ assert }) => {
    const { customerId, wallet } = await givenClub.member({ credit: 1_000_000 })
    const { variantId } = await givenProduct({ stock: 2 })
    for (const make of [givenIssued, (wish: object) => givenConfirmed(shop, wish)]) {
      const preInvoice = await make({ customerId, variantId, quantity: 2, credit: 700_000 })
      assert.equal(await leftOf(variantId), 0)
      const key = newKey()
      const by = asBuyer(preInvoice)
      const both = await Promise.all([cancel(preInvoice, by, key), cancel(preInvoice, by, key)])
      assert.sameMembers(
        both.map((answer) => answer.repeated),
        [false, true]
      )
      assert.equal(await statusOf(preInvoice), 'cancelled')
      assert.equal(await leftOf(variantId), 2)
      assert.deepEqual(await wallet.balances(), { available: 1_000_000, held: 0, pending: 0 })
      const tasks = { case_id: preInvoice.caseId, state: 'open' }
      assert.lengthOf(await db.from('tasks').where(tasks), 0)
    }
  })

  test('a sale, by staff, before it is picked: money due back, credit back, counted no more', async ({
    assert,
  }) => {
    const { customerId, wallet } = await givenClub.member({ credit: 1_000_000 })
    const { variantId } = await givenProduct({ price: 3_000_000, stock: 2 })
    const preInvoice = await givenInvoiced(shop, { customerId, variantId, credit: 700_000 })
    const first = await db.from('lots').where('customer_id', customerId).firstOrFail()
    const stats = () => db.from('customer_stats').where('customer_id', customerId).firstOrFail()
    assert.deepInclude(await stats(), { purchases: 1, spent: 3_000_000 })

    await cancel(preInvoice, asStaff(shop.expert))
    assert.equal(await statusOf(preInvoice), 'cancelled')
    assert.equal(await leftOf(variantId), 2)
    assert.deepEqual(await wallet.balances(), { available: 1_000_000, held: 0, pending: 0 })
    const returned = await db
      .from('lots')
      .where({ customer_id: customerId, rule: 'returned_credit' })
      .firstOrFail()
    assert.equal(Number(returned.amount), 700_000)
    assert.equal(returned.expires_at, first.expires_at)
    assert.deepInclude(await stats(), { purchases: 0, spent: 0, last_purchase_at: null })
    const payment = await db.from('payments').where('payable_id', preInvoice.id).firstOrFail()
    assert.equal(payment.status, 'refund_due')
    const tasks = await db.from('tasks').where({ case_id: preInvoice.caseId, state: 'open' })
    assert.deepEqual(
      tasks.map((task) => [task.kind, task.assignee_id]),
      [['refund', shop.branchManager.id]]
    )
  })

  test('credit whose time ran out meanwhile comes back with a new one', async ({ assert }) => {
    const { customerId, wallet } = await givenClub.member()
    await givenClub.credit(wallet, 500_000, { expiresAt: clock.now().plus({ days: 2 }) })
    const preInvoice = await givenInvoiced(shop, { customerId, credit: 300_000 })
    clock.travel({ days: 5 })
    await cancel(preInvoice, asStaff(shop.expert))
    const lot = await db
      .from('lots')
      .where({ customer_id: customerId, rule: 'returned_credit' })
      .firstOrFail()
    const months = timeOf(String(lot.expires_at)).diff(clock.now(), 'months').months
    assert.isAbove(months, 11)
  })

  test('not by the customer after the sale, not by anybody once picked or delivered', async ({
    assert,
  }) => {
    const sold = await givenInvoiced(shop)
    const picked = await givenInvoiced(shop)
    const [remittanceId] = await remittancesOf(picked)
    await pick(shop, remittanceId)
    const delivered = await givenDelivered(shop)
    const before = await allBooks()
    const byCustomer = await refusalOf(cancel(sold, asBuyer(sold)))
    assert.equal(byCustomer.status, 409)
    assert.deepEqual(byCustomer.details.allowed, [])
    assert.equal(await codeOf(cancel(picked, asStaff(shop.expert))), 'already_picked')
    assert.equal(await httpOf(cancel(delivered, asStaff(shop.expert))), 409)
    assert.equal(await allBooks(), before)
  })

  test('cancelling and picking at once: one of them', async ({ assert }) => {
    const preInvoice = await givenInvoiced(shop)
    const [remittanceId] = await remittancesOf(preInvoice)
    const answers = await Promise.allSettled([
      cancel(preInvoice, asStaff(shop.expert)),
      pick(shop, remittanceId),
    ])
    assert.lengthOf(
      answers.filter((answer) => answer.status === 'fulfilled'),
      1
    )
  })

  test('the same key for another one is refused', async ({ assert }) => {
    const { customerId } = await givenClub.member()
    const one = await givenIssued({ customerId })
    const two = await givenIssued({ customerId })
    const key = newKey()
    await cancel(one, asBuyer(one), key)
    assert.equal(await codeOf(cancel(two, asBuyer(two), key)), 'key_reused')
  })
})

test.group('expirePreInvoice [row 60]', (group) => {
  group.setup(setup)
  group.each.teardown(laws)

  test('the job ends what is past its validity, and nothing else [row 63]', async ({ assert }) => {
    const { customerId, wallet } = await givenClub.member({ credit: 900_000 })
    const { variantId } = await givenProduct({ stock: 5 })
    const issued = await givenIssued({ customerId, variantId, credit: 400_000 })
    const confirmed = await givenConfirmed(shop, { customerId, variantId, credit: 500_000 })
    const sold = await givenInvoiced(shop)
    assert.equal(await expireJob.run(), 0)
    clock.travel({ days: 3 })
    const fresh = await givenIssued()
    const [one, two] = await Promise.all([expireJob.run(), expireJob.run()])
    assert.equal(one + two, 2)
    assert.equal(await statusOf(issued), 'expired')
    assert.equal(await statusOf(confirmed), 'expired')
    assert.equal(await statusOf(sold), 'invoiced')
    assert.equal(await statusOf(fresh), 'issued')
    assert.equal(await leftOf(variantId), 5)
    assert.deepEqual(await wallet.balances(), { available: 900_000, held: 0, pending: 0 })
    const texts = await db.from('outgoing_messages').where('template', 'pre_invoice_expired')
    assert.lengthOf(texts, 2)
  })

  test('not before its time', async ({ assert }) => {
    const preInvoice = await givenIssued()
    const before = await allBooks()
    assert.isFalse(await expirePreInvoice(preInvoice.id))
    assert.equal(await allBooks(), before)
  })
})
