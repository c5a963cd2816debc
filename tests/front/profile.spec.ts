import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import { SYSTEM } from '#app/core/actor'
import { completenessOf } from '#app/club/completeness'
import { addOccasion, removeOccasion, setInterests } from '#app/crm/actions/edit_personal'
import { addProfileOccasion, editProfile } from '#app/front/actions/edit_profile'
import Lot from '#app/ledger/models/lot'
import Customer from '#app/people/models/customer'
import { given } from '#tests/support/given'
import { breaches, givenClub } from '#tests/support/given_club'
import { givenRules, noRules } from '#tests/support/given_rules'
import { its } from '#tests/support/its'
import {
  anOccasion,
  freshNationalCode,
  givenInterest,
  givenInterested,
  givenOccasion,
  wholeEdit,
} from '#tests/support/given_profile'
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

/** Where the links of the missing parts lead. */
const missingOn = (html: string) =>
  [...html.matchAll(/<li><a class="link link-primary" href="(#f-\w+)"/g)].map(([, to]) => to)

test.group('The profile [row 4]', () => {
  test('a member fills it; the bar grows, and what changed is shown [row 4]', async ({
    assert,
  }) => {
    const customer = await given.customer()
    const tea = await givenInterest()
    const browser = await browserOf(customer)
    const empty = await browser.get('/panel/profile')
    assert.equal(empty.status, 200)
    assert.include(empty.text, '۱۲٪')
    const form = { ...good, 'nationalCode': freshNationalCode(), 'interests[]': [String(tea)] }
    const saved = await browser.follow(browser.post('/panel/profile', form))
    assert.include(saved.text, 'ذخیره شد')
    assert.include(saved.text, 'چای سبز بیاورید')
    assert.include(saved.text, '۸۷٪')
    assert.deepEqual(missingOn(saved.text), ['#f-kind'])
    assert.include(saved.text, 'id="f-kind"')
    const occasion = { kind: 'wedding', name: 'سالگرد ما', date: '۱۳۹۹/۱۲/۳۰' }
    const whole = await browser.follow(browser.post('/panel/profile/occasions', occasion))
    assert.include(whole.text, 'سالگرد ما')
    assert.include(whole.text, '۱۳۹۹/۱۲/۳۰')
    assert.include(whole.text, '۱۰۰٪')
    assert.deepEqual(missingOn(whole.text), [])
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
      [{ birthDate: '1271/05/12' }, /۱۲۰ سال پیش/],
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
    const tea = await givenInterest()
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

const THANKS = 30_000

/** A member whose profile lacks what the story adds, while a rule thanks for a complete one. */
async function thankedMember() {
  await noRules()
  await givenRules({ kind: 'per_action', action: 'profile_completed', amount: THANKS })
  const { customerId } = await givenClub.member()
  await givenInterested(customerId)
  return customerId
}
async function amounts(customerId: number) {
  const lots = await Lot.query().where('customerId', customerId)
  return lots.map(({ amount }) => amount)
}

test.group('What is missing, and the thanks for a whole profile [row 4]', (group) => {
  group.setup(async () => {
    await givenClub.tiers()
    return noRules
  })

  test('each missing part is named with a link to its field, to member and staff alike [row 4]', async ({
    assert,
  }) => {
    await givenInterest()
    const customer = await given.customer({ firstName: '', lastName: '' })
    const expert = await browserOf(await givenStaff({ role: 'sales_expert' }))
    const member = await browserOf(customer)
    const pages = [
      await its(member.get('/panel/profile'), 'text'),
      await its(expert.get(`/desk/customers/${customer.id}/profile`), 'text'),
    ]
    const fields = ['firstName', 'nationalCode', 'birthDate', 'address', 'postalCode']
    const all = [...fields, 'interests', 'kind', 'wishes'].map((name) => `#f-${name}`)
    for (const page of pages) {
      assert.include(page, '۰٪')
      assert.deepEqual(missingOn(page), all)
      for (const link of all) assert.include(page, `id="${link.slice(1)}"`)
    }
  })

  test('the bar and the thanks agree: with any one part missing nothing is given, with all of them once [row 4]', async ({
    assert,
  }) => {
    const by = SYSTEM
    const parts = ['address', 'postalCode', 'nationalCode', 'wishes', 'birthDay'] as const
    for (const part of parts) {
      const customerId = await thankedMember()
      await givenOccasion(customerId)
      const edit = wholeEdit()
      await editProfile({ customerId, edit: { ...edit, [part]: null }, by })
      const { percent, missing } = await completenessOf(await Customer.findOrFail(customerId))
      assert.deepEqual([percent, missing.length], [87, 1], part)
      assert.deepEqual(await amounts(customerId), [], part)
      await editProfile({ customerId, edit: { [part]: edit[part] }, by })
      assert.deepEqual(await amounts(customerId), [THANKS], part)
    }
    const customerId = await thankedMember()
    await setInterests({ customerId, categoryIds: [], by })
    await editProfile({ customerId, edit: wholeEdit(), by })
    await addProfileOccasion(anOccasion(customerId))
    assert.deepEqual(await amounts(customerId), [])
    await editProfile({ customerId, edit: {}, interests: [await givenInterest()], by })
    assert.deepEqual(await amounts(customerId), [THANKS])
  })

  test('taken out and filled in again, sent twice, two at once: nothing more is given [row 4]', async ({
    assert,
  }) => {
    const by = SYSTEM
    const customerId = await thankedMember()
    const edit = wholeEdit()
    await editProfile({ customerId, edit, by })
    const two = [anOccasion(customerId, 'ما'), anOccasion(customerId, 'ما')]
    const both = await Promise.allSettled([
      ...two.map((occasion) => addProfileOccasion(occasion)),
      addProfileOccasion(anOccasion(customerId, 'نوه')),
      editProfile({ customerId, edit: { wishes: 'قهوه' }, by }),
    ])
    assert.lengthOf(
      both.filter(({ status }) => status === 'fulfilled'),
      3
    )
    assert.deepEqual(await amounts(customerId), [THANKS])
    await editProfile({ customerId, edit: { nationalCode: null, wishes: null }, by })
    await editProfile({ customerId, edit, by })
    await editProfile({ customerId, edit, by })
    const rows = await db.from('customer_occasions').where({ customer_id: customerId })
    for (const { id } of rows) await removeOccasion({ customerId, occasionId: Number(id), by })
    await addProfileOccasion(anOccasion(customerId, 'دوباره'))
    assert.deepEqual(await amounts(customerId), [THANKS])
    assert.deepEqual(await breaches(), [])
  })

  test('what staff and member changed is kept, before and after, and shown with whose hand it was [row 4]', async ({
    assert,
  }) => {
    const customer = await given.customer()
    const staff = await givenStaff({ role: 'sales_expert' })
    const expert = await browserOf(staff)
    const member = await browserOf(customer)
    await member.post('/panel/profile', good)
    const path = `/desk/customers/${customer.id}/profile`
    await expert.post(path, { ...good, address: 'خیابان ولیعصر، پلاک ۲' })
    const trail = await db
      .from('audits')
      .where({ subject_type: 'customer', subject_id: customer.id, action: 'edit_customer' })
      .orderBy('id')
    assert.deepEqual(
      trail.map((row) => [row.actor_kind, Number(row.actor_id)]),
      [
        ['customer', customer.id],
        ['staff', staff.id],
      ]
    )
    const told = (value: unknown) => (typeof value === 'string' ? JSON.parse(value) : value)
    assert.deepEqual(told(trail[1].before), { address: good.address })
    assert.deepEqual(told(trail[1].after), { address: 'خیابان ولیعصر، پلاک ۲' })
    for (const page of [await member.get('/panel/profile'), await expert.get(path)]) {
      assert.include(page.text, 'به دست کارکنان')
      assert.include(page.text, 'به دست مشتری')
    }
  })
})
