import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import { clock } from '#app/core/clock'
import Customer from '#app/people/models/customer'
import { acceptRevision, sendAcceptanceCode } from '#app/sales/actions/accept_revision'
import { recordPayment } from '#app/sales/actions/record_payment'
import { revisePreInvoice, type Revision } from '#app/sales/actions/revise_pre_invoice'
import { startPayment } from '#app/sales/actions/start_payment'
import type PreInvoice from '#app/sales/models/pre_invoice'
import PreInvoiceLine from '#app/sales/models/pre_invoice_line'
import { givenProduct } from '#tests/support/given_catalogue'
import { breaches, givenClub } from '#tests/support/given_club'
import { givenDebt, owed } from '#tests/support/given_debt'
import { browserOf } from '#tests/support/given_people'
import { acceptanceCodeOf } from '#tests/many/world'
import {
  allBooks,
  asStaff,
  call,
  codeOf,
  givenIssued,
  givenShop,
  leftOf,
  newKey,
  refusalOf,
  type Shop,
  statusOf,
} from '#tests/support/given_sales'

let shop: Shop

/** One line of two pieces of 1,000,000 Rial, freight 600,000, stock 10. */
async function givenOne(credit = 0) {
  const { customerId, wallet } = await givenClub.member({ credit: 5_000_000, tier: 'gold' })
  const { variantId } = await givenProduct({ price: 1_000_000, stock: 10 })
  const preInvoice = await givenIssued({ customerId, variantId, quantity: 2, credit })
  return { preInvoice, variantId, customerId, wallet }
}

function revisionOf({ id, version }: PreInvoice, change: Partial<Revision> = {}): Revision {
  return {
    preInvoiceId: id,
    version,
    lines: [],
    freight: 600_000,
    reason: 'با هماهنگی تلفنی',
    by: asStaff(shop.expert),
    key: newKey(),
    ...change,
  }
}

const acceptanceOf = async ({ id, customerId, version }: PreInvoice) => ({
  preInvoiceId: id,
  customerId,
  version,
  code: await acceptanceCodeOf(id),
})

test.group('An edited pre-invoice', (group) => {
  group.setup(async () => {
    shop = await givenShop()
  })
  group.each.teardown(async () => {
    const broken = await breaches()
    if (broken.length > 0) throw new Error(broken.join('\n'))
  })

  test('who owes by now keeps as much credit held as is left when the debt is paid', async ({
    assert,
  }) => {
    const { preInvoice, variantId, customerId, wallet } = await givenOne(1_000_000)
    await givenDebt(customerId, 800_000)
    const lines = [{ variantId, quantity: 1, discount: 700_000 }]
    await revisePreInvoice(revisionOf(preInvoice, { lines, freight: 0 }))
    await preInvoice.refresh()
    assert.equal(preInvoice.creditAmount, 200_000)
    assert.equal(preInvoice.payable, preInvoice.total - 200_000)
    assert.equal(await owed(customerId), 0)
    const { available, held } = await wallet.balances(db.connection())
    assert.deepEqual([available, held], [0, 200_000])
    assert.deepEqual(await breaches(), [])
  })

  test('[row 55] a new version: lines changed, added and removed, stock reserved anew, credit capped', async ({
    assert,
  }) => {
    const { preInvoice, variantId, wallet } = await givenOne(1_000_000)
    const other = await givenProduct({ price: 300_000, stock: 5 })
    const order = revisionOf(preInvoice, {
      lines: [{ variantId, quantity: 3, discount: 200_000 }],
      added: { variantId: other.variantId, quantity: 1 },
      freight: 0,
    })
    const first = await revisePreInvoice(order)
    const again = await revisePreInvoice(order)
    assert.deepEqual(again, { ...first, repeated: true })
    await preInvoice.refresh()
    assert.deepInclude(preInvoice.serialize(), {
      version: 2,
      acceptedVersion: 1,
      linesTotal: 3_300_000,
      discount: 200_000,
      vat: 310_000,
      freight: 0,
      total: 3_410_000,
      creditAmount: 1_000_000,
    })
    assert.equal(await leftOf(variantId), 7)
    assert.equal(await leftOf(other.variantId), 4)

    const less = revisionOf(preInvoice, {
      lines: [{ variantId, quantity: 0, discount: 0 }],
      freight: 0,
    })
    await revisePreInvoice(less)
    await preInvoice.refresh()
    assert.equal(preInvoice.total, 330_000)
    assert.isAtMost(preInvoice.creditAmount, 330_000)
    const { held } = await wallet.balances()
    assert.equal(held, preInvoice.creditAmount)
    assert.equal(await leftOf(variantId), 10)
    assert.lengthOf(await PreInvoiceLine.of(preInvoice), 1)
    const versions = await db.from('pre_invoice_versions').where('pre_invoice_id', preInvoice.id)
    assert.lengthOf(versions, 3)
  })

  test('[row 55] it is not paid before the customer has accepted it by the code', async ({
    assert,
  }) => {
    const { preInvoice, customerId } = await givenOne()
    await call(preInvoice, 'confirmed', shop.expert)
    await preInvoice.refresh()
    await revisePreInvoice(revisionOf(preInvoice, { freight: 0 }))
    await preInvoice.refresh()
    const before = await allBooks()
    const pay = { preInvoiceId: preInvoice.id, customerId, key: newKey() }
    assert.equal(await codeOf(startPayment(pay)), 'acceptance_missing')
    const { id: preInvoiceId, payable: amount } = preInvoice
    const money = { preInvoiceId, method: 'cash', amount, by: asStaff(shop.expert) } as const
    assert.equal(await codeOf(recordPayment({ ...money, key: newKey() })), 'acceptance_missing')
    assert.equal(await allBooks(), before)

    const acceptance = await acceptanceOf(preInvoice)
    await acceptRevision(acceptance)
    await acceptRevision(acceptance)
    await recordPayment({ ...money, key: newKey() })
    assert.equal(await statusOf(preInvoice), 'invoiced')
  })

  test('[row 55] accepting an old version is refused and changes nothing', async ({ assert }) => {
    const { preInvoice } = await givenOne()
    await revisePreInvoice(revisionOf(preInvoice, { freight: 0 }))
    await preInvoice.refresh()
    const old = await acceptanceOf(preInvoice)
    await revisePreInvoice(revisionOf(preInvoice, { freight: 100_000 }))
    const before = await allBooks()
    const refusal = await refusalOf(acceptRevision(old))
    assert.equal(refusal.refusal, 'version_superseded')
    assert.equal(refusal.status, 409)
    const late = await refusalOf(revisePreInvoice(revisionOf(preInvoice, { freight: 5 })))
    assert.equal(late.refusal, 'version_superseded')
    assert.equal(await allBooks(), before)
  })

  test('[row 55] an edit racing an acceptance: never is something accepted that was not read', async ({
    assert,
  }) => {
    for (let round = 0; round < 5; round++) {
      const { preInvoice } = await givenOne()
      await revisePreInvoice(revisionOf(preInvoice, { freight: 0 }))
      await preInvoice.refresh()
      const acceptance = await acceptanceOf(preInvoice)
      const edit = revisionOf(preInvoice, { freight: 100_000 })
      const both = [() => acceptRevision(acceptance), () => revisePreInvoice(edit)]
      if (round % 2) both.reverse()
      const answers = await Promise.allSettled(both.map((one) => one()))
      await preInvoice.refresh()
      assert.equal(preInvoice.version, 3)
      assert.isBelow(preInvoice.acceptedVersion, 3)
      const refused = answers.filter((answer) => answer.status === 'rejected')
      assert.lengthOf(refused, preInvoice.acceptedVersion === 2 ? 0 : 1)
      for (const { reason } of refused) assert.equal(reason.refusal, 'version_superseded')
    }
  })

  test('[row 55] a wrong code costs a try; after five only another code helps', async ({
    assert,
    cleanup,
  }) => {
    cleanup(() => clock.reset())
    const { preInvoice } = await givenOne()
    await revisePreInvoice(revisionOf(preInvoice, { freight: 0 }))
    await preInvoice.refresh()
    const right = await acceptanceOf(preInvoice)
    const wrong = { ...right, code: right.code === '11111' ? '22222' : '11111' }
    for (let tried = 0; tried < 5; tried++) {
      assert.equal(await codeOf(acceptRevision(wrong)), 'wrong_acceptance_code')
    }
    assert.equal(await codeOf(acceptRevision(right)), 'code_over')
    assert.equal(await codeOf(sendAcceptanceCode(right)), 'acceptance_code_just_sent')
    clock.travel({ minutes: 2 })
    await sendAcceptanceCode(right)
    await acceptRevision(await acceptanceOf(preInvoice))
    await preInvoice.refresh()
    assert.isTrue(preInvoice.isAccepted)
  })

  test('[row 55] what cannot be had is refused and changes nothing', async ({ assert }) => {
    const { preInvoice, variantId, customerId } = await givenOne()
    const before = await allBooks()
    const bad: [Partial<Revision>, string][] = [
      [{ lines: [{ variantId, quantity: 11, discount: 0 }] }, 'out_of_stock'],
      [{ lines: [{ variantId, quantity: 0, discount: 0 }] }, 'empty_cart'],
      [{ lines: [{ variantId, quantity: 2, discount: 2_000_001 }] }, 'discount_too_large'],
      [{ added: { variantId: 999_999, quantity: 1 } }, 'not_for_sale'],
      [{}, 'nothing_changed'],
    ]
    for (const [change, code] of bad) {
      assert.equal(await codeOf(revisePreInvoice(revisionOf(preInvoice, change))), code)
    }
    assert.equal(await allBooks(), before)

    await call(preInvoice, 'confirmed', shop.expert)
    await db.table('payments').insert({
      payable_type: 'pre_invoice',
      payable_id: preInvoice.id,
      customer_id: customerId,
      method: 'online',
      status: 'started',
      amount: preInvoice.total,
      actor_kind: 'customer',
      created_at: clock.now().toSQL({ includeOffset: false }),
    })
    assert.equal(
      await codeOf(revisePreInvoice(revisionOf(preInvoice, { freight: 0 }))),
      'payment_under_way'
    )
  })

  test('[row 55] both pages mark what changed; the member accepts there', async ({ assert }) => {
    const { preInvoice, variantId, customerId } = await givenOne()
    const expert = await browserOf(shop.expert)
    const form = await expert.get(`/desk/pre-invoices/${preInvoice.id}/revision`)
    assert.equal(form.status, 200)
    const sent = await expert.post(`/desk/pre-invoices/${preInvoice.id}/revision`, {
      'key': newKey(),
      'version': 1,
      'lines[0][variantId]': variantId,
      'lines[0][quantity]': '۴',
      'lines[0][discount]': '10000',
      'freight': '0',
      'reason': 'درخواست تلفنی شما',
    })
    assert.equal(sent.status, 302)
    const desk = await expert.get(`/desk/pre-invoices/${preInvoice.id}`)
    const owner = await browserOf(await Customer.findOrFail(customerId))
    const site = await owner.get(`/pre-invoices/${preInvoice.id}`)
    for (const page of [desk, site]) {
      assert.include(page.text, 'درخواست تلفنی شما')
      assert.match(page.text, /<s[^>]*>۲<\/s> ← <b>۴<\/b>/)
    }
    assert.notInclude(site.text, shop.expert.lastName)
    await preInvoice.refresh()
    const { code } = await acceptanceOf(preInvoice)
    await owner.post(`/pre-invoices/${preInvoice.id}/acceptance`, { version: 2, code })
    await preInvoice.refresh()
    assert.isTrue(preInvoice.isAccepted)
  })

  test('[row 41] a freight ten times the former one, and as large as the whole bill, is read in words first', async ({
    assert,
  }) => {
    const { preInvoice } = await givenOne()
    const expert = await browserOf(shop.expert)
    const path = `/desk/pre-invoices/${preInvoice.id}/revision`
    const form = (freight: string, more = {}) => {
      const reason = 'راه دور است'
      return { key: newKey(), version: 1, freight, reason, ...more }
    }
    await expert.get(path)
    const asked = await expert.follow(expert.post(path, form('۶۰۰٬۰۰۰')))
    assert.include(asked.text, 'ششصد هزار تومان')
    assert.include(asked.text, 'name="confirmed_freight" value="6000000"')
    await preInvoice.refresh()
    assert.deepEqual([preInvoice.version, preInvoice.freight], [1, 600_000])
    assert.lengthOf(await db.from('pre_invoice_versions').where('pre_invoice_id', preInvoice.id), 0)
    /* What was read is for that amount alone. */
    await expert.post(path, form('۷۰۰٬۰۰۰', { confirmed_freight: 6_000_000 }))
    await preInvoice.refresh()
    assert.equal(preInvoice.version, 1)
    await expert.post(path, form('۶۰۰٬۰۰۰', { confirmed_freight: 6_000_000 }))
    await preInvoice.refresh()
    assert.deepEqual([preInvoice.version, preInvoice.freight], [2, 6_000_000])
  })
})
