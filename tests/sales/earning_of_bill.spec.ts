import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import { clock } from '#app/core/clock'
import { formatToman } from '#app/core/money'
import { confirmDelivery } from '#app/sales/actions/confirm_delivery'
import type PreInvoice from '#app/sales/models/pre_invoice'
import { earningOfPiece, previewEarning } from '#app/sales/earning_of_bill'
import { priceBill } from '#app/sales/pricing'
import Lot from '#app/ledger/models/lot'
import Cart from '#app/shop/models/cart'
import { givenProduct } from '#tests/support/given_catalogue'
import { breaches, givenClub } from '#tests/support/given_club'
import { draftRule, givenRules, noRules, publishRules } from '#tests/support/given_rules'
import { asStaff, givenShipped, givenShop, newKey, type Shop } from '#tests/support/given_sales'
import { Person } from '#tests/support/http_person'

const door = `http://127.0.0.1:${process.env.PORT}`

test.group('What the shop shows is what is given', (group) => {
  let shop: Shop
  group.setup(async () => {
    shop = await givenShop()
  })
  group.each.setup(noRules)
  group.each.teardown(async () => {
    clock.reset()
    const broken = await breaches()
    if (broken.length > 0) throw new Error(broken.join('\n'))
  })

  const lotsOf = (customerId: number) =>
    Lot.query().where('customerId', customerId).whereNot('rule', 'story').orderBy('id')

  test('[row 8] by category and branch: product, cart and delivery agree, though the rule was changed since', async ({
    assert,
  }) => {
    const { member, customerId } = await givenClub.member({ tier: 'gold' })
    const product = await givenProduct({ price: 1_000_000, stock: 10 })
    const { variantId } = product
    const categoryIds = [product.product.categoryId]
    const [ruleId] = await givenRules({
      basisPoints: 2000,
      conditions: { categoryIds, branchIds: [await branchOf()] },
    })
    const line = { variantId, quantity: 2 }
    const bill = await priceBill({ lines: [line], member, deliveryMethod: 'courier' })
    const { total: shown } = await previewEarning(bill, { tier: member.tier, customerId })
    assert.equal(shown, 400_000)
    const piece = { variantId, net: 1_000_000, vat: 100_000, categoryId: categoryIds[0] }
    assert.equal(await earningOfPiece(piece, { tier: member.tier, customerId }), 200_000)

    const cart = await Cart.open({ customerId })
    await cart.put({ ...line, price: 1_000_000, left: 10 })
    const browser = await new Person([door]).signedIn({ customerId })
    const onProduct = await browser.get(`/p/${product.product.slug}`)
    assert.include(onProduct.html, formatToman(200_000, 'fa'))
    const onCart = await browser.get('/cart')
    assert.include(onCart.html, formatToman(400_000, 'fa'))

    const { preInvoice, shipmentIds } = await givenShipped(shop, {
      customerId,
      variantId,
      quantity: 2,
    })
    await backdate(preInvoice)
    await draftRule({ basisPoints: 100, conditions: { categoryIds } }, ruleId)
    await publishRules()
    await db
      .from('earn_rule_versions')
      .where({ rule_id: ruleId, version: 1 })
      .update({ live_from: '2020-01-01 00:00:00' })
    await noticeChange()
    await confirmDelivery({ shipmentId: shipmentIds[0], by: asStaff(shop.expert), key: newKey() })
    const lots = await lotsOf(customerId)
    assert.deepEqual(
      lots.map(({ rule, amount, state }) => [rule, amount, state]),
      [[`earn_rule:${ruleId}:1`, shown, 'pending']]
    )
  })

  test('[row 8] lines of two rules are two parts of one bill, for a visitor as well', async ({
    assert,
  }) => {
    const { member, customerId } = await givenClub.member({ tier: 'gold' })
    const [a, b] = [
      await givenProduct({ price: 1_000_000, stock: 10 }),
      await givenProduct({ price: 500_000, stock: 10 }),
    ]
    await givenRules({ basisPoints: 5000, conditions: { categoryIds: [a.product.categoryId] } })
    const lines = [a, b].map(({ variantId }) => ({ variantId, quantity: 1 }))
    const bill = await priceBill({ lines, member, deliveryMethod: 'pickup' })
    const earned = await previewEarning(bill, { tier: member.tier, customerId })
    assert.deepEqual(
      earned.parts.map(({ base, amount }) => [base, amount]),
      [
        [1_000_000, 500_000],
        [500_000, 35_000],
      ]
    )
    const guest = await previewEarning(bill, { tier: member.tier, customerId: null })
    assert.equal(guest.total, earned.total)
  })
})

/** The branch of the first warehouse serves the web. */
async function branchOf(): Promise<number> {
  const row = await db.from('warehouses').where('sells_online', 1).orderBy('priority').firstOrFail()
  return Number(row.branch_id)
}

/** The request was made an hour ago. */
async function backdate(preInvoice: PreInvoice) {
  const at = preInvoice.createdAt.minus({ hours: 1 }).toFormat('yyyy-MM-dd HH:mm:ss')
  await db.from('pre_invoices').where('id', preInvoice.id).update({ created_at: at })
}

/** What was read before is old after some seconds. */
async function noticeChange() {
  const { forgetEarnRules } = await import('#app/club/earn_rules')
  forgetEarnRules()
}
