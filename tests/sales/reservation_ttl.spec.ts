import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import { clock } from '#app/core/clock'
import { sqlTime } from '#app/core/sql'
import { extendPreInvoice } from '#app/sales/actions/extend_pre_invoice'
import expireJob from '#app/sales/jobs/expire_pre_invoices_job'
import { givenProduct } from '#tests/support/given_catalogue'
import { breaches } from '#tests/support/given_club'
import {
  allBooks,
  asCustomer,
  givenIssued,
  givenShop,
  leftOf,
  newKey,
  refusalOf,
} from '#tests/support/given_sales'

test.group('A reservation ends with its validity', (group) => {
  group.setup(async () => {
    await givenShop()
  })
  group.each.teardown(async () => {
    clock.reset()
    const broken = await breaches()
    if (broken.length > 0) throw new Error(broken.join('\n'))
  })

  test('[row 63] goods are held until the validity and sold again at most a minute later', async ({
    assert,
  }) => {
    assert.isAtMost(expireJob.every.seconds, 60)
    const { variantId } = await givenProduct({ price: 1_000_000, stock: 3 })
    const preInvoice = await givenIssued({ variantId, quantity: 2 })
    const left = preInvoice.validUntil.diff(clock.now(), 'seconds').seconds
    clock.travel({ seconds: left - 5 })
    const before = await allBooks()
    await expireJob.run()
    assert.equal(await leftOf(variantId), 1)
    assert.equal(await allBooks(), before)
    clock.travel({ seconds: 5 + expireJob.every.seconds })
    await expireJob.run()
    assert.equal(await leftOf(variantId), 3)
    assert.equal(await expireJob.run(), 0)
  })

  test('[row 63] more than a batch end in one run', async ({ assert }) => {
    const { variantId } = await givenProduct({ price: 1_000_000, stock: 130 })
    const ids: number[] = []
    for (let n = 0; n < 105; n++) {
      const { id } = await givenIssued({ variantId, quantity: 1 })
      ids.push(id)
    }
    assert.equal(await leftOf(variantId), 25)
    const past = sqlTime(clock.now().minus({ seconds: 1 }))
    await db.from('pre_invoices').whereIn('id', ids).update({ valid_until: past })
    const runs = await Promise.all([expireJob.run(), expireJob.run()])
    assert.equal(runs[0] + runs[1], 105)
    assert.equal(await leftOf(variantId), 130)
  })

  test('[row 63] it is extended once', async ({ assert }) => {
    const preInvoice = await givenIssued()
    const by = asCustomer(preInvoice.customerId)
    const { validUntil } = preInvoice
    await extendPreInvoice({ preInvoiceId: preInvoice.id, by, key: newKey() })
    await preInvoice.refresh()
    assert.isTrue(preInvoice.validUntil > validUntil)
    const before = await allBooks()
    await refusalOf(extendPreInvoice({ preInvoiceId: preInvoice.id, by, key: newKey() }))
    assert.equal(await allBooks(), before)
  })
})
