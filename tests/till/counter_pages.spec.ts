import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import Member from '#app/club/models/member'
import Customer from '#app/people/models/customer'
import { givenClub } from '#tests/support/given_club'
import { browserOf, type VisitorBrowser, visitor } from '#tests/support/given_people'
import { newKey } from '#tests/support/given_sales'
import {
  blockCard,
  type Counter,
  givenCardHolder,
  givenCounter,
  givenVat,
  sell,
  tillBooks,
} from '#tests/support/given_till'
import { its } from '#tests/support/its'

let counter: Counter
let browser: VisitorBrowser

const setup = async () => {
  counter = await givenCounter()
  browser = await browserOf(counter.cashier)
  await givenVat(0)
  await givenClub.tiers()
}

const form = (fields: Record<string, string> = {}) => ({
  key: newKey(),
  branch: String(counter.branchId),
  amount: '۱۰۰٬۰۰۰',
  method: 'cash',
  ...fields,
})

test.group('The counter', (group) => {
  group.setup(setup)

  test('reads a card and shows who it is [row 21]', async ({ assert }) => {
    const { card } = await givenCardHolder({ credit: 450_000 })
    const { status, text } = await browser.get(`/desk/till?card=${card}`)
    assert.equal(status, 200)
    for (const shown of ['سارا', 'برنزی', '۴۵٬۰۰۰', 'data-card-input']) assert.include(text, shown)
    const english = await browser.get(`/en/desk/till?card=${card}&amount=100000`)
    for (const shown of ['Bronze', '45,000', 'Credit for this purchase']) {
      assert.include(english.text, shown)
    }
  })

  test('the preview computes what the sale would', async ({ assert }) => {
    const { card } = await givenCardHolder({ credit: 450_000, rules: { earnBasisPoints: 1000 } })
    const { text } = await browser.get(
      `/desk/till/preview?card=${card}&amount=100,000&credit=10000`
    )
    assert.include(text, 'id="till-preview"')
    for (const shown of ['۹۰٬۰۰۰', '۹٬۰۰۰', 'نود هزار تومان']) assert.include(text, shown)
  })

  test('[row 41] an amount that cannot be read is asked about by «محاسبه» too: an empty credit would mean all of it', async ({
    assert,
  }) => {
    const { card } = await givenCardHolder({ credit: 450_000 })
    const before = await tillBooks()
    for (const [field, value, said] of [
      ['credit', '۱۲۵۰٬۰۰۰', 'منظورتان یک میلیون و دویست و پنجاه هزار تومان است؟'],
      ['credit', '-5000', 'منفی'],
      ['credit', '۵۰۰۰ ریال', 'به تومان'],
      ['amount', '۱۲۵۰٬۰۰۰', 'منظورتان یک میلیون و دویست و پنجاه هزار تومان است؟'],
      ['amount', 'abc', 'به تومان'],
    ]) {
      await browser.get(`/desk/till?card=${card}`)
      const sent = browser.post('/desk/till', form({ card, compute: '1', [field]: value }))
      const { text } = await browser.follow(sent)
      assert.include(text, said, `${field} ${value}`)
      assert.include(text, `id="f-${field}-error"`)
    }
    assert.deepEqual(await tillBooks(), before)
  })

  test('without a script: compute, then sell with all the credit that may be', async ({
    assert,
  }) => {
    const { card, wallet } = await givenCardHolder({
      credit: 450_000,
      rules: { earnBasisPoints: 1000, maxShareBasisPoints: 3000 },
    })
    const computed = await browser.post('/desk/till', form({ card, compute: '1' }))
    assert.include(computed.location!, `/desk/till?branch=${counter.branchId}&card=${card}`)
    assert.include(
      await its(browser.get(computed.location!), 'text'),
      'name="shown_credit" value="300000"'
    )

    const sold = await browser.post('/desk/till', form({ card, credit: '' }))
    assert.match(sold.location!, /^\/desk\/till\/receipts\/\d+$/)
    const receipt = await browser.get(sold.location!)
    for (const shown of [
      'اعتبار کسب‌شده',
      '۷٬۰۰۰',
      'اعتبار خرج‌شده',
      '۳۰٬۰۰۰',
      'ماندهٔ جدید',
      '۲۲٬۰۰۰',
    ]) {
      assert.include(receipt.text, shown)
    }
    assert.equal(await its(wallet.balances(), 'available'), 220_000)
  })

  test('a refused spend says so beside its field and keeps what was typed [row 24]', async ({
    assert,
  }) => {
    const { card } = await givenCardHolder({ credit: 10_000, rules: { spendThreshold: 100_000 } })
    const before = await tillBooks()
    const path = `/desk/till?card=${card}`
    const page = await browser.follow(
      browser.post('/desk/till', form({ card, credit: '1000' }), {
        referer: process.env.APP_URL + path,
      })
    )
    assert.include(page.text, 'تا حد نصابِ خرج‌کردن اعتبار ۹٬۰۰۰ تومان مانده است')
    assert.include(page.text, 'value="۱۰۰٬۰۰۰"')
    assert.equal(await tillBooks(), before)
  })

  test('a blocked card is refused, an unknown one is offered to join', async ({ assert }) => {
    const { card, cardId } = await givenCardHolder()
    await blockCard(cardId)
    assert.include(await its(browser.get(`/desk/till?card=${card}`), 'text'), 'مسدود')
    const unknown = await browser.get('/desk/till?card=09129998877')
    assert.include(unknown.text, 'mobile=09129998877')
  })

  const bad = [
    ['', 'amount'],
    ['abc', 'amount'],
    ['-5000', 'amount'],
    ['۱۲۵۰٬۰۰۰', 'amount'],
    ['<script>alert(1)</script>', 'amount'],
  ] as const
  for (const [amount] of bad) {
    test(`the amount «${amount}» is no bill`, async ({ assert }) => {
      const before = await tillBooks()
      const page = await browser.follow(
        browser.post('/desk/till', form({ amount }), {
          referer: `${process.env.APP_URL}/desk/till`,
        })
      )
      assert.include(page.text, 'id="f-amount-error"')
      assert.notInclude(page.text, '<script>alert')
      assert.equal(await tillBooks(), before)
    })
  }

  test('ten times the usual: in words, then confirmed for this amount only [row 23]', async ({
    assert,
  }) => {
    for (let bill = 0; bill < 20; bill++) await sell(counter, { amount: 1_000_000 })
    const referer = { referer: `${process.env.APP_URL}/desk/till` }
    const page = await browser.follow(
      browser.post('/desk/till', form({ amount: '5000000' }), referer)
    )
    assert.include(page.text, 'پنج میلیون تومان')
    assert.include(page.text, 'name="confirmed" value="50000000"')
    const other = form({ amount: '6000000', confirmed: '50000000' })
    assert.include(
      await its(browser.follow(browser.post('/desk/till', other, referer)), 'text'),
      'شش میلیون تومان'
    )
    const sold = await browser.post(
      '/desk/till',
      form({ amount: '5000000', confirmed: '50000000' })
    )
    assert.match(sold.location!, /receipts/)
  })
})

test.group('Joining at the till', (group) => {
  group.setup(setup)

  test('a mobile and a name make a member who is at the counter at once [row 18]', async ({
    assert,
  }) => {
    const fields = {
      key: newKey(),
      branch: String(counter.branchId),
      first_name: 'مینا',
      last_name: 'كريمي',
    }
    const path = '/desk/till/members'
    const joined = await browser.post(path, { ...fields, mobile: '۰۹۱۲ ۵۵۵ ۶۶۷۷' })
    assert.equal(joined.status, 302, joined.text)
    assert.include(joined.location!, 'card=%2B989125556677')
    const customer = (await Customer.findByMobile('+989125556677'))!
    assert.equal(customer.lastName, 'کریمی')
    assert.equal(await its(Member.of(customer.id), 'source'), 'till')
    assert.include(await its(browser.get(joined.location!), 'text'), 'مینا کریمی')

    await browser.post(path, { ...fields, mobile: '۰۹۱۲ ۵۵۵ ۶۶۷۷' })
    assert.lengthOf(await db.from('members').where('customer_id', customer.id), 1)
  })

  test('what is no mobile or no name is said beside the field', async ({ assert }) => {
    const before = await tillBooks()
    const referer = { referer: `${process.env.APP_URL}/desk/till/members` }
    const fields = {
      key: newKey(),
      mobile: '0912',
      first_name: '<script>x</script>',
      last_name: '',
    }
    const page = await browser.follow(browser.post('/desk/till/members', fields, referer))
    for (const name of ['mobile', 'first_name', 'last_name']) {
      assert.include(page.text, `id="f-${name}-error"`)
    }
    assert.equal(await tillBooks(), before)
  })
})

test.group('Receipts', (group) => {
  group.setup(setup)

  test('a cashier sees those of his branch only [row 27]', async ({ assert }) => {
    const other = await givenCounter()
    const mine = await sell(counter)
    const theirs = await sell(other)
    const list = await browser.get('/desk/till/receipts')
    assert.include(list.text, `/desk/till/receipts/${mine.tillSaleId}"`)
    assert.notInclude(list.text, `/desk/till/receipts/${theirs.tillSaleId}"`)
    assert.equal(await its(browser.get(`/desk/till/receipts/${theirs.tillSaleId}`), 'status'), 404)
    assert.equal(await its(browser.get(`/desk/till?branch=${other.branchId}`), 'status'), 403)
    const sold = await browser.post('/desk/till', form({ branch: String(other.branchId) }))
    assert.equal(sold.status, 403)
  })

  test('nobody reaches the counter without signing in', async ({ assert }) => {
    for (const path of [
      '/desk/till',
      '/desk/till/preview',
      '/desk/till/receipts',
      '/desk/till/members',
    ]) {
      assert.include((await its(visitor().get(path), 'location'))!, '/desk/sign-in')
    }
  })
})
