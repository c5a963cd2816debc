import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import { clock } from '#app/core/clock'
import { sqlTime } from '#app/core/sql'
import Variant from '#app/catalogue/models/variant'
import Customer from '#app/people/models/customer'
import { expirePreInvoice } from '#app/sales/actions/expire_pre_invoice'
import { extendPreInvoice } from '#app/sales/actions/extend_pre_invoice'
import { issuePreInvoice } from '#app/sales/actions/issue_pre_invoice'
import { renewPreInvoice } from '#app/sales/actions/renew_pre_invoice'
import PreInvoice from '#app/sales/models/pre_invoice'
import { given } from '#tests/support/given'
import { givenProduct } from '#tests/support/given_catalogue'
import { breaches, givenClub } from '#tests/support/given_club'
import { browserOf, visitor } from '#tests/support/given_people'
import {
  allBooks,
  asCustomer,
  givenIssued,
  givenShop,
  leftOf,
  newKey,
  orderOf,
  refusalOf,
  statusOf,
} from '#tests/support/given_sales'

async function givenExpired(preInvoice: PreInvoice) {
  const past = sqlTime(clock.now().minus({ minutes: 1 }))
  await db.from('pre_invoices').where('id', preInvoice.id).update({ valid_until: past })
  await expirePreInvoice(preInvoice.id)
  await preInvoice.refresh()
  return preInvoice
}

async function renewalOf({ id, customerId, total }: PreInvoice, expectedTotal: number = total) {
  return { preInvoiceId: id, customerId, expectedTotal, key: newKey() }
}

test.group('A living pre-invoice | terms', (group) => {
  group.setup(async () => {
    await givenShop()
  })
  group.each.teardown(async () => {
    const broken = await breaches()
    if (broken.length > 0) throw new Error(broken.join('\n'))
  })

  test('[row 53] an expired one is renewed at the price of today, stock and credit set aside again', async ({
    assert,
  }) => {
    const { customerId, wallet } = await givenClub.member({ credit: 3_000_000 })
    const { variantId } = await givenProduct({ price: 2_000_000, stock: 5 })
    const former = await givenIssued({ customerId, variantId, quantity: 2, credit: 1_000_000 })
    await givenExpired(former)
    assert.equal(await leftOf(variantId), 5)
    await Variant.query().where('id', variantId).update({ price: 2_500_000 })
    const order = await orderOf(customerId, [{ variantId, quantity: 2 }])

    const before = await allBooks()
    const dearer = await refusalOf(renewPreInvoice(await renewalOf(former)))
    assert.equal(dearer.refusal, 'price_changed')
    assert.equal(await allBooks(), before)

    const renewal = await renewalOf(former, order.expectedTotal)
    const first = await renewPreInvoice(renewal)
    const again = await renewPreInvoice(renewal)
    assert.deepEqual(again, { preInvoiceId: first.preInvoiceId, repeated: true })
    const renewed = await PreInvoice.findOrFail(first.preInvoiceId)
    assert.equal(renewed.total, order.expectedTotal)
    assert.equal(renewed.status, 'issued')
    assert.equal(await leftOf(variantId), 3)
    assert.deepEqual(await wallet.balances(), {
      available: 2_000_000,
      held: 1_000_000,
      pending: 0,
    })
    assert.equal(await statusOf(former), 'expired')
  })

  test('[row 53] renewed once, however many try at once', async ({ assert }) => {
    const { variantId } = await givenProduct({ stock: 9 })
    const former = await givenExpired(await givenIssued({ variantId, quantity: 2 }))
    const tries = await Promise.all([1, 2, 3, 4].map(() => renewalOf(former)))
    const answers = await Promise.allSettled(tries.map((renewal) => renewPreInvoice(renewal)))
    const refused = answers.filter((answer) => answer.status === 'rejected')
    assert.lengthOf(refused, 3)
    for (const { reason } of refused) assert.equal(reason.refusal, 'already_renewed')
    assert.equal(await leftOf(variantId), 7)
  })

  test('[row 53] not renewed: while it is valid, by somebody else, or when the goods are gone', async ({
    assert,
  }) => {
    const { variantId } = await givenProduct({ stock: 3 })
    const former = await givenIssued({ variantId, quantity: 3 })
    const open = await refusalOf(renewPreInvoice(await renewalOf(former)))
    assert.equal(open.refusal, 'renewal_not_due')
    await givenExpired(former)
    const stranger = await given.customer()
    const foreign = { ...(await renewalOf(former)), customerId: stranger.id }
    const nobody = await refusalOf(renewPreInvoice(foreign))
    assert.equal(nobody.status, 404)

    await issuePreInvoice(await orderOf(stranger.id, [{ variantId, quantity: 1 }]))
    const before = await allBooks()
    const gone = await refusalOf(renewPreInvoice(await renewalOf(former)))
    assert.equal(gone.refusal, 'out_of_stock')
    assert.equal(gone.details.params?.left, 2)
    assert.equal(await allBooks(), before)
    const owner = await browserOf(await Customer.findOrFail(former.customerId))
    const page = await owner.get(`/pre-invoices/${former.id}`)
    assert.include(page.text, '۳ عدد خواسته بودید، ۲ عدد مانده است')
  })

  test('[row 53] a valid one is extended once; one that ended is not', async ({ assert }) => {
    const preInvoice = await givenIssued()
    const by = asCustomer(preInvoice.customerId)
    const until = preInvoice.validUntil
    const form = { preInvoiceId: preInvoice.id, by, key: newKey() }
    const both = await Promise.allSettled([
      extendPreInvoice(form),
      extendPreInvoice({ ...form, key: newKey() }),
    ])
    assert.lengthOf(
      both.filter((answer) => answer.status === 'fulfilled'),
      1
    )
    await preInvoice.refresh()
    assert.equal(preInvoice.validUntil.diff(until, 'days').days, 3)

    const before = await allBooks()
    const twice = await refusalOf(extendPreInvoice({ ...form, key: newKey() }))
    assert.equal(twice.refusal, 'already_extended')
    assert.equal(await allBooks(), before)
    await givenExpired(preInvoice)
    const after = await allBooks()
    const ended = await refusalOf(extendPreInvoice({ ...form, key: newKey() }))
    assert.equal(ended.refusal, 'pre_invoice_not_open')
    assert.equal(await allBooks(), after)
  })

  test('[row 53] a shared link shows the quote and nothing of the person; revoked it shows nothing', async ({
    assert,
  }) => {
    const preInvoice = await givenIssued()
    const customer = await Customer.findOrFail(preInvoice.customerId)
    const owner = await browserOf(customer)
    const anybody = visitor()
    const shared = await owner.post(`/pre-invoices/${preInvoice.id}/link`, {})
    assert.equal(shared.status, 302)
    const page = await owner.get(`/pre-invoices/${preInvoice.id}`)
    const [, secret] = /\/s\/([\w-]{22})/.exec(page.text) ?? []
    assert.isDefined(secret)
    const row = await db.from('pre_invoices').where('id', preInvoice.id).firstOrFail()
    assert.match(row.secret_hash, /^[0-9a-f]{64}$/)

    const quote = await anybody.get(`/s/${secret}`)
    assert.equal(quote.status, 200)
    assert.include(quote.text, 'noindex')
    for (const personal of [customer.mobile.slice(-7), 'خیابان ولیعصر', customer.lastName!]) {
      assert.notInclude(quote.text, personal)
    }
    const wrong = ['x', 'a'.repeat(22), `${secret.slice(0, 21)}_`, `${secret}a`]
    for (const guess of wrong) {
      const { status } = await anybody.get(`/s/${guess}`)
      assert.equal(status, 404, guess)
    }
    await owner.post(`/pre-invoices/${preInvoice.id}/link?_method=DELETE`, {})
    const revoked = await anybody.get(`/s/${secret}`)
    assert.equal(revoked.status, 404)
  })
})
