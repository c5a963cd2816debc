import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import { clock } from '#app/core/clock'
import Variant from '#app/catalogue/models/variant'
import { issuePreInvoice } from '#app/sales/actions/issue_pre_invoice'
import PreInvoice from '#app/sales/models/pre_invoice'
import { previewEarning } from '#app/sales/earning_of_bill'
import { priceBill } from '#app/sales/pricing'
import { given } from '#tests/support/given'
import { givenProduct, givenStock } from '#tests/support/given_catalogue'
import { breaches, givenClub } from '#tests/support/given_club'
import { givenStaff } from '#tests/support/given_people'
import {
  allBooks,
  call,
  codeOf,
  givenIssued,
  givenShop,
  leftOf,
  newKey,
  orderOf,
  refusalOf,
  type Shop,
  statusOf,
} from '#tests/support/given_sales'

test.group('issuePreInvoice [row 53]', (group) => {
  let shop: Shop
  group.setup(async () => {
    shop = await givenShop()
  })
  group.each.teardown(async () => {
    const broken = await breaches()
    if (broken.length > 0) throw new Error(broken.join('\n'))
  })

  test('numbers it, reserves stock, tells customer and expert, gives the expert a call', async ({
    assert,
  }) => {
    const customer = await given.customer()
    const { variantId } = await givenProduct({ price: 2_000_000, stock: 5 })
    const preInvoice = await givenIssued({ customerId: customer.id, variantId, quantity: 2 })

    assert.equal(preInvoice.number, `PF-${10_000 + preInvoice.id}`)
    assert.equal(PreInvoice.idOf(preInvoice.number), preInvoice.id)
    assert.equal(preInvoice.status, 'issued')
    assert.equal(preInvoice.branchId, shop.branch.id)
    assert.equal(Math.round(preInvoice.validUntil.diff(clock.now(), 'days').days), 3)
    assert.deepInclude(preInvoice.serialize(), {
      linesTotal: 4_000_000,
      discount: 0,
      vat: 400_000,
      freight: 600_000,
      total: 5_000_000,
    })
    assert.equal(await leftOf(variantId), 3)
    const task = await db.from('tasks').where('case_id', preInvoice.caseId).firstOrFail()
    assert.deepInclude(task, {
      kind: 'validation_call',
      state: 'open',
      assignee_id: shop.expert.id,
    })
    const texts = await db.from('outgoing_messages').where('case_id', preInvoice.caseId)
    assert.sameMembers(
      texts.map((text) => text.template),
      ['pre_invoice_issued', 'pre_invoice_to_expert']
    )
    assert.include(texts[0].text, preInvoice.number)
    assert.include(texts[0].text, '۵۰۰٬۰۰۰ تومان')
  })

  test('sums two lines of one variant', async ({ assert }) => {
    const { variantId } = await givenProduct({ stock: 3 })
    const customer = await given.customer()
    const twice = [
      { variantId, quantity: 2 },
      { variantId, quantity: 2 },
    ]
    const before = await allBooks()
    const refusal = await refusalOf(issuePreInvoice(await orderOf(customer.id, twice)))
    assert.equal(refusal.refusal, 'out_of_stock')
    assert.equal(refusal.details.params?.left, 3)
    assert.equal(await allBooks(), before)
  })

  test('the same form twice, in sequence and at once: one pre-invoice, the first answer', async ({
    assert,
  }) => {
    const { variantId } = await givenProduct({ stock: 10 })
    const customer = await given.customer()
    const order = await orderOf(customer.id, [{ variantId, quantity: 1 }])
    const first = await issuePreInvoice(order)
    const again = await issuePreInvoice(order)
    assert.isFalse(first.repeated)
    assert.deepEqual(again, { preInvoiceId: first.preInvoiceId, repeated: true })

    const next = { ...order, key: newKey() }
    const both = await Promise.all([1, 2, 3, 4].map(() => issuePreInvoice(next)))
    assert.lengthOf(new Set(both.map((answer) => answer.preInvoiceId)), 1)
    assert.lengthOf(
      both.filter((answer) => !answer.repeated),
      1
    )
    assert.equal(await leftOf(variantId), 8)
  })

  test('the same key with another input is refused', async ({ assert }) => {
    const { variantId } = await givenProduct({ stock: 10 })
    const customer = await given.customer()
    const order = await orderOf(customer.id, [{ variantId, quantity: 1 }])
    await issuePreInvoice(order)
    const before = await allBooks()
    const other = await orderOf(customer.id, [{ variantId, quantity: 2 }], { key: order.key })
    const refusal = await refusalOf(issuePreInvoice(other))
    assert.equal(refusal.refusal, 'key_reused')
    assert.equal(refusal.status, 409)
    assert.equal(await allBooks(), before)
  })

  test('a price that changed is shown before it is agreed to; nothing changes', async ({
    assert,
  }) => {
    const { variantId } = await givenProduct({ price: 1_000_000, stock: 10 })
    const customer = await given.customer()
    const order = await orderOf(customer.id, [{ variantId, quantity: 1 }])
    await Variant.query().where('id', variantId).update({ price: 1_200_000 })
    const before = await allBooks()
    const refusal = await refusalOf(issuePreInvoice(order))
    assert.equal(refusal.refusal, 'price_changed')
    assert.deepEqual(refusal.details.params?.total, { rial: 1_920_000 })
    assert.equal(await allBooks(), before)
  })

  test('nothing in it, or something that is no longer sold, is refused', async ({ assert }) => {
    const customer = await given.customer()
    const { variantId } = await givenProduct({ stock: 10 })
    const order = await orderOf(customer.id, [{ variantId, quantity: 1 }])
    await Variant.query().where('id', variantId).update({ active: 0 })
    const gone = await refusalOf(issuePreInvoice(order))
    assert.equal(gone.refusal, 'not_for_sale')
    assert.equal(gone.details.field, `lines.${variantId}`)
    const empty = await refusalOf(issuePreInvoice({ ...order, lines: [] }))
    assert.equal(empty.refusal, 'empty_cart')
  })

  test('of a hundred buyers of ten units, exactly ten get one [row 64]', async ({ assert }) => {
    const { variantId } = await givenProduct({ stock: 10 })
    const orders = []
    for (let n = 0; n < 100; n++) {
      const customer = await given.customer()
      orders.push(await orderOf(customer.id, [{ variantId, quantity: 1 }]))
    }
    const answers = await Promise.allSettled(orders.map((order) => issuePreInvoice(order)))
    const refused = answers.filter((answer) => answer.status === 'rejected')
    assert.lengthOf(refused, 90)
    for (const { reason } of refused) assert.equal(reason.refusal, 'out_of_stock')
    assert.equal(await leftOf(variantId), 0)
  }).timeout(120_000)

  test('his own reservation never blocks his retry: the new request replaces it [row 64]', async ({
    assert,
  }) => {
    const customer = await given.customer()
    const { variantId } = await givenProduct({ stock: 3 })
    const first = await givenIssued({ customerId: customer.id, variantId, quantity: 3 })
    const second = await givenIssued({ customerId: customer.id, variantId, quantity: 2 })
    await first.refresh()
    assert.equal(first.status, 'cancelled')
    assert.equal(second.status, 'issued')
    assert.equal(await leftOf(variantId), 1)

    const stranger = await given.customer()
    const order = await orderOf(stranger.id, [{ variantId, quantity: 2 }])
    const refusal = await refusalOf(issuePreInvoice(order))
    assert.equal(refusal.refusal, 'out_of_stock')
    assert.equal(await statusOf(second), 'issued')
  })

  test('is of the branch whose warehouse can serve most of it, and its expert is told', async ({
    assert,
  }) => {
    const other = await given.branch()
    const expert = await givenStaff({ role: 'sales_expert', branchId: other.id })
    const { variantId: here } = await givenProduct({ stock: 10 })
    const { variantId: there } = await givenProduct({ stock: 10, warehouseId: other.warehouseId })
    await givenStock(here, 10, other.warehouseId)
    const customer = await given.customer()
    const lines = [
      { variantId: here, quantity: 1 },
      { variantId: there, quantity: 1 },
    ]
    const { preInvoiceId } = await issuePreInvoice(await orderOf(customer.id, lines))
    const preInvoice = await PreInvoice.findOrFail(preInvoiceId)
    assert.equal(preInvoice.branchId, other.id)
    const task = await db.from('tasks').where('case_id', preInvoice.caseId).firstOrFail()
    assert.equal(task.assignee_id, expert.id)
  })

  test('one person has ten unconfirmed ones at most', async ({ assert }) => {
    const customer = await given.customer()
    const { variantId } = await givenProduct({ price: 2_000_000, stock: 30 })
    const lines = [{ variantId, quantity: 1 }]
    const issued = []
    for (let n = 0; n < 10; n++)
      issued.push(await givenIssued({ customerId: customer.id, variantId }))
    const before = await allBooks()
    const order = await orderOf(customer.id, lines)
    assert.equal(await codeOf(issuePreInvoice(order)), 'too_many_unconfirmed')
    assert.equal(await allBooks(), before)
    await call(issued[0], 'confirmed', shop.expert)
    await issuePreInvoice(order)
  })

  test('a blocked customer cannot', async ({ assert }) => {
    const customer = await given.customer({ status: 'blocked' })
    const { variantId } = await givenProduct({ stock: 1 })
    const order = await orderOf(customer.id, [{ variantId, quantity: 1 }])
    assert.equal(await codeOf(issuePreInvoice(order)), 'customer_blocked')
  })
})

test.group('issuePreInvoice | with credit [row 53]', (group) => {
  group.setup(async () => {
    await givenShop()
  })

  test('holds the credit; two at once cannot hold more than there is', async ({ assert }) => {
    const { customerId, wallet } = await givenClub.member({ credit: 3_000_000 })
    const { variantId } = await givenProduct({ price: 2_000_000, stock: 10 })
    const lines = [{ variantId, quantity: 1 }]
    const orders = [
      await orderOf(customerId, lines, { credit: 2_000_000 }),
      await orderOf(customerId, lines, { credit: 1_000_000 }),
    ]
    await Promise.all(orders.map((order) => issuePreInvoice(order)))
    assert.deepEqual(await wallet.balances(), { available: 0, held: 3_000_000, pending: 0 })
    assert.deepEqual(await breaches(), [])
  })

  test('more than he has is refused, and nothing changed', async ({ assert }) => {
    const { customerId } = await givenClub.member({ credit: 1_000_000 })
    const { variantId } = await givenProduct({ price: 2_000_000, stock: 10 })
    const lines = [{ variantId, quantity: 1 }]
    const before = await allBooks()
    const order = await orderOf(customerId, lines, { credit: 1_500_000 })
    const refusal = await refusalOf(issuePreInvoice(order))
    assert.equal(refusal.refusal, 'not_enough_credit')
    assert.equal(refusal.details.field, 'credit')
    assert.equal(await allBooks(), before)
  })

  test('below the threshold of his tier none may be spent, whatever the form says', async ({
    assert,
    cleanup,
  }) => {
    const { customerId, wallet, member } = await givenClub.member({ credit: 400_000 })
    const threshold = (rial: number) =>
      db.from('tiers').where('id', member.tierId).update({ spend_threshold: rial })
    await threshold(500_000)
    cleanup(async () => {
      await threshold(0)
    })
    const { variantId } = await givenProduct({ price: 2_000_000, stock: 10 })
    const order = (credit: number) => orderOf(customerId, [{ variantId, quantity: 1 }], { credit })
    const before = await allBooks()
    const refusal = await refusalOf(issuePreInvoice(await order(10)))
    assert.equal(refusal.refusal, 'below_spend_threshold')
    assert.deepEqual(refusal.details.params, { missing: { rial: 100_000 } })
    assert.equal(await allBooks(), before)

    await givenClub.credit(wallet, 200_000)
    const both = [await order(300_000), await order(300_000)].map((one) => issuePreInvoice(one))
    const answers = await Promise.allSettled(both)
    assert.deepEqual(answers.map(({ status }) => status).sort(), ['fulfilled', 'rejected'])
    assert.deepEqual(await wallet.balances(), { available: 300_000, held: 300_000, pending: 0 })
  })

  test('credit that his earlier request holds is free for the new one', async ({ assert }) => {
    const { customerId, wallet } = await givenClub.member({ credit: 1_000_000 })
    const { variantId } = await givenProduct({ price: 2_000_000, stock: 10 })
    const first = await givenIssued({ customerId, variantId, credit: 1_000_000 })
    await givenIssued({ customerId, variantId, credit: 800_000 })
    assert.equal(await statusOf(first), 'cancelled')
    assert.deepEqual(await wallet.balances(), { available: 200_000, held: 800_000, pending: 0 })
  })

  test('who is no member has none to spend [row 3]', async ({ assert }) => {
    const customer = await given.customer()
    const { variantId } = await givenProduct({ stock: 10 })
    const lines = [{ variantId, quantity: 1 }]
    const order = await orderOf(customer.id, lines, { credit: 1000 })
    assert.equal(await codeOf(issuePreInvoice(order)), 'credit_above_limit')
  })
})

test.group('Pricing', (group) => {
  group.setup(async () => {
    await givenShop()
  })

  test('members pay the member price, shown as a discount; VAT per line; exempt goods bear none [row 3]', async ({
    assert,
  }) => {
    const { member } = await givenClub.member({ tier: 'gold' })
    const dear = await givenProduct({ price: 1_000_005, memberPrice: 900_005 })
    const exempt = await givenProduct({ price: 500_000, vatExempt: true })
    const lines = [
      { variantId: dear.variantId, quantity: 3 },
      { variantId: exempt.variantId, quantity: 1 },
    ]
    const bill = await priceBill({ lines, member, deliveryMethod: 'pickup' })
    assert.equal(bill.linesTotal, 3_500_015)
    assert.equal(bill.discount, 300_000)
    assert.equal(bill.vat, 270_002)
    assert.equal(bill.freight, 0)
    assert.equal(bill.total, 3_500_015 - 300_000 + 270_002)
    assert.equal(bill.earnable, 3_200_015)
    const rate = member.tier.earnBasisPoints
    const buyer = { tier: member.tier, customerId: member.customerId }
    const credit = async (used: number) => {
      const { total } = await previewEarning(bill, buyer, used)
      return total
    }
    assert.equal(await credit(0), Math.trunc((3_200_015 * rate) / 100_000) * 10)
    assert.equal(await credit(200_015), Math.trunc((3_000_000 * rate) / 10_000))
    assert.equal(await credit(9_000_000), 0)

    const visitor = await priceBill({ lines, member: null, deliveryMethod: 'courier' })
    assert.equal(visitor.discount, 0)
    assert.equal(visitor.freight, 600_000)
  })

  test('takes at most three statements, however many lines', async ({ assert, cleanup }) => {
    const products = await Promise.all([1, 2, 3, 4, 5].map(() => givenProduct({ stock: 1 })))
    const lines = products.map(({ variantId }) => ({ variantId, quantity: 1 }))
    await priceBill({ lines, member: null, deliveryMethod: 'courier' })
    let statements = 0
    const knex = db.connection().getWriteClient()
    const count = () => statements++
    knex.on('query', count)
    cleanup(() => void knex.removeListener('query', count))
    await priceBill({ lines, member: null, deliveryMethod: 'courier' })
    assert.isAtMost(statements, 3)
  })
})
