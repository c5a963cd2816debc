import ExcelJS from 'exceljs'
import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import { TEHRAN } from '#app/core/jalali'
import { clock } from '#app/core/clock'
import type Staff from '#app/people/models/staff'
import { periodOf } from '#app/reports/period'
import { addHoliday } from '#app/crm/actions/change_holidays'
import { proposeAdjustment } from '#app/club/actions/propose_adjustment'
import Wallet from '#app/club/models/wallet'
import { startCreditExtension } from '#app/club/actions/extend_credit'
import { requestPayout } from '#app/sales/actions/request_payout'
import { startSelfAudit } from '#app/front/actions/audit_books'
import { dashboardOf } from '#app/reports/queries/dashboard'
import { EXPORTS } from '#app/reports/exports'
import { FIGURES } from '#app/reports/queries/figure_rows'
import { noteLostDemand } from '#app/warehouse/lost_demand'
import { browserOf, givenStaff, type VisitorBrowser } from '#tests/support/given_people'
import { givenClub } from '#tests/support/given_club'
import { answer, close, givenBuyer, givenTicket, rate } from '#tests/support/given_aftersales'
import {
  givenCardHolder,
  givenCounter,
  givenVat,
  sell,
  type Counter,
} from '#tests/support/given_till'
import { asStaff, givenIssued, givenShop, newKey } from '#tests/support/given_sales'
import { givenListRows } from '#tests/support/given_lists'
import { bringBack, wholeWish } from '#tests/support/given_returns'
import { its } from '#tests/support/its'

let counter: Counter
let manager: Staff
let browser: VisitorBrowser

/** A shop with a sale on the web, two at a till, and a ticket that was rated. */
const setup = async () => {
  await noteLostDemand({ kind: 'search', term: 'سماور زغالی', customerId: null, person: 'v:1' })
  counter = await givenCounter()
  await givenVat(1000)
  const { card, customerId } = await givenCardHolder({ credit: 200_000 })
  await sell(counter, { card, amount: 1_100_000, credit: 200_000 })
  await sell(counter, { amount: 2_200_000 })
  const buyer = await givenBuyer()
  const ticket = await givenTicket(buyer)
  await answer(ticket, buyer.support)
  await close(ticket, buyer.support)
  await rate(ticket, 4)
  manager = await givenStaff({ role: 'manager' })
  browser = await browserOf(manager)
  await givenClub.cash((await Wallet.existing(customerId))!, 5_000_000)
  const wallet = (await Wallet.existing(customerId))!
  await givenClub.credit(wallet, 100_000, { expiresAt: clock.now().plus({ days: 20 }) })
  await startCreditExtension({
    tierId: null,
    branchId: null,
    from: clock.now(),
    until: clock.now().plus({ days: 30 }),
    newEnd: clock.now().plus({ days: 60 }),
    reason: 'سیل',
    by: asStaff(manager),
    key: newKey(),
  })
  await givenShop()
  await givenIssued()
  await givenListRows(manager)
  await addHoliday({
    day: clock.now().plus({ days: 40 }).toFormat('yyyy-MM-dd'),
    branchId: null,
    nameFa: 'تعطیلی ناگهانی',
    nameEn: 'Sudden holiday',
    by: asStaff(manager),
  })
  await startSelfAudit({ by: asStaff(manager) })
  const to = { sheba: 'IR062960000000100324200001', holder: 'سارا محمدی' }
  await requestPayout({ customerId, amount: 1_000_000, ...to, key: newKey() })
  await proposeAdjustment({
    customerId,
    amount: 50_000,
    reason: 'goodwill',
    note: 'تأخیر در ارسال',
    branchId: null,
    by: asStaff(manager),
    key: newKey(),
  })
}

/** The last sale of the till comes back whole. */
async function somethingBack() {
  const { id } = await db
    .from('invoices')
    .where('channel', 'till')
    .orderBy('id', 'desc')
    .firstOrFail()
  const wish = await wholeWish(Number(id), null)
  await bringBack(Number(id), manager, { ...wish, refund: { method: 'cash' } })
}

/** The file as Excel opens it. */
async function download(person: VisitorBrowser, path: string) {
  const cookie = [...person.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  const answered = await fetch(process.env.APP_URL + path, { headers: { cookie } })
  const book = new ExcelJS.Workbook()
  if (answered.status === 200) await book.xlsx.load(await answered.arrayBuffer())
  return { status: answered.status, type: answered.headers.get('content-type'), book }
}

test.group('The report', (group) => {
  group.setup(setup)

  test('shows sales and club of the period, in both languages [row 89]', async ({ assert }) => {
    const { status, text } = await browser.get('/desk/reports?period=last_30_days')
    assert.equal(status, 200)
    for (const shown of ['فروش صندوق', '۳۰۰٬۰۰۰ تومان', 'اعتبار خرج‌شده', '۲۰٬۰۰۰ تومان', '<svg']) {
      assert.include(text, shown)
    }
    const english = await browser.get('/en/desk/reports')
    assert.include(english.text, '300,000 toman')
    const shown = english.text.replaceAll('فارسی', '').replaceAll(manager.fullName, '')
    const persian = shown.match(/.{0,30}[\u0600-\u06FF]{2}.{0,30}/g)
    assert.isNull(persian, persian?.join('\n'))
  })

  for (const figure of Object.keys(FIGURES)) {
    test(`«${figure}» opens its rows [row 89]`, async ({ assert }) => {
      const page = await browser.get(`/desk/reports/rows/${figure}?period=this_year`)
      assert.equal(page.status, 200)
      const page2 = await browser.get(`/en/desk/reports/rows/${figure}?after=2030-01-01 00:00:00~9`)
      assert.equal(page2.status, 200)
    })
  }

  test('an unknown figure is a 404', async ({ assert }) => {
    assert.equal(await its(browser.get('/desk/reports/rows/nothing'), 'status'), 404)
  })

  test('a branch manager sees his branch only, a cashier nothing', async ({ assert }) => {
    const other = await givenCounter()
    const wish = { role: 'branch_manager', branchId: other.branchId } as const
    const far = await browserOf(await givenStaff(wish))
    const page = await far.get('/desk/reports')
    assert.notInclude(page.text, '۳۰۰٬۰۰۰ تومان')
    assert.equal(await its(far.get(`/desk/reports?branch=${counter.branchId}`), 'status'), 403)
    const cashier = await browserOf(counter.cashier)
    assert.equal(await its(cashier.get('/desk/reports'), 'status'), 403)
  })

  test('no question of the page reads a table that grows from end to end', async ({ assert }) => {
    if (db.connection().dialect.name === 'mysql') return
    const asked = await queriesOf(() => dashboardOf(periodOf('this_year', clock.now()), 'all', []))
    assert.isAbove(asked.length, 8)
    for (const { sql, bindings } of asked) {
      const plan: { detail: string }[] = await db.rawQuery(`EXPLAIN QUERY PLAN ${sql}`, bindings)
      const scans = plan.filter(({ detail }) =>
        /^SCAN (?!b$|.*USING (COVERING )?INDEX)/.test(detail)
      )
      /* The liability is a sum over all members; see the README of reports. */
      const grows = scans.filter(({ detail }) => detail !== 'SCAN accounts')
      assert.deepEqual(grows, [], sql)
    }
  })
})

interface Asked {
  sql: string
  bindings: string[]
}

async function queriesOf(work: () => Promise<unknown>): Promise<Asked[]> {
  const asked: Asked[] = []
  const note = (query: Asked) => asked.push({ sql: query.sql, bindings: query.bindings })
  const { client } = db.connection().getReadClient()
  client.on('query', note)
  await work()
  client.off('query', note)
  return asked
}

test.group('Excel files [row 92]', (group) => {
  group.setup(setup)

  test('the report as a book: figures, days, branches; numbers are numbers [row 92]', async ({
    assert,
  }) => {
    const { book, status } = await download(
      browser,
      '/desk/reports/export.xlsx?period=last_30_days'
    )
    assert.equal(status, 200)
    assert.deepEqual(
      book.worksheets.map((sheet) => sheet.name),
      ['خلاصه', 'روزانه', 'شعبه‌ها']
    )
    const [summary, daily] = book.worksheets
    assert.isTrue(summary.views[0].rightToLeft)
    assert.equal(summary.getCell('A4').value, 'فروش صندوق')
    assert.strictEqual(summary.getCell('B4').value, 300_000)
    assert.equal(daily.rowCount, 31)
    const last = daily.getRow(31)
    assert.match(String(last.getCell(1).value), /^۱۴[۰-۹]{2}\/[۰-۹]{2}\/[۰-۹]{2}$/)
    const shown = clock.now().setZone(TEHRAN).toFormat('yyyy-MM-dd')
    assert.equal((last.getCell(2).value as Date).toISOString().slice(0, 10), shown)
    assert.strictEqual(last.getCell(4).value, 300_000)
    const audits = await db.from('audits').where({ action: 'exported', actor_id: manager.id })
    assert.lengthOf(audits, 1)
  })

  for (const list of Object.keys(EXPORTS)) {
    test(`the list of ${list}, and its line in the audit [row 92]`, async ({ assert }) => {
      if (list === 'returns') await somethingBack()
      const { book, type } = await download(browser, `/desk/exports/${list}.xlsx`)
      assert.include(type!, 'spreadsheetml')
      const sheet = book.worksheets[0]
      assert.isAbove(sheet.rowCount, 1)
      for (const title of sheet.getRow(1).values as string[]) {
        if (title) assert.notInclude(title, 'reports.')
      }
      const audit = await db.from('audits').orderBy('id', 'desc').firstOrFail()
      assert.include(JSON.stringify(audit.after), list)
    })
  }

  test('pages through more rows than one page holds', async ({ assert }) => {
    const rows = Array.from({ length: 2300 }, (_, n) => ({
      mobile: `+98938${1_000_000 + n}`,
      first_name: 'نام',
      last_name: '=1+1',
      status: 'valid',
      created_at: '2026-01-01 00:00:00',
    }))
    for (let at = 0; at < rows.length; at += 400) {
      await db.table('customers').multiInsert(rows.slice(at, at + 400))
    }
    const [{ count }] = await db.from('customers').count('* as count')
    const { book } = await download(browser, '/desk/exports/customers.xlsx')
    const sheet = book.worksheets[0]
    assert.equal(sheet.rowCount, Number(count) + 1)
    assert.strictEqual(sheet.getRow(Number(count)).getCell(2).value, '=1+1')
  })

  test('the right to export is not enough: the list itself must be his to read', async ({
    assert,
  }) => {
    const marketing = await browserOf(await givenStaff({ role: 'marketing' }))
    assert.equal(await its(download(marketing, '/desk/exports/customers.xlsx'), 'status'), 200)
    assert.equal(await its(download(marketing, '/desk/exports/till-sales.xlsx'), 'status'), 403)
    const cashier = await browserOf(counter.cashier)
    assert.equal(await its(download(cashier, '/desk/exports/till-sales.xlsx'), 'status'), 403)
    assert.equal(await its(download(browser, '/desk/exports/passwords.xlsx'), 'status'), 404)
  })
})
