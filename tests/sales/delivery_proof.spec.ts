import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import { clock } from '#app/core/clock'
import { sqlTime } from '#app/core/sql'
import Customer from '#app/people/models/customer'
import { confirmByCode, sendDeliveryCode } from '#app/sales/actions/confirm_by_code'
import { confirmDelivery } from '#app/sales/actions/confirm_delivery'
import { shipRemittance } from '#app/sales/actions/ship_remittance'
import { breaches, givenClub } from '#tests/support/given_club'
import { browserOf, visitor } from '#tests/support/given_people'
import {
  allBooks,
  asStaff,
  codeOf,
  givenInvoiced,
  givenShipped,
  givenShop,
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

/** What the newest message about a shipment says: the end of its link, and the code. */
async function sentFor(shipmentId: number) {
  const message = await db
    .from('outgoing_messages')
    .where({ about_type: 'shipment', about_id: shipmentId, channel: 'sms' })
    .whereIn('template', ['shipped', 'delivery_code'])
    .orderBy('id', 'desc')
    .firstOrFail()
  const text = String(message.text)
  const [, secret] = /\/d\/([\w-]{22})/.exec(text)!
  const [, code] = /: (\d{5})$/.exec(text)!
  return { text, secret, code }
}

async function onItsWay() {
  const { customerId, wallet } = await givenClub.member({ tier: 'gold' })
  const { preInvoice, shipmentIds } = await givenShipped(shop, { customerId })
  const [shipmentId] = shipmentIds
  return { customerId, wallet, preInvoice, shipmentId, ...(await sentFor(shipmentId)) }
}

const otherThan = (code: string) => String((Number(code) + 1) % 100_000).padStart(5, '0')
const lotsOf = (customerId: number) => db.from('lots').where('customer_id', customerId)
const wayOf = async (shipmentId: number) => {
  const row = await db.from('shipments').where('id', shipmentId).firstOrFail()
  return row.delivered_way as string | null
}

test.group('Proof of delivery', (group) => {
  group.setup(setup)
  group.each.teardown(laws)

  test('[row 59] by the link: no sign-in, nothing that names him, one button, once', async ({
    assert,
  }) => {
    const { customerId, preInvoice, shipmentId, secret } = await onItsWay()
    const proof = await db.from('delivery_proofs').where('shipment_id', shipmentId).firstOrFail()
    assert.notInclude(JSON.stringify(proof), secret)
    const stranger = visitor()
    const page = await stranger.get(`/d/${secret}`)
    assert.equal(page.status, 200)
    for (const told of ['سارا محمدی', '۰۹۱۲ ۱۲۳ ۴۵۶۷', 'ولیعصر', '1234567890']) {
      assert.notInclude(page.text, told)
    }
    assert.include(page.text, 'س••• م•••')
    const looked = await stranger.get(`/en/d/${secret}`)
    assert.match(looked.text, /I received them/)
    assert.equal(await statusOf(preInvoice), 'shipped')

    const form = { key: newKey() }
    await Promise.all([stranger.post(`/d/${secret}`, form), stranger.post(`/d/${secret}`, form)])
    await stranger.post(`/d/${secret}`, { key: newKey() })
    assert.equal(await statusOf(preInvoice), 'delivered')
    assert.equal(await wayOf(shipmentId), 'link')
    assert.lengthOf(await lotsOf(customerId), 1)
    const after = await stranger.get(`/d/${secret}`)
    assert.match(after.text, /سپاس از خرید شما/)
    assert.notMatch(after.text, /تحویل گرفتم/)
  })

  test('[row 59] a wrong secret is a page that is not there', async ({ assert }) => {
    const { preInvoice } = await onItsWay()
    const before = await allBooks()
    for (const secret of [
      'x',
      'A'.repeat(22),
      `${'A'.repeat(21)}%`,
      '%27OR%201=1',
      'ا'.repeat(22),
    ]) {
      const read = await visitor().get(`/d/${encodeURIComponent(secret)}`)
      assert.equal(read.status, 404, secret)
      const sent = await visitor().post(`/d/${encodeURIComponent(secret)}`, { key: newKey() })
      assert.equal(sent.status, 404, secret)
    }
    assert.equal(await statusOf(preInvoice), 'shipped')
    assert.equal(await allBooks(), before)
  })

  test('[row 59] by the code: it starts the pending clock once', async ({ assert }) => {
    const { customerId, preInvoice, shipmentId, code, wallet } = await onItsWay()
    const delivery = { shipmentId, code, by: asStaff(shop.keeper) }
    await Promise.all([confirmByCode(delivery), confirmByCode(delivery)])
    await confirmByCode(delivery)
    assert.equal(await statusOf(preInvoice), 'delivered')
    assert.equal(await wayOf(shipmentId), 'code')
    const lots = await lotsOf(customerId)
    assert.lengthOf(lots, 1)
    const { pending } = await wallet.balances()
    assert.equal(pending, Number(lots[0].amount))
    const told = await db
      .from('crm_records')
      .where({ kind: 'delivered', case_id: preInvoice.caseId })
    assert.lengthOf(told, 1)
  })

  test('[row 59] a wrong code costs a try and changes nothing else; after five it needs a new one', async ({
    assert,
  }) => {
    const { preInvoice, shipmentId, code } = await onItsWay()
    const wrong = { shipmentId, code: otherThan(code), by: asStaff(shop.keeper) }
    const before = await allBooks()
    for (const left of [4, 3, 2, 1, 0]) {
      const refusal = await refusalOf(confirmByCode(wrong))
      assert.equal(refusal.refusal, 'wrong_delivery_code')
      assert.equal(refusal.details.params?.left, left)
    }
    assert.equal(await codeOf(confirmByCode({ ...wrong, code })), 'delivery_code_over')
    assert.equal(await allBooks(), before)
    assert.equal(await statusOf(preInvoice), 'shipped')

    assert.equal(await codeOf(sendDeliveryCode({ shipmentId })), 'delivery_code_just_sent')
    const past = sqlTime(clock.now().minus({ minutes: 2 }))
    await db.from('delivery_proofs').where('shipment_id', shipmentId).update({ sent_at: past })
    await sendDeliveryCode({ shipmentId })
    const renewed = await sentFor(shipmentId)
    await confirmByCode({ shipmentId, code: renewed.code, by: asStaff(shop.keeper) })
    assert.equal(await statusOf(preInvoice), 'delivered')
  })

  test('[row 59] link, code and staff at once: it is delivered once', async ({ assert }) => {
    const { customerId, preInvoice, shipmentId, code, secret } = await onItsWay()
    const by = asStaff(shop.keeper)
    await Promise.allSettled([
      confirmByCode({ shipmentId, code, by }),
      confirmDelivery({ shipmentId, by, key: newKey() }),
      visitor().post(`/d/${secret}`, { key: newKey() }),
    ])
    assert.equal(await statusOf(preInvoice), 'delivered')
    assert.lengthOf(await lotsOf(customerId), 1)
    const before = await allBooks()
    assert.equal(await codeOf(confirmDelivery({ shipmentId, by, key: newKey() })), 'illegal_move')
    assert.equal(await allBooks(), before)
  })

  test('[row 59] a pickup: ready at the branch, handed over by code; a parcel needs a carrier', async ({
    assert,
  }) => {
    const { customerId } = await givenClub.member({ tier: 'gold' })
    const preInvoice = await givenInvoiced(shop, { customerId, deliveryMethod: 'pickup' })
    const [remittanceId] = await remittancesOf(preInvoice)
    await pick(shop, remittanceId)
    const keeper = await browserOf(shop.keeper)
    const page = await keeper.get(`/desk/remittances/${remittanceId}`)
    assert.match(page.text, /آمادهٔ تحویل است؛ خبر بده/)
    assert.notMatch(page.text, /name="carrier"/)
    await keeper.post(`/desk/remittances/${remittanceId}/shipment`, { key: newKey() })
    const shipment = await db.from('shipments').where('remittance_id', remittanceId).firstOrFail()
    const { text, code } = await sentFor(Number(shipment.id))
    assert.match(text, /آمادهٔ تحویل در/)
    const path = `/desk/shipments/${shipment.id}/coded-delivery`
    await keeper.post(path, { code: otherThan(code) })
    assert.equal(await statusOf(preInvoice), 'shipped')
    const list = await keeper.get('/desk/shipments')
    assert.match(list.text, /تحویل در شعبه/)
    await keeper.post(path, { code })
    assert.equal(await statusOf(preInvoice), 'delivered')
    const member = await browserOf(await Customer.findOrFail(customerId))
    const order = await member.get(`/pre-invoices/${preInvoice.id}`)
    assert.match(order.text, /با کد تحویل/)

    const sent = await givenInvoiced(shop)
    const [parcelId] = await remittancesOf(sent)
    await pick(shop, parcelId)
    const before = await allBooks()
    const form = { remittanceId: parcelId, cost: 0, by: asStaff(shop.keeper), key: newKey() }
    assert.equal(await codeOf(shipRemittance(form)), 'carrier_missing')
    assert.equal(await allBooks(), before)
  })
})
