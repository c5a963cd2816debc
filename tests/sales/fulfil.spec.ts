import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import { clock } from '#app/core/clock'
import { timeOf } from '#app/core/sql'
import { addWorkingDays } from '#app/crm/working_calendar'
import Tier from '#app/club/models/tier'
import type Wallet from '#app/club/models/wallet'
import { confirmDelivery } from '#app/sales/actions/confirm_delivery'
import { issuePreInvoice } from '#app/sales/actions/issue_pre_invoice'
import { pickRemittance } from '#app/sales/actions/pick_remittance'
import { recordPayment } from '#app/sales/actions/record_payment'
import { shipRemittance } from '#app/sales/actions/ship_remittance'
import PreInvoice from '#app/sales/models/pre_invoice'
import { given } from '#tests/support/given'
import { givenProduct } from '#tests/support/given_catalogue'
import { breaches, givenClub } from '#tests/support/given_club'
import { givenStaff } from '#tests/support/given_people'
import {
  allBooks,
  asCustomer,
  asStaff,
  call,
  givenConfirmed,
  givenDelivered,
  givenInvoiced,
  givenShipped,
  givenShop,
  httpOf,
  leftOf,
  newKey,
  orderOf,
  pick,
  refusalOf,
  remittancesOf,
  ship,
  type Shop,
  statusOf,
} from '#tests/support/given_sales'

const openTasks = async (preInvoice: PreInvoice) => {
  const rows = await db
    .from('tasks')
    .where({ case_id: preInvoice.caseId, state: 'open' })
    .orderBy('id')
  return rows.map((row) => row.kind as string)
}

async function pendingOf(wallet: Wallet) {
  const { pending } = await wallet.balances()
  return pending
}

let shop: Shop
const setup = async () => {
  shop = await givenShop()
}
const laws = async () => {
  const broken = await breaches()
  if (broken.length > 0) throw new Error(broken.join('\n'))
}

test.group('From the shelf to the door [row 59]', (group) => {
  group.setup(setup)
  group.each.teardown(laws)

  test('the whole path: each step ends its task and opens the next for the next role', async ({
    assert,
  }) => {
    const { customerId, wallet } = await givenClub.member({ tier: 'gold', credit: 400_000 })
    const { variantId } = await givenProduct({ price: 2_000_000, stock: 5 })
    const preInvoice = await givenConfirmed(shop, { customerId, variantId, credit: 400_000 })
    assert.deepEqual(await openTasks(preInvoice), ['follow_payment'])
    await recordPayment({
      preInvoiceId: preInvoice.id,
      method: 'cash',
      amount: preInvoice.payable,
      by: asStaff(shop.expert),
      key: newKey(),
    })
    assert.deepEqual(await openTasks(preInvoice), ['pick_remittance'])
    assert.equal(await leftOf(variantId), 4)

    const [remittanceId] = await remittancesOf(preInvoice)
    await pick(shop, remittanceId)
    assert.deepEqual(await openTasks(preInvoice), ['ship'])
    const level = await db.from('stock_levels').where('variant_id', variantId).firstOrFail()
    assert.deepEqual([Number(level.on_hand), Number(level.reserved)], [4, 0])

    const { shipmentId } = await ship(shop, remittanceId)
    assert.deepEqual(await openTasks(preInvoice), ['confirm_delivery'])
    assert.equal(await statusOf(preInvoice), 'shipped')

    await confirmDelivery({ shipmentId, by: asStaff(shop.expert), key: newKey() })
    assert.deepEqual(await openTasks(preInvoice), [])
    assert.equal(await statusOf(preInvoice), 'delivered')

    const tier = await Tier.findByOrFail('code', 'gold')
    const earned = Math.trunc(((2_000_000 - 400_000) * tier.earnBasisPoints) / 10_000)
    assert.deepEqual(await wallet.balances(), { available: 0, held: 0, pending: earned })
    const lot = await db
      .from('lots')
      .where({ customer_id: customerId, state: 'pending' })
      .firstOrFail()
    const seventh = await addWorkingDays(clock.now(), 7, shop.branch.id)
    assert.equal(timeOf(String(lot.pending_until)).toISO(), seventh.toISO())
    const why = typeof lot.why === 'string' ? JSON.parse(lot.why) : lot.why
    assert.deepEqual(why.excluded, { vat: 200_000, freight: 600_000, credit: 400_000 })

    const texts = await db
      .from('outgoing_messages')
      .where('case_id', preInvoice.caseId)
      .orderBy('id')
    assert.deepEqual(
      texts.filter((text) => text.customer_id).map((text) => text.template),
      ['pre_invoice_issued', 'pre_invoice_confirmed', 'payment_received', 'shipped', 'delivered']
    )
  })

  test('the tier of the invoice counts, not that of the delivery', async ({ assert }) => {
    const { customerId, member, wallet } = await givenClub.member({ tier: 'silver' })
    const { preInvoice, shipmentIds } = await givenShipped(shop, { customerId })
    const silver = member.tier.earnBasisPoints
    const gold = await Tier.findByOrFail('code', 'gold')
    await member.merge({ tierId: gold.id }).save()
    await confirmDelivery({ shipmentId: shipmentIds[0], by: asCustomer(customerId), key: newKey() })
    assert.equal(await statusOf(preInvoice), 'delivered')
    const { pending } = await wallet.balances()
    assert.equal(pending, Math.trunc((1_000_000 * silver) / 10_000))
  })

  test('who is no member earns nothing, and his text says nothing of credit', async ({
    assert,
  }) => {
    const preInvoice = await givenDelivered(shop)
    const text = await db
      .from('outgoing_messages')
      .where({ case_id: preInvoice.caseId, template: 'delivered' })
      .firstOrFail()
    assert.notInclude(text.text, 'اعتبار')
    assert.isFalse(Boolean(await db.from('lots').where('case_id', preInvoice.caseId).first()))
  })

  test('goods from two warehouses: two remittances, delivered with the last', async ({
    assert,
  }) => {
    const other = await given.branch()
    const keeper = await givenStaff({ role: 'warehouse_keeper', branchId: other.id })
    const { variantId: here } = await givenProduct({ stock: 5 })
    const { variantId: there } = await givenProduct({ stock: 5, warehouseId: other.warehouseId })
    const { customerId, wallet } = await givenClub.member()
    const lines = [
      { variantId: here, quantity: 1 },
      { variantId: there, quantity: 1 },
    ]
    const { preInvoiceId } = await issuePreInvoice(await orderOf(customerId, lines))
    const preInvoice = await PreInvoice.findOrFail(preInvoiceId)
    await call(preInvoice, 'confirmed', shop.expert)
    await recordPayment({
      preInvoiceId,
      method: 'cash',
      amount: preInvoice.payable,
      by: asStaff(shop.expert),
      key: newKey(),
    })
    const [first, second] = await remittancesOf(preInvoice)
    const tasks = await db
      .from('tasks')
      .where({ case_id: preInvoice.caseId, kind: 'pick_remittance' })
      .orderBy('id')
    assert.deepEqual(
      tasks.map((task) => task.assignee_id),
      [shop.keeper.id, keeper.id]
    )
    await pick(shop, first)
    assert.deepEqual(await openTasks(preInvoice), ['pick_remittance', 'ship'])
    await pick(shop, second)
    const one = await ship(shop, first)
    await confirmDelivery({ shipmentId: one.shipmentId, by: asStaff(shop.expert), key: newKey() })
    assert.equal(await statusOf(preInvoice), 'shipped')
    assert.equal(await pendingOf(wallet), 0)
    const two = await ship(shop, second)
    await confirmDelivery({ shipmentId: two.shipmentId, by: asStaff(shop.expert), key: newKey() })
    assert.equal(await statusOf(preInvoice), 'delivered')
    assert.isAbove(await pendingOf(wallet), 0)
  })
})

test.group('Each of these verbs', (group) => {
  group.setup(setup)
  group.each.teardown(laws)

  test('pickRemittance: twice, at once, with another input, when picked', async ({ assert }) => {
    const preInvoice = await givenInvoiced(shop)
    const [remittanceId] = await remittancesOf(preInvoice)
    const picking = { remittanceId, by: asStaff(shop.keeper), key: newKey() }
    const both = await Promise.all([pickRemittance(picking), pickRemittance(picking)])
    assert.sameMembers(
      both.map((answer) => answer.repeated),
      [false, true]
    )
    const [other] = await remittancesOf(await givenInvoiced(shop))
    const before = await allBooks()
    const reused = await refusalOf(pickRemittance({ ...picking, remittanceId: other }))
    assert.equal(reused.refusal, 'key_reused')
    assert.equal(await httpOf(pick(shop, remittanceId)), 409)
    assert.equal(await httpOf(pick(shop, 999_999)), 404)
    assert.equal(await allBooks(), before)

    const racing = await Promise.allSettled([pick(shop, other), pick(shop, other)])
    assert.lengthOf(
      racing.filter((answer) => answer.status === 'fulfilled'),
      1
    )
  })

  test('shipRemittance: twice, at once, with another input, before it is picked', async ({
    assert,
  }) => {
    const preInvoice = await givenInvoiced(shop)
    const [remittanceId] = await remittancesOf(preInvoice)
    const untouched = await allBooks()
    assert.equal(await httpOf(ship(shop, remittanceId)), 409)
    assert.equal(await allBooks(), untouched)

    await pick(shop, remittanceId)
    const form = {
      remittanceId,
      carrier: 'تیپاکس',
      trackingCode: '77',
      cost: 100_000,
      by: asStaff(shop.keeper),
      key: newKey(),
    }
    const both = await Promise.all([shipRemittance(form), shipRemittance(form)])
    assert.equal(both[0].shipmentId, both[1].shipmentId)
    const reused = await refusalOf(shipRemittance({ ...form, trackingCode: '78' }))
    assert.equal(reused.refusal, 'key_reused')
    const again = await refusalOf(shipRemittance({ ...form, key: newKey() }))
    assert.equal(again.status, 409)
  })

  test('confirmDelivery: twice, at once, with another input, when delivered', async ({
    assert,
  }) => {
    const { customerId, wallet } = await givenClub.member()
    const { shipmentIds } = await givenShipped(shop, { customerId })
    const [shipmentId] = shipmentIds
    const byStaff = { shipmentId, by: asStaff(shop.expert), key: newKey() }
    const answers = await Promise.allSettled([
      confirmDelivery(byStaff),
      confirmDelivery(byStaff),
      confirmDelivery({ shipmentId, by: asCustomer(customerId), key: newKey() }),
    ])
    const done = answers.filter((answer) => answer.status === 'fulfilled')
    assert.lengthOf(
      done.filter(({ value }) => !value.repeated),
      1
    )
    const lots = await db.from('lots').where('customer_id', customerId)
    assert.lengthOf(lots, 1)
    assert.equal(await pendingOf(wallet), Number(lots[0].amount))
    const before = await allBooks()
    const again = await refusalOf(confirmDelivery({ ...byStaff, key: newKey() }))
    assert.equal(again.status, 409)
    assert.equal(await allBooks(), before)
  })
})
