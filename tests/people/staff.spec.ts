import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import limiter from '@adonisjs/limiter/services/main'
import { RIGHTS, ROLE_RIGHTS, ROLES } from '#app/people/rights'
import { given } from '#tests/support/given'
import {
  bare,
  browserOf,
  giveRole,
  givenStaff,
  statusOf,
  visitor,
  whereTo,
} from '#tests/support/given_people'

test.group('Rights [row 102]', () => {
  test('every right is given by a role, every role opens the desk', ({ assert }) => {
    const granted = new Set(ROLES.flatMap((role) => [...ROLE_RIGHTS[role]]))
    assert.deepEqual(
      RIGHTS.filter((right) => !granted.has(right)),
      []
    )
    assert.isTrue(ROLES.every((role) => ROLE_RIGHTS[role].includes('desk.open')))
  })

  test('who may do what', ({ assert }) => {
    const holders = (right: (typeof RIGHTS)[number]) =>
      ROLES.filter((role) => ROLE_RIGHTS[role].includes(right))
    const heads = ['manager', 'administrator']
    assert.deepEqual(holders('till.sell'), ['cashier', 'branch_manager', ...heads])
    assert.deepEqual(holders('preInvoices.work'), ['sales_expert', 'branch_manager', ...heads])
    assert.deepEqual(holders('remittances.work'), ['warehouse_keeper', 'branch_manager', ...heads])
    assert.deepEqual(holders('tickets.work'), ['support_expert', 'branch_manager', ...heads])
    assert.deepEqual(holders('reports.read'), ['marketing', 'branch_manager', ...heads])
    assert.deepEqual(holders('audits.read'), heads)
    assert.deepEqual(holders('staff.write'), ['administrator'])
  })

  test('a right holds in the branches of the role that gives it', async ({ assert }) => {
    const [one, other] = [await given.branch(), await given.branch()]
    const staff = await givenStaff({ role: 'cashier', branchId: one.id })
    await giveRole(staff, 'warehouse_keeper', null)
    assert.isTrue(staff.can('till.sell', one.id))
    assert.isFalse(staff.can('till.sell', other.id))
    assert.isTrue(staff.can('till.sell'))
    assert.isFalse(staff.can('reports.read'))
    assert.deepEqual(staff.branchesFor('till.sell'), [one.id])
    assert.equal(staff.branchesFor('remittances.work'), 'all')
    assert.isTrue(staff.can('stock.write', other.id))
  })
})

test.group('Staff sign in', () => {
  test('by name and password; the desk opens in the language of the profile', async ({
    assert,
  }) => {
    const staff = await givenStaff({ locale: 'en' })
    const browser = visitor()
    const sent = { username: ` ${staff.username.toUpperCase()} `, password: 'demo-1234' }
    const page = await browser.post('/desk/sign-in', sent)
    assert.equal(page.location, '/en/desk')
    const day = await browser.get('/en/desk')
    assert.equal(day.status, 200)
    assert.include(day.text, 'My day')
  })

  test('a wrong password and an unknown name get the same answer, and an audit row', async ({
    assert,
  }) => {
    const staff = await givenStaff()
    const answers = []
    for (const username of [staff.username, 'nobody']) {
      const browser = visitor()
      const page = await browser.follow(browser.post('/desk/sign-in', { username, password: 'x' }))
      answers.push(bare(page.text))
    }
    assert.include(answers[0], 'نام کاربری یا رمز درست نیست')
    assert.equal(answers[0], answers[1])
    const rows = await db.from('audits').where({ action: 'sign_in', outcome: 'failed' })
    assert.lengthOf(rows, 2)
  })

  test('the eleventh wrong try in a minute is not even looked at', async ({ assert }) => {
    const staff = await givenStaff()
    const browser = visitor()
    const tryIt = (password: string) =>
      browser.follow(browser.post('/desk/sign-in', { username: staff.username, password }))
    for (let n = 1; n <= 10; n++) await tryIt('wrong')
    const last = await tryIt('demo-1234')
    assert.include(last.text, 'تلاش‌ها پشت سر هم زیاد بود')
  })

  test('a name written otherwise is the same name', async ({ assert }) => {
    const staff = await givenStaff({ username: 'guessed1' })
    const browser = visitor()
    const tryIt = (username: string, password: string) =>
      browser.follow(browser.post('/desk/sign-in', { username, password }))
    for (const name of ['guessed1', 'GUESSED1', 'guessed۱', 'guessed١', ' guessed1']) {
      for (let n = 1; n <= 2; n++) await tryIt(name, 'wrong')
    }
    const last = await tryIt('Guessed۱', 'demo-1234')
    assert.include(last.text, 'تلاش‌ها پشت سر هم زیاد بود')
    assert.lengthOf(await db.from('devices').where('staff_id', staff.id), 0)
  })

  test('one password tried on many names ends soon; who knows his own is not kept out', async ({
    assert,
  }) => {
    await limiter.clear()
    const staff = await givenStaff()
    const browser = visitor()
    const tryIt = (username: string, password: string) =>
      browser.follow(browser.post('/desk/sign-in', { username, password }))
    for (let n = 1; n <= 29; n++) await tryIt(`somebody${n}`, '123456')
    for (let n = 1; n <= 3; n++) {
      const page = await visitor().post('/desk/sign-in', {
        username: staff.username,
        password: 'demo-1234',
      })
      assert.equal(page.location, '/desk')
    }
    await tryIt('somebody30', '123456')
    const last = await tryIt('somebody31', '123456')
    assert.include(last.text, 'تلاش‌ها پشت سر هم زیاد بود')
    await limiter.clear()
  })

  test('who left the house is out at once', async ({ assert }) => {
    const staff = await givenStaff()
    const browser = await browserOf(staff)
    assert.equal(await statusOf(browser.get('/desk')), 200)
    await db.from('staff').where('id', staff.id).update({ active: 0 })
    assert.match(await whereTo(browser.get('/desk')), /^\/desk\/sign-in/)
  })

  test('a member is nobody at the desk, and staff are nobody in the panel', async ({ assert }) => {
    const member = await browserOf(await given.customer())
    assert.equal(await whereTo(member.get('/desk/tasks')), '/desk/sign-in?next=%2Fdesk%2Ftasks')
    const staff = await browserOf(await givenStaff())
    assert.match(await whereTo(staff.get('/panel/devices')), /^\/sign-in/)
  })
})

test.group('A right that is missing', () => {
  test('is a 403 page and an audit row [row 102]', async ({ assert }) => {
    const staff = await givenStaff({ role: 'cashier' })
    const browser = await browserOf(staff)
    const page = await browser.get('/desk/audits')
    assert.equal(page.status, 403)
    assert.include(page.text, 'اجازهٔ این کار را ندارید')
    const row = await db
      .from('audits')
      .where({ action: 'refused', actor_id: staff.id })
      .firstOrFail()
    assert.equal(row.outcome, 'refused')
    assert.equal(row.route, 'GET /desk/audits')
  })

  test('the audit shows it to the manager, a page at a time [row 103]', async ({ assert }) => {
    const browser = await browserOf(await givenStaff({ role: 'manager' }))
    const page = await browser.get('/desk/audits?outcome=refused')
    assert.equal(page.status, 200)
    assert.include(page.text, 'دیدن گزارش رخدادها')
  })

  test('an audit row cannot be changed [row 103]', async ({ assert }) => {
    await assert.rejects(() => db.from('audits').update({ outcome: 'done' }))
  })

  test('the profile keeps the language', async ({ assert }) => {
    const staff = await givenStaff()
    const browser = await browserOf(staff)
    assert.equal(await statusOf(browser.get('/desk/profile')), 200)
    assert.equal(await whereTo(browser.post('/desk/profile', { locale: 'en' })), '/en/desk/profile')
    await staff.refresh()
    assert.equal(staff.locale, 'en')
    const refused = await browser.post('/desk/profile', { locale: 'xx' })
    assert.equal(refused.status, 302)
    await staff.refresh()
    assert.equal(staff.locale, 'en')
  })
})
