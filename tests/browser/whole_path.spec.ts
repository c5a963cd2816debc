import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import { clock } from '#app/core/clock'
import { matureLots } from '#app/club/actions/mature_lots'
import { startFakeZarinpal } from '#app/sales/fakes/fake_zarinpal'
import { usePaymentGateway } from '#app/sales/gateways/current'
import { ZarinpalGateway } from '#app/sales/gateways/zarinpal'
import { ensurePlaces } from '#database/demo/places'
import { laws } from '#start/laws'
import { BrowserPerson, messages } from '#tests/browser/people'
import { given } from '#tests/support/given'
import { givenClub } from '#tests/support/given_club'
import { givenProduct } from '#tests/support/given_catalogue'
import { giveRole, givenStaff } from '#tests/support/given_people'
import { its } from '#tests/support/its'

const MOBILE = '09121112233'
/** In the digits of either language. */
const TRACKING = /[1۱][2۲][3۳][4۴][5۵][6۶][7۷][8۸][9۹]/
const MERCHANT = '00000000-0000-0000-0000-000000000000'

/** A branch with goods, one all-round member of staff, and a manager. */
async function openShop() {
  await ensurePlaces(db.connection())
  await givenClub.tiers()
  await db.table('vat_rates').insert({ starts_on: '2024-01-01', basis_points: 1000 })
  const branch = await given.branch({ nameFa: 'شعبهٔ ونک', nameEn: 'Vanak branch' })
  const staff = await givenStaff({ role: 'sales_expert', branchId: branch.id, username: 'staff' })
  for (const role of ['warehouse_keeper', 'support_expert', 'cashier'] as const) {
    await giveRole(staff, role, branch.id)
  }
  await givenStaff({ role: 'manager', branchId: null, username: 'boss' })
  const { product, variantId } = await givenProduct({
    slug: 'running-shoe',
    nameFa: 'کفش دویدن',
    nameEn: 'Running shoe',
    price: 12_000_000,
    stock: 5,
    warrantyMonths: 12,
  })
  await db.table('ticket_categories').insert({
    code: 'product',
    name_fa: 'دربارهٔ کالا',
    name_en: 'About an item',
    position: 1,
  })
  return { branch, product, variantId }
}

test.group('From the shop window to the shipment and beyond', (group) => {
  group.setup(async () => {
    const gateway = await startFakeZarinpal()
    usePaymentGateway(new ZarinpalGateway({ baseUrl: gateway.url, merchant: MERCHANT }))
    return async () => {
      usePaymentGateway(null)
      await gateway.close()
    }
  })

  test('a stranger buys, staff deliver, the member spends, asks and rates, the manager sees', async ({
    assert,
    browser,
  }) => {
    const { variantId } = await openShop()
    const member = await BrowserPerson.arrive(browser as never, { phone: true })
    const staff = await BrowserPerson.arrive(browser as never)
    const manager = await BrowserPerson.arrive(browser as never)
    await staff.signInAtDesk('staff')
    await staff.open('/desk/tasks')

    /* 2: he browses, searches with Arabic letters, and the cart is already an invoice. */
    await member.open('/')
    await member.open(`/search?q=${encodeURIComponent('كفش')}`)
    await member.page
      .getByRole('link', { name: /کفش دویدن/ })
      .first()
      .click()
    await member.page.waitForURL(/\/p\/running-shoe/)
    await member.sees(/اعتبار/)
    await member.send('/cart/lines')
    await member.open('/cart')
    await member.sees(/میلیون/)

    /* 3: he signs in by code, becomes a customer and a member, and issues his pre-invoice. */
    await member.send('/checkout/hold')
    await member.page.waitForURL(/sign-in/)
    assert.equal(Number(await its(db.from('stock_levels').firstOrFail(), 'reserved')), 1)
    await member.signInByCode(MOBILE)
    await member.page.waitForURL(/register/)
    await member.fill('firstName', 'آرش')
    await member.fill('lastName', 'کمانگیر')
    await member.page.check('[name=joins]')
    await member.send('/sign-in/register')
    await member.page.waitForURL(/\/checkout/)
    await member.sees(/برای شما نگه داشته شده است/)
    await member.sees(/\([۰-۹]{2}:[۰-۹]{2}\)/)
    await member.page.selectOption('[name=province]', { label: 'تهران' })
    await member.page.selectOption('[name=city]', { label: 'تهران' })
    await member.fill('address', 'خیابان آزادی، پلاک ۱')
    await member.fill('postalCode', '۱۲۳۴۵۶۷۸۹۰')
    await member.send('/checkout')
    await member.page.waitForURL(/\/pre-invoices\/\d+/)
    const preInvoicePath = new URL(member.page.url()).pathname
    assert.equal(await its(db.from('customers').firstOrFail(), 'status'), 'awaiting_validation')
    assert.equal(Number(await its(db.from('stock_levels').firstOrFail(), 'reserved')), 1)

    /* 4: the expert's board shows the task without reloading; both got their text. */
    await staff.sees('کمانگیر')
    assert.lengthOf(await messages('pre_invoice_to_expert'), 1)
    assert.lengthOf(await messages('pre_invoice_issued'), 1)

    /* 5: call, pay at the gateway, pick, ship, deliver. */
    await staff.open(`/desk${preInvoicePath}`)
    await staff.page.keyboard.press('1')
    await staff.page.locator('form[action$="/payments"]').first().waitFor()
    await member.open(preInvoicePath)
    await member.send('/payments')
    await member.page.getByText('پرداخت موفق').click()
    await member.page.waitForURL(new RegExp(preInvoicePath))
    await member.sees(/فاکتور/)
    const remittance = await db.from('remittances').firstOrFail()
    await staff.open(`/desk/remittances/${remittance.id}`)
    await staff.send('/picking')
    await staff.page.locator('form[action$="/shipment"]').waitFor()
    await staff.fill('carrier', 'پست پیشتاز')
    await staff.fill('trackingCode', '123456789')
    await staff.send('/shipment')
    await staff.sees(TRACKING)
    await member.open(preInvoicePath)
    await member.sees(TRACKING)
    await staff.open(`/desk${preInvoicePath}`)
    await staff.send('/delivery')
    await staff.sees('تحویل')

    /* 6: the credit waits for seven working days and then pays part of the next pre-invoice. */
    await member.open('/panel/wallet')
    await member.sees('در انتظار')
    const [lot] = await db.from('lots').where('state', 'pending')
    assert.isAbove(Number(lot.amount), 0)
    clock.travel({ days: 20 })
    await matureLots()
    await member.open('/panel')
    await member.sees('آرش')
    await member.open('/panel/card')
    await member.page.locator('svg').first().waitFor()
    await member.open('/p/running-shoe')
    await member.send('/cart/lines')
    await member.open('/checkout')
    await member.send('/checkout')
    await member.page.waitForURL(/\/pre-invoices\/\d+/)
    const second = await db.from('pre_invoices').orderBy('id', 'desc').firstOrFail()
    assert.isAbove(Number(second.credit_amount), 0)

    /* 7: a cashier reads his number, he pays part of a bill by credit in the branch. */
    await db.from('working_spans').delete()
    await staff.open('/desk/till')
    await staff.fill('card', MOBILE)
    await staff.page.keyboard.press('Enter')
    await staff.sees('کمانگیر')
    await staff.fill('amount', '50000')
    await staff.page.locator('#sale-form button[type=submit], #sale-form button').first().click()
    await staff.page.waitForURL(/\/desk\/till\/receipts\/\d+/)
    await member.open('/panel/wallet')
    const sale = await db.from('till_sales').firstOrFail()
    assert.isAbove(Number(sale.credit_earned), 0)

    /* 8: a ticket about what he bought, an answer, a rating. */
    await member.open('/panel/tickets/new')
    await member.page
      .getByRole('link', { name: /کفش دویدن/ })
      .first()
      .click()
    await member.fill('subject', 'کفش تنگ است')
    await member.fill('body', 'سلام، می‌خواهم اندازه را عوض کنم.')
    await member.send('/panel/tickets')
    await member.page.waitForURL(/\/panel\/tickets\/\d+/)
    const ticketId = Number(/\d+/.exec(new URL(member.page.url()).pathname)![0])
    const [toExpert] = await messages('ticket_to_expert')
    assert.include(toExpert.text, 'کفش تنگ است')
    await staff.open(`/desk/tickets/${ticketId}`)
    await staff.fill('body', 'سلام، بله. کفش را به شعبه بیاورید.')
    await staff.send('/answers')
    await staff.sees('به شعبه بیاورید')
    await member.open(`/panel/tickets/${ticketId}`)
    await member.sees('به شعبه بیاورید')
    await member.send('/closure')
    await member.page.locator('input[name=rating][value="5"]').check({ force: true })
    await member.send('/rating')
    await member.page.locator('form[action$="/rating"]').waitFor({ state: 'detached' })
    assert.equal(await its(db.from('tickets').where('id', ticketId).firstOrFail(), 'rating'), 5)

    /* 9: the manager sees it all on one page and takes it to Excel. */
    await manager.signInAtDesk('boss')
    await manager.open('/desk/reports')
    await manager.page.locator('svg').first().waitFor()
    const [download] = await Promise.all([
      manager.page.waitForEvent('download'),
      manager.page.locator('a[href*="export.xlsx"]').first().click(),
    ])
    assert.match(download.suggestedFilename(), /\.xlsx$/)

    assert.deepEqual(await brokenLaws(), [])
    const level = await db.from('stock_levels').where('variant_id', variantId).firstOrFail()
    assert.deepEqual([Number(level.on_hand), Number(level.reserved)], [4, 1])
    assert.deepEqual([member.complaints, staff.complaints, manager.complaints], [[], [], []])
    for (const person of [member, staff, manager]) await person.context.close()
  })
})

async function brokenLaws() {
  const found: string[] = []
  for (const law of laws) {
    const breaches = await law.check(db.connection())
    found.push(...breaches.map((breach) => `${law.name}: ${breach.where}`))
  }
  return found
}
