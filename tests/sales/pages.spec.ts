import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import Customer from '#app/people/models/customer'
import { startFakeZarinpal, type FakeZarinpal } from '#app/sales/fakes/fake_zarinpal'
import { usePaymentGateway } from '#app/sales/gateways/current'
import { ZarinpalGateway } from '#app/sales/gateways/zarinpal'
import type PreInvoice from '#app/sales/models/pre_invoice'
import { given } from '#tests/support/given'
import { breaches, givenClub } from '#tests/support/given_club'
import { browserOf, givenStaff, visitor, type VisitorBrowser } from '#tests/support/given_people'
import {
  allBooks,
  givenConfirmed,
  givenDelivered,
  givenInvoiced,
  givenIssued,
  givenShipped,
  givenShop,
  newKey,
  remittancesOf,
  type Shop,
  statusOf,
} from '#tests/support/given_sales'
import { formsOf } from '#tests/support/http_person_page'

const MERCHANT = '11111111-2222-3333-4444-555555555555'

/** What a page never shows: a missing sentence, a missing value, a tag of the template. */
const WRONG = /.{0,60}(translation missing|\bundefined\b|\bNaN\b|@!component|@end).{0,60}/

let shop: Shop
let fake: FakeZarinpal
let expert: VisitorBrowser
let keeper: VisitorBrowser
let manager: VisitorBrowser

async function setup() {
  shop = await givenShop()
  fake = await startFakeZarinpal({ merchant: MERCHANT })
  usePaymentGateway(new ZarinpalGateway({ baseUrl: fake.url, merchant: MERCHANT, timeoutMs: 2000 }))
  expert = await browserOf(shop.expert)
  keeper = await browserOf(shop.keeper)
  manager = await browserOf(shop.branchManager)
  return async () => {
    usePaymentGateway(null)
    await fake.close()
  }
}

async function statusAt(browser: VisitorBrowser, path: string) {
  const { status } = await browser.get(path)
  return status
}

async function statusAfter(browser: VisitorBrowser, path: string, form: Record<string, string>) {
  const { status } = await browser.post(path, form)
  return status
}

const buyerOf = async (preInvoice: PreInvoice) =>
  browserOf(await Customer.findOrFail(preInvoice.customerId))

/** Sends the form of a page that ends so, with what is filled in. */
async function submit(
  browser: VisitorBrowser,
  path: string,
  action: string,
  fields: Record<string, string | number> = {}
) {
  const page = await browser.get(path)
  const form = formsOf(page.text).find((one) => one.action.endsWith(action))
  if (!form) throw new Error(`No form for ${action} on ${path} (${page.status})`)
  return browser.post(
    form.action,
    { ...form.fields, ...fields },
    { referer: process.env.APP_URL + path }
  )
}

test.group('Pages of a sale', (group) => {
  group.setup(setup)
  group.each.teardown(async () => {
    const broken = await breaches()
    if (broken.length > 0) throw new Error(broken.join('\n'))
  })

  test('the whole path through the pages: call, pay at the gateway, pick, ship, receive', async ({
    assert,
  }) => {
    const { customerId } = await givenClub.member()
    const preInvoice = await givenIssued({ customerId })
    const buyer = await buyerOf(preInvoice)
    const desk = `/desk/pre-invoices/${preInvoice.id}`
    const mine = `/pre-invoices/${preInvoice.id}`

    const queue = await expert.get('/desk/pre-invoices')
    assert.include(queue.text, `href="${desk}"`)
    const called = await submit(expert, desk, '/validation', { outcome: 'confirmed' })
    assert.equal(called.location, desk)
    assert.equal(await statusOf(preInvoice), 'confirmed')

    const started = await submit(buyer, mine, '/payments')
    assert.isTrue(started.location?.startsWith(fake.url), started.location ?? '')
    const paid = await fetch(started.location!, {
      method: 'POST',
      body: new URLSearchParams({ outcome: 'paid' }),
      redirect: 'manual',
    })
    const back = new URL(paid.headers.get('location')!)
    const answer = await buyer.get(back.pathname + back.search)
    assert.equal(answer.location, mine)
    const seen = await buyer.get(mine)
    assert.include(seen.text, 'سفارش شما در حال آماده‌سازی است')
    assert.equal(await statusOf(preInvoice), 'invoiced')

    const [remittanceId] = await remittancesOf(preInvoice)
    const from = { referer: process.env.APP_URL + desk }
    const picked = await keeper.post(
      `/desk/remittances/${remittanceId}/picking`,
      { key: newKey() },
      from
    )
    assert.equal(picked.location, desk)
    const shipment = { key: newKey(), carrier: 'پست', trackingCode: '۱۲۳۴', cost: '۴۵٬۰۰۰' }
    await keeper.post(`/desk/remittances/${remittanceId}/shipment`, shipment, from)
    const row = await db.from('shipments').where('remittance_id', remittanceId).firstOrFail()
    assert.equal(Number(row.cost), 450_000)

    await submit(buyer, mine, `/shipments/${row.id}/delivery`)
    assert.equal(await statusOf(preInvoice), 'delivered')
    const last = await buyer.get(mine)
    assert.include(last.text, 'اعتبار هدیه در انتظار')
  })

  test('every page in both languages, for every state', async ({ assert }) => {
    const { preInvoice: shipped } = await givenShipped(shop)
    const states = [
      await givenIssued(),
      await givenConfirmed(shop),
      await givenInvoiced(shop),
      shipped,
      await givenDelivered(shop),
    ]
    for (const preInvoice of states) {
      const buyer = await buyerOf(preInvoice)
      for (const prefix of ['', '/en']) {
        for (const page of ['', '/print']) {
          const { status, text } = await buyer.get(`${prefix}/pre-invoices/${preInvoice.id}${page}`)
          assert.equal(status, 200)
          assert.notMatch(text, WRONG)
          assert.include(text, prefix ? preInvoice.number : 'پیش‌فاکتور')
        }
        const orders = await buyer.get(`${prefix}/panel/orders`)
        assert.include(orders.text, `${prefix}/pre-invoices/${preInvoice.id}`)
      }
      const shown = await manager.get(`/desk/pre-invoices/${preInvoice.id}`)
      assert.equal(shown.status, 200)
      assert.notMatch(shown.text, WRONG)
    }
    const nobody = await browserOf(await given.customer())
    const empty = await nobody.get('/panel/orders')
    assert.include(empty.text, 'هنوز سفارشی ندارید')
  })

  test('the official form, for its owner and for staff of the branch [row 57]', async ({
    assert,
  }) => {
    const preInvoice = await givenInvoiced(shop)
    const invoice = await db.from('invoices').where('source_id', preInvoice.id).firstOrFail()
    const buyer = await buyerOf(preInvoice)
    for (const [browser, path] of [
      [buyer, `/invoices/${invoice.id}/print`],
      [expert, `/desk/invoices/${invoice.id}/print`],
    ] as const) {
      const { status, text } = await browser.get(path)
      assert.equal(status, 200)
      assert.include(text, 'صورتحساب فروش کالا و خدمات')
      assert.include(text, 'فروشگاه نمونه')
      assert.include(text, 'یک میلیون و هفتصد هزار ریال')
    }
    const list = await expert.get('/desk/invoices')
    assert.include(list.text, `/desk/invoices/${invoice.id}/print`)
  })

  test('a number or a mobile finds it; Persian digits too', async ({ assert }) => {
    const preInvoice = await givenIssued()
    const { mobile } = await Customer.findOrFail(preInvoice.customerId)
    const persian = preInvoice.number.replace(/\d/g, (digit) => '۰۱۲۳۴۵۶۷۸۹'[Number(digit)])
    for (const search of [preInvoice.number, persian, mobile, mobile.replace('+98', '0')]) {
      const { text } = await expert.get(`/desk/pre-invoices?q=${encodeURIComponent(search)}`)
      assert.include(text, `/desk/pre-invoices/${preInvoice.id}"`, search)
    }
    const nothing = await expert.get('/desk/pre-invoices?q=999999')
    assert.include(nothing.text, 'چیزی پیدا نشد')
  })

  test('money received, refund given back, sale called off, at the desk', async ({ assert }) => {
    const preInvoice = await givenConfirmed(shop)
    const desk = `/desk/pre-invoices/${preInvoice.id}`
    const less = await submit(expert, desk, `/${preInvoice.id}/payments`, { amount: '۱' })
    const refused = await expert.follow(less)
    assert.include(refused.text, 'مبلغ باید برابر ماندهٔ قابل پرداخت باشد')
    assert.equal(await statusOf(preInvoice), 'confirmed')
    await submit(expert, desk, `/${preInvoice.id}/payments`, { method: 'cash' })
    assert.equal(await statusOf(preInvoice), 'invoiced')
    await submit(expert, desk, '/cancellation', { reason: 'مشتری منصرف شد' })
    assert.equal(await statusOf(preInvoice), 'cancelled')

    const payment = await db.from('payments').where('payable_id', preInvoice.id).firstOrFail()
    const due = '/desk/payments?status=refund_due'
    await submit(expert, due, `/desk/payments/${payment.id}/refund`, { refId: '8899' })
    const after = await db.from('payments').where('id', payment.id).firstOrFail()
    assert.equal(after.status, 'refunded')
    assert.equal(await statusAt(manager, '/desk/payments'), 200)
  })

  test('what staff note is for staff; what happened is for both', async ({ assert }) => {
    const preInvoice = await givenIssued()
    const buyer = await buyerOf(preInvoice)
    const desk = `/desk/pre-invoices/${preInvoice.id}`
    await submit(expert, desk, '/validation', { outcome: 'no_answer', note: 'دو بار زنگ خورد' })
    await submit(expert, desk, '/cancellation', { reason: 'مشتری در دسترس نیست' })
    const shown = await expert.get(desk)
    const seen = await buyer.get(`/pre-invoices/${preInvoice.id}`)
    for (const own of ['دو بار زنگ خورد', 'مشتری در دسترس نیست', shop.expert.lastName]) {
      assert.include(shown.text, own)
      assert.notInclude(seen.text, own)
    }
    for (const { text } of [shown, seen]) {
      assert.include(text, 'تماس گرفتیم، پاسخ داده نشد')
      assert.include(text, 'پیش‌فاکتور لغو شد')
    }
  })

  test('the customer calls his request off', async ({ assert }) => {
    const preInvoice = await givenIssued()
    const buyer = await buyerOf(preInvoice)
    await submit(buyer, `/pre-invoices/${preInvoice.id}`, '/cancellation')
    assert.equal(await statusOf(preInvoice), 'cancelled')
    const page = await buyer.get(`/pre-invoices/${preInvoice.id}`)
    assert.include(page.text, 'پیش‌فاکتور لغو شد')
  })
})

test.group('Pages of a sale | of others', (group) => {
  group.setup(setup)

  test('another member’s ids are 404, in every address; nobody is sent to sign in [row 16]', async ({
    assert,
  }) => {
    const { preInvoice, shipmentIds } = await givenShipped(shop)
    const invoice = await db.from('invoices').where('source_id', preInvoice.id).firstOrFail()
    const stranger = await browserOf(await given.customer())
    const reads = [
      `/pre-invoices/${preInvoice.id}`,
      `/pre-invoices/${preInvoice.id}/print`,
      `/panel/orders/${preInvoice.id}`,
      `/invoices/${invoice.id}/print`,
    ]
    const writes = [
      `/pre-invoices/${preInvoice.id}/payments`,
      `/pre-invoices/${preInvoice.id}/cancellation`,
      `/shipments/${shipmentIds[0]}/delivery`,
    ]
    const before = await allBooks()
    for (const path of [...reads, '/pre-invoices/999999', '/pre-invoices/x']) {
      assert.equal(await statusAt(stranger, path), 404, path)
    }
    for (const path of writes) {
      assert.equal(await statusAfter(stranger, path, { key: newKey() }), 404, path)
    }
    for (const path of reads) {
      const { location } = await visitor().get(path)
      assert.include(location ?? '', '/sign-in?next=')
    }
    assert.equal(await allBooks(), before)
  })

  test('staff of another branch: 404; without the right: 403', async ({ assert }) => {
    const other = await given.branch()
    const abroad = await browserOf(await givenStaff({ role: 'branch_manager', branchId: other.id }))
    const cashier = await browserOf(await givenStaff({ role: 'cashier', branchId: shop.branch.id }))
    const { preInvoice, shipmentIds } = await givenShipped(shop)
    const open = await givenIssued()
    const [remittanceId] = await remittancesOf(preInvoice)
    const payment = await db.from('payments').where('payable_id', preInvoice.id).firstOrFail()
    const invoice = await db.from('invoices').where('source_id', preInvoice.id).firstOrFail()
    const before = await allBooks()
    const writes: [string, Record<string, string>][] = [
      [`/desk/pre-invoices/${open.id}/validation`, { outcome: 'confirmed' }],
      [`/desk/pre-invoices/${open.id}/cancellation`, { reason: 'آزمایش' }],
      [`/desk/pre-invoices/${open.id}/payments`, { method: 'cash', amount: '۱۰۰' }],
      [`/desk/payments/${payment.id}/refund`, { refId: '12345' }],
      [`/desk/remittances/${remittanceId}/picking`, {}],
      [`/desk/remittances/${remittanceId}/shipment`, { carrier: 'پست' }],
      [`/desk/shipments/${shipmentIds[0]}/delivery`, {}],
    ]
    for (const [path, fields] of writes) {
      const form = { key: newKey(), ...fields }
      assert.equal(await statusAfter(abroad, path, form), 404, path)
      assert.equal(await statusAfter(cashier, path, form), 403, path)
    }
    for (const path of [`/desk/pre-invoices/${open.id}`, `/desk/invoices/${invoice.id}/print`]) {
      assert.equal(await statusAt(abroad, path), 404, path)
    }
    assert.equal(await statusAt(cashier, '/desk/pre-invoices'), 403)
    assert.equal(await statusAt(cashier, '/desk/payments'), 403)
    const list = await abroad.get('/desk/pre-invoices')
    assert.notInclude(list.text, `/desk/pre-invoices/${open.id}"`)
    assert.equal(await allBooks(), before)
  })

  test('a callback that is none of ours is a 404', async ({ assert }) => {
    for (const path of [
      '/payments/callback/zarinpal?Authority=A000&Status=OK',
      '/payments/callback/zarinpal',
      '/payments/callback/nobody?Authority=A1',
    ]) {
      assert.equal(await statusAt(visitor(), path), 404, path)
    }
  })
})
