import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from '@japa/runner'
import { languageOf } from '#app/core/language'
import Customer from '#app/people/models/customer'
import { cancelPreInvoice } from '#app/sales/actions/cancel_pre_invoice'
import { issuePreInvoice } from '#app/sales/actions/issue_pre_invoice'
import Invoice from '#app/sales/models/invoice'
import PreInvoice from '#app/sales/models/pre_invoice'
import { given } from '#tests/support/given'
import { givenProduct } from '#tests/support/given_catalogue'
import { givenClub } from '#tests/support/given_club'
import { browserOf, givenStaff, type VisitorBrowser } from '#tests/support/given_people'
import {
  asStaff,
  givenInvoiced,
  givenIssued,
  givenShop,
  newKey,
  orderOf,
  RECIPIENT,
  type Shop,
} from '#tests/support/given_sales'
import { type PdfText, readPdf } from '#tests/support/pdf_text'

const fa = languageOf('fa')
const en = languageOf('en')

const LONG =
  'جاروبرقی بی‌سیم قابل شستشو مدل Q185 (با کیسهٔ یدک) مناسب خانه‌های بزرگ و فرش‌های پرزبلند'

/** `PAPERS_DIR=/tmp` keeps what was read, to be looked at. */
async function paperAt(browser: VisitorBrowser, path: string): Promise<PdfText> {
  const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  const answer = await fetch(process.env.APP_URL! + path, { headers: { cookie } })
  if (answer.status !== 200) throw new Error(`${path}: ${answer.status}`)
  if (answer.headers.get('content-type') !== 'application/pdf') throw new Error('not a PDF')
  const file = Buffer.from(await answer.arrayBuffer())
  if (process.env.PAPERS_DIR) {
    writeFileSync(join(process.env.PAPERS_DIR, `${path.replace(/\W+/g, '-')}.pdf`), file)
  }
  return readPdf(file, path.startsWith('/en') ? 'L' : 'R')
}

/** A half-space is drawn as no glyph of its own. */
const plain = (text: string) => text.replace(/[\u200C\u200E]/g, ' ')

/** A paper as it is seen, from left to right. */
const drawn = ({ lines }: PdfText) => lines.map((line) => line.seen).join('\n')

async function headersOf(browser: VisitorBrowser, path: string) {
  const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  const { headers } = await fetch(process.env.APP_URL! + path, { headers: { cookie } })
  return headers
}

test.group('Papers as PDF', (group) => {
  let shop: Shop
  group.setup(async () => {
    shop = await givenShop()
  })

  /** A member's request of goods with long and mixed names, some of it by credit. */
  async function givenRich() {
    const { customerId } = await givenClub.member({ tier: 'gold', credit: 2_000_000 })
    const names = [LONG, 'کفش Nike Air Max 90، رنگ مشکی', 'کابل USB-C به HDMI (۲ متری)', 'چای']
    const lines = []
    for (const nameFa of names) {
      const price = 1_234_560
      const { variantId } = await givenProduct({ nameFa, nameEn: 'Long thing', price, stock: 9 })
      lines.push({ variantId: variantId!, quantity: 3 })
    }
    const order = await orderOf(customerId, lines, { credit: 500_000 })
    const { preInvoiceId } = await issuePreInvoice(order)
    return PreInvoice.findOrFail(preInvoiceId)
  }

  test('[row 53] the pre-invoice says all that its page says, digits and words in order', async ({
    assert,
  }) => {
    const preInvoice = await givenRich()
    const owner = await browserOf(await Customer.findOrFail(preInvoice.customerId))
    const paper = await paperAt(owner, `/pre-invoices/${preInvoice.id}/pdf`)
    assert.equal(paper.pages, 1)
    assert.equal(paper.title, `پیش‌فاکتور ${fa.digits(preInvoice.number)}`)
    const text = paper.readings.join(' ')
    for (const said of [
      `شماره: ${fa.digits(preInvoice.number)}`,
      `تاریخ: ${fa.shortDate(preInvoice.createdAt)}`,
      RECIPIENT.name,
      '۰۹۱۲ ۱۲۳ ۴۵۶۷',
      'تهران، خیابان ولیعصر، پلاک ۱',
      '۱۲۳٬۴۵۶',
      'Nike Air Max 90',
      fa.money(preInvoice.total),
      fa.money(preInvoice.payable),
      'صفحهٔ ۱ از ۱',
    ]) {
      assert.include(text, plain(said))
    }
    assert.include(text.replace(/\s+/g, ' '), fa.words(preInvoice.total))
    assert.include(text, plain(LONG.slice(0, 20)))
  })

  test('[row 53] what is drawn is what is read: numbers from left to right', async ({ assert }) => {
    const preInvoice = await givenRich()
    const owner = await browserOf(await Customer.findOrFail(preInvoice.customerId))
    const paper = await paperAt(owner, `/pre-invoices/${preInvoice.id}/pdf`)
    const seen = drawn(paper)
    for (const number of [
      fa.toman(preInvoice.total),
      fa.toman(preInvoice.payable),
      fa.shortDate(preInvoice.createdAt),
      fa.digits(preInvoice.number),
      '۰۹۱۲ ۱۲۳ ۴۵۶۷',
      '۱۲۳۴۵۶۷۸۹۰',
      `−${fa.toman(preInvoice.creditAmount)}`,
      'USB-C',
    ]) {
      assert.include(seen, number)
    }
    for (const line of paper.lines) {
      assert.deepEqual(
        line.lefts,
        [...line.lefts].sort((a, b) => a - b)
      )
    }
  })

  test('[row 53] many lines go over several pages, each with its heading and number', async ({
    assert,
  }) => {
    const { id: customerId } = await given.customer()
    const lines = []
    for (let index = 0; index < 60; index++) {
      const { variantId } = await givenProduct({ nameFa: `${LONG} ${index}`, stock: 9 })
      lines.push({ variantId: variantId!, quantity: 1 })
    }
    const { preInvoiceId } = await issuePreInvoice(await orderOf(customerId, lines))
    const owner = await browserOf(await Customer.findOrFail(customerId))
    const paper = await paperAt(owner, `/pre-invoices/${preInvoiceId}/pdf`)
    assert.isAbove(paper.pages, 2)
    const count = (reading: string) => paper.readings.filter((one) => one === reading).length
    assert.equal(count('شرح کالا'), paper.pages)
    for (let page = 1; page <= paper.pages; page++) {
      assert.equal(count(`صفحهٔ ${fa.digits(page)} از ${fa.digits(paper.pages)}`), 1)
    }
    for (let row = 1; row <= 60; row++) assert.isAtLeast(count(fa.digits(row)), 1)
  })

  test('[row 57] the official invoice as PDF: seller, company, sums, figures and words', async ({
    assert,
  }) => {
    const customer = await given.customer()
    await Customer.query().where('id', customer.id).update({
      kind: 'legal',
      company_name: 'شرکت بازرگانی نمونه (سهامی خاص)',
      economic_code: '411198765432',
      legal_id: '10101234567',
      registration_number: '12345',
      postal_code: '1234567890',
    })
    const preInvoice = await givenInvoiced(shop, { customerId: customer.id, quantity: 3 })
    const invoice = await Invoice.ofSource(preInvoice.ref)
    const owner = await browserOf(await Customer.findOrFail(customer.id))
    const paper = await paperAt(owner, `/invoices/${invoice!.id}/pdf`)
    const text = paper.readings.join(' ')
    for (const said of [
      'صورتحساب فروش کالا و خدمات',
      `شمارهٔ سریال: ${fa.digits(invoice!.number)}`,
      'مشخصات فروشنده',
      'شرکت بازرگانی نمونه (سهامی خاص)',
      'شمارهٔ اقتصادی: ۴۱۱۱۹۸۷۶۵۴۳۲',
      'شناسهٔ ملی: ۱۰۱۰۱۲۳۴۵۶۷',
      'کد پستی: ۱۲۳۴۵۶۷۸۹۰',
      fa.number(invoice!.total),
      fa.number(invoice!.vat),
      'مبلغ به حروف: سه میلیون و',
    ]) {
      assert.include(text, said)
    }
    assert.include(drawn(paper), fa.number(invoice!.total))
    assert.notInclude(text, 'ابطال')
    const by = asStaff(shop.branchManager)
    await cancelPreInvoice({ preInvoiceId: preInvoice.id, by, reason: 'انصراف', key: newKey() })
    const called = await paperAt(owner, `/invoices/${invoice!.id}/pdf`)
    assert.include(called.readings, 'این صورتحساب ابطال شده است')
  })

  test('[row 57] both papers in English, a Persian name in them in its own order', async ({
    assert,
  }) => {
    const preInvoice = await givenInvoiced(shop, { quantity: 2 })
    const owner = await browserOf(await Customer.findOrFail(preInvoice.customerId))
    const first = await paperAt(owner, `/en/pre-invoices/${preInvoice.id}/pdf`)
    const text = first.readings.join(' ')
    assert.include(text, `Number: ${preInvoice.number}`)
    assert.include(text, `Name: ${RECIPIENT.name}`)
    assert.include(text, en.money(preInvoice.total))
    assert.include(text, 'Page 1 of 1')
    const invoice = await Invoice.ofSource(preInvoice.ref)
    const second = await paperAt(owner, `/en/invoices/${invoice!.id}/pdf`)
    assert.include(second.readings.join(' '), 'Amount in words: ')
    assert.include(drawn(second), en.number(invoice!.total))
  })

  test('[row 53] a shared link gives a paper that names nobody', async ({ assert }) => {
    const preInvoice = await givenRich()
    const secret = await preInvoice.share()
    const anyone = await browserOf(await given.customer())
    const paper = await paperAt(anyone, `/s/${secret}/pdf`)
    const text = paper.readings.join(' ')
    assert.include(text, fa.money(preInvoice.total))
    assert.isAbove(preInvoice.fromWallet, 0)
    const page = await anyone.get(`/s/${secret}`)
    assert.include(page.text, fa.toman(preInvoice.total))
    for (const said of [text, page.text]) {
      assert.notInclude(said, fa.t('sales.sum.credit'))
      assert.notInclude(said, fa.toman(preInvoice.fromWallet))
    }
    assert.notInclude(text, RECIPIENT.name)
    assert.notInclude(text, '۰۹۱۲')
    assert.notInclude(text, 'ولیعصر')
    const wrong = await anyone.get(`/s/${secret.slice(0, -1)}x/pdf`)
    assert.equal(wrong.status, 404)
  })

  test('[row 53] only its owner and his branch get it; nobody keeps a copy', async ({ assert }) => {
    const preInvoice = await givenInvoiced(shop)
    const invoice = await Invoice.ofSource(preInvoice.ref)
    const owner = await browserOf(await Customer.findOrFail(preInvoice.customerId))
    const other = await browserOf(await given.customer())
    const expert = await browserOf(shop.expert)
    const { id: branchId } = await given.branch()
    const stranger = await browserOf(await givenStaff({ role: 'sales_expert', branchId }))
    for (const path of [`/pre-invoices/${preInvoice.id}/pdf`, `/invoices/${invoice!.id}/pdf`]) {
      const foreign = await other.get(path)
      assert.equal(foreign.status, 404)
      await paperAt(expert, `/desk${path}`)
      const elsewhere = await stranger.get(`/desk${path}`)
      assert.equal(elsewhere.status, 404)
      const headers = await headersOf(owner, path)
      assert.equal(headers.get('cache-control'), 'private, no-store')
      assert.match(headers.get('content-disposition')!, /^inline; filename="[\w-]+\.pdf"$/)
      assert.equal(headers.get('x-content-type-options'), 'nosniff')
      assert.include(headers.get('content-security-policy')!, `default-src 'self'`)
    }
    const page = await owner.get(`/pre-invoices/${preInvoice.id}`)
    assert.include(page.text, `/pre-invoices/${preInvoice.id}/pdf`)
    assert.include(page.text, `/invoices/${invoice!.id}/pdf`)
    const desk = await expert.get(`/desk/pre-invoices/${preInvoice.id}`)
    assert.include(desk.text, `/desk/pre-invoices/${preInvoice.id}/pdf`)
    assert.include(desk.text, `/desk/invoices/${invoice!.id}/pdf`)
  })

  test('[row 53] one that nobody confirmed has its paper too', async ({ assert }) => {
    const preInvoice = await givenIssued()
    const owner = await browserOf(await Customer.findOrFail(preInvoice.customerId))
    const paper = await paperAt(owner, `/pre-invoices/${preInvoice.id}/pdf`)
    assert.include(paper.readings, plain('پیش‌فاکتور'))
  })
})
