import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import { addOccasion, setInterests } from '#app/crm/actions/edit_personal'
import { given } from '#tests/support/given'
import { browserOf, givenStaff, statusOf } from '#tests/support/given_people'
import { codeOf } from '#tests/support/given_sales'
import { books, difference } from '#tests/support/killer_books'

const WRONG = /.{0,60}(translation missing|undefined|NaN|@!component|@end).{0,60}/i
const TRACES = ['audits', 'devices']
const good = {
  firstName: 'مینا',
  lastName: 'رضایی',
  birthDate: '۱۳۷۰/۱۲/۲۹',
  address: 'خیابان آزادی، پلاک ۱',
  postalCode: '۱۲۳۴۵۶۷۸۹۰',
  wishes: 'چای سبز بیاورید',
}

async function category() {
  const names = { name_fa: 'چای', name_en: 'Tea' }
  const slug = `tea-${Math.random().toString(36).slice(2)}`
  await db.table('categories').insert({ ...names, slug, position: 1 })
  const { id } = await db.from('categories').where({ slug }).firstOrFail()
  return Number(id)
}

test.group('The profile [row 4]', () => {
  test('a member fills it; the bar grows, and what changed is shown [row 4]', async ({
    assert,
  }) => {
    const customer = await given.customer()
    const tea = await category()
    const browser = await browserOf(customer)
    const empty = await browser.get('/panel/profile')
    assert.equal(empty.status, 200)
    const form = { ...good, 'interests[]': [String(tea)] }
    const saved = await browser.follow(browser.post('/panel/profile', form))
    assert.include(saved.text, 'ذخیره شد')
    assert.include(saved.text, 'چای سبز بیاورید')
    assert.include(saved.text, '۱۰۰٪')
    const occasion = { kind: 'wedding', name: 'سالگرد ما', date: '۱۳۹۹/۱۲/۳۰' }
    const whole = await browser.follow(browser.post('/panel/profile/occasions', occasion))
    assert.include(whole.text, 'سالگرد ما')
    assert.include(whole.text, '۱۳۹۹/۱۲/۳۰')
    assert.include(whole.text, '۱۰۰٪')
    assert.include(whole.text, 'تغییرهای گذشته')
    const english = await browser.get('/en/panel/profile')
    assert.notMatch(english.text, WRONG)
    assert.include(english.text, 'interests')
    const row = await db.from('customers').where('id', customer.id).firstOrFail()
    assert.deepEqual([row.birth_year, row.birth_month, row.birth_day], [1370, 12, 29])
    assert.equal(row.postal_code, '1234567890')
    const records = await db.from('crm_records').where({ customer_id: customer.id })
    assert.isAtLeast(records.filter(({ kind }) => kind === 'customer_edited').length, 3)
  })

  test('the national code is sealed in the row, shown to its owner, and nobody else may have it [row 4]', async ({
    assert,
  }) => {
    const [customer, other] = [await given.customer(), await given.customer()]
    const form = { ...good, nationalCode: '۰۴۹۹۳۷۰۸۹۹' }
    const browser = await browserOf(customer)
    const saved = await browser.follow(browser.post('/panel/profile', form))
    assert.include(saved.text, '۰۴۹۹۳۷۰۸۹۹')
    const row = await db.from('customers').where('id', customer.id).firstOrFail()
    assert.notInclude(JSON.stringify(row), '0499370899')
    const trail = await db.from('audits').where({ subject_type: 'customer' })
    assert.notInclude(JSON.stringify(trail), '0499370899')

    const thief = await browserOf(other)
    const before = await books(TRACES)
    const refused = await thief.follow(thief.post('/panel/profile', form))
    assert.include(refused.text, 'برای مشتری دیگری ثبت شده')
    const wrong = { ...good, nationalCode: '0499370898' }
    const mistyped = await thief.follow(thief.post('/panel/profile', wrong))
    assert.include(mistyped.text, 'کد ملی')
    assert.deepEqual(difference(before, await books(TRACES)), {})
  })

  test('31 Mehr, 30 Esfand of a common year, a future birth, a short postal code: a sentence beside the field, nothing changed [row 4]', async ({
    assert,
  }) => {
    const customer = await given.customer()
    const browser = await browserOf(customer)
    await browser.get('/panel/profile')
    const wrong: [Record<string, string>, RegExp][] = [
      [{ birthDate: '1370/07/31' }, /تاریخ/],
      [{ birthDate: '1402/12/30' }, /تاریخ/],
      [{ birthDate: '1450/01/01' }, /آینده/],
      [{ postalCode: '123456789' }, /کد پستی/],
      [{ firstName: '' }, /./],
    ]
    const before = await books(TRACES)
    for (const [change, sentence] of wrong) {
      const page = await browser.follow(browser.post('/panel/profile', { ...good, ...change }))
      assert.match(page.text, sentence, JSON.stringify(change))
      assert.include(page.text, 'aria-invalid', JSON.stringify(change))
    }
    const occasions = [
      { kind: 'wedding', name: 'ما', date: '1399/07/31' },
      { kind: 'birthday_of_other', name: 'نوه', date: '1450/01/01' },
      { kind: 'nothing', name: 'ما', date: '1399/07/01' },
      { kind: 'wedding', name: '', date: '1399/07/01' },
    ]
    for (const occasion of occasions) await browser.post('/panel/profile/occasions', occasion)
    assert.deepEqual(difference(before, await books(TRACES)), {})
    const row = await db.from('customers').where('id', customer.id).firstOrFail()
    assert.isNull(row.birth_year)
  })

  test('the same occasion twice and at once is one; interests sent again change nothing [row 4]', async ({
    assert,
  }) => {
    const { id: customerId } = await given.customer()
    const by = { kind: 'customer' as const, id: customerId }
    const date = { year: 1390, month: 2, day: 3 }
    const occasion = { customerId, by, kind: 'wedding' as const, name: 'ما', date }
    const both = await Promise.allSettled([addOccasion(occasion), addOccasion(occasion)])
    assert.lengthOf(
      both.filter(({ status }) => status === 'fulfilled'),
      1
    )
    assert.equal(await codeOf(addOccasion(occasion)), 'occasion_exists')
    const tea = await category()
    const first = await setInterests({ customerId, by, categoryIds: [tea, tea] })
    const again = await setInterests({ customerId, by, categoryIds: [tea] })
    assert.deepEqual([first.changed, again.changed], [true, false])
  })

  test('staff write it too; another one’s occasion is not there [row 4]', async ({ assert }) => {
    const [customer, other] = [await given.customer(), await given.customer()]
    const staff = await browserOf(await givenStaff({ role: 'sales_expert' }))
    const path = `/desk/customers/${customer.id}/profile`
    const saved = await staff.follow(staff.post(path, good))
    assert.include(saved.text, 'ذخیره شد')
    assert.include(saved.text, 'به دست کارکنان')
    await staff.post(`${path}/occasions`, {
      kind: 'other',
      name: 'افتتاح مغازه',
      date: '1390/01/02',
    })
    const row = await db.from('customer_occasions').where('customer_id', customer.id).firstOrFail()
    const stranger = await browserOf(other)
    const removal = `/panel/profile/occasions/${row.id}/removal`
    assert.equal(await statusOf(stranger.post(removal)), 404)
    assert.isNotNull(await db.from('customer_occasions').where('id', row.id).first())
    const owner = await browserOf(customer)
    await owner.post(removal)
    assert.isNull(await db.from('customer_occasions').where('id', row.id).first())
  })
})
