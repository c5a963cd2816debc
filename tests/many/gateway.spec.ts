import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import { clock } from '#app/core/clock'
import { sqlTime } from '#app/core/sql'
import { startFakeZarinpal, type FakeZarinpal } from '#app/sales/fakes/fake_zarinpal'
import { Shop } from '#tests/many/world'
import { breaches } from '#tests/support/given_club'
import { Person } from '#tests/support/http_person'
import { Doomed } from '#tests/support/killer'
import { House } from '#tests/support/processes'

/* The gateway is a server of its own; the shop is four processes; the payer has a browser. */

const RESCUE = { module: 'sales/jobs/rescue_payments_job', verb: 'default', input: [] }

test.group('The gateway [row 46]', (group) => {
  let shop: Shop
  let zarinpal: FakeZarinpal
  let house: House
  let nodes: Doomed

  group.setup(async () => {
    shop = await Shop.open()
    zarinpal = await startFakeZarinpal()
    const settings = { PAYMENT_GATEWAY: 'zarinpal', ZARINPAL_BASE_URL: zarinpal.url }
    house = await House.open({ processes: 4, settings })
    nodes = new Doomed(settings)
    return async () => {
      await Promise.all([house.close(), nodes.close()])
      await zarinpal.close()
    }
  })

  /** A customer who has pressed «pay» and stands at the gateway's page. */
  async function atGateway() {
    const { preInvoiceId, customerId, payable } = await shop.confirmed()
    const payer = await new Person(house.urls).signedIn({ customerId })
    const page = await payer.get(`/pre-invoices/${preInvoiceId}`)
    const action = `/pre-invoices/${preInvoiceId}/payments`
    const sent = await payer.submit(page, action, {}, { follow: false })
    const [startPay] = sent.redirects
    if (!startPay?.startsWith(zarinpal.url)) {
      throw new Error(`Led to ${startPay} (${sent.status}):\n${house.complaints()}`)
    }
    const authority = startPay.split('/').at(-1)!
    const again = await payer.submit(page, action, {}, { follow: false })
    return { preInvoiceId, customerId, payable, payer, authority, again, startPay }
  }

  /** The payer presses a button on the gateway's page; answers where it sends him. */
  async function press(startPay: string, outcome: 'paid' | 'cancelled') {
    const response = await fetch(startPay, {
      method: 'POST',
      redirect: 'manual',
      headers: { 'accept': 'text/html', 'content-type': 'application/x-www-form-urlencoded' },
      body: `outcome=${outcome}`,
    })
    const { pathname, search } = new URL(response.headers.get('location')!)
    return pathname + search
  }

  const statusOf = async (table: string, id: number) => {
    const row = await db.from(table).where('id', id).firstOrFail()
    return String(row.status)
  }
  const paymentOf = (preInvoiceId: number) =>
    db
      .from('payments')
      .where({ payable_type: 'pre_invoice', payable_id: preInvoiceId })
      .firstOrFail()
  const paymentStatus = async (preInvoiceId: number) => {
    const { status } = await paymentOf(preInvoiceId)
    return String(status)
  }
  const invoicesOf = async (preInvoiceId: number) => {
    const rows = await db
      .from('invoices')
      .where({ source_type: 'pre_invoice', source_id: preInvoiceId })
    return rows.length
  }
  const makeDue = (preInvoiceId: number) =>
    db
      .from('payments')
      .where({ payable_type: 'pre_invoice', payable_id: preInvoiceId })
      .update({ next_check_at: sqlTime(clock.now().minus({ minutes: 1 })) })

  test('paid: whoever comes back finds it sold, once, however often he comes back', async ({
    assert,
  }) => {
    const { preInvoiceId, payer, startPay, again } = await atGateway()
    assert.equal(again.redirects[0], startPay)
    const back = await press(startPay, 'paid')
    const pages = await Promise.all(house.urls.map((door) => payer.get(back, { door })))
    pages.push(await payer.get(back))
    assert.deepEqual([...new Set(pages.map(({ status }) => status))], [200], house.complaints())
    assert.equal(await statusOf('pre_invoices', preInvoiceId), 'invoiced')
    assert.equal(await invoicesOf(preInvoiceId), 1)
    assert.equal(await paymentStatus(preInvoiceId), 'paid')
    assert.deepEqual(await breaches(), [])
  })

  test('paid, but the callback is lost: every node rescues it, once', async ({ assert }) => {
    const { preInvoiceId, authority } = await atGateway()
    zarinpal.payWithoutCallback(authority)
    await makeDue(preInvoiceId)
    await Promise.all([nodes.perform(RESCUE, 'never'), nodes.perform(RESCUE, 'never')])
    assert.equal(await paymentStatus(preInvoiceId), 'paid')
    assert.equal(await invoicesOf(preInvoiceId), 1)
    assert.deepEqual(await breaches(), [])
  })

  test('paid and verified, but we died before we wrote it down: «already verified» is paid once', async ({
    assert,
  }) => {
    const { preInvoiceId, payable, authority, payer, startPay } = await atGateway()
    const back = await press(startPay, 'paid')
    const answer = await fetch(`${zarinpal.url}/pg/v4/payment/verify.json`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        merchant_id: '00000000-0000-0000-0000-000000000000',
        authority,
        amount: payable,
      }),
    })
    const { data } = (await answer.json()) as { data: { code: number } }
    assert.equal(data.code, 100)
    await payer.get(back)
    await makeDue(preInvoiceId)
    await nodes.perform(RESCUE, 'never')
    assert.equal(await paymentStatus(preInvoiceId), 'paid')
    assert.equal(await invoicesOf(preInvoiceId), 1)
    assert.deepEqual(await breaches(), [])
  })

  test('another amount: not paid, a task and a message for a manager', async ({ assert }) => {
    const { preInvoiceId, payer, authority, startPay, payable } = await atGateway()
    const back = await press(startPay, 'paid')
    zarinpal.setPaidAmount(authority, payable - 10_000)
    const page = await payer.get(back)
    assert.equal(page.status, 200)
    assert.equal(await statusOf('pre_invoices', preInvoiceId), 'confirmed')
    assert.equal(await invoicesOf(preInvoiceId), 0)
    const payment = await paymentOf(preInvoiceId)
    assert.equal(payment.status, 'mismatched')
    const tasks = await db
      .from('tasks')
      .where({ kind: 'resolve_mismatch', state: 'open', case_id: payment.case_id })
    assert.lengthOf(tasks, 1)
    const messages = await db
      .from('outgoing_messages')
      .where({ template: 'payment_mismatch', case_id: payment.case_id })
    assert.isAbove(messages.length, 0)
    assert.deepEqual(await breaches(), [])
  })

  test('given up: nothing is sold, and he may try again', async ({ assert }) => {
    const { preInvoiceId, payer, startPay } = await atGateway()
    const back = await press(startPay, 'cancelled')
    const page = await payer.get(back)
    assert.equal(page.status, 200)
    assert.equal(await paymentStatus(preInvoiceId), 'failed')
    assert.equal(await statusOf('pre_invoices', preInvoiceId), 'confirmed')
    const once = await payer.get(`/pre-invoices/${preInvoiceId}`)
    const action = `/pre-invoices/${preInvoiceId}/payments`
    const retry = await payer.submit(once, action, {}, { follow: false })
    assert.isTrue(retry.redirects[0]?.startsWith(zarinpal.url))
    assert.deepEqual(await breaches(), [])
  })

  test('somebody calls the callback with a made-up reference, or while the payer still pays', async ({
    assert,
  }) => {
    const { preInvoiceId, payer, authority, startPay } = await atGateway()
    const stranger = new Person(house.urls)
    const madeUp = await stranger.get(
      `/payments/callback/zarinpal?Authority=A${'0'.repeat(35)}&Status=OK`
    )
    assert.equal(madeUp.status, 404)
    await stranger.get(`/payments/callback/zarinpal?Authority=${authority}&Status=OK`)
    await stranger.get(`/payments/callback/zarinpal?Authority=${authority}&Status=NOK`)
    assert.equal(await paymentStatus(preInvoiceId), 'started')
    assert.equal(await invoicesOf(preInvoiceId), 0)
    await payer.get(await press(startPay, 'paid'))
    assert.equal(await paymentStatus(preInvoiceId), 'paid')
    assert.deepEqual(await breaches(), [])
  })
})
