import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import { clock } from '#app/core/clock'
import { persianDigits } from '#app/core/digits'
import { signInWithCode } from '#app/crm/actions/sign_in_with_code'
import { askForCode } from '#app/crm/actions/ask_for_code'
import { CODE_RULES } from '#app/people/models/sign_in_code'
import { registerAtSite } from '#app/front/actions/register_at_site'
import { given } from '#tests/support/given'
import { givenClub } from '#tests/support/given_club'
import { bare, browserOf, statusOf, visitor, whereTo } from '#tests/support/given_people'

let numbers = 0
const newMobile = () => `+98919${2_000_000 + ++numbers}`
const typed = (e164: string) => `0${e164.slice(3)}`

/** The code in the last text message to a number. */
async function codeSentTo(mobile: string) {
  const message = await db
    .from('outgoing_messages')
    .where({ recipient: mobile, template: 'sign_in_code' })
    .orderBy('id', 'desc')
    .firstOrFail()
  return /\d{5}/.exec(message.text.replace(/[۰-۹]/g, (d: string) => '۰۱۲۳۴۵۶۷۸۹'.indexOf(d)))![0]
}

const otherThan = (code: string) => String((Number(code) + 1) % 100_000).padStart(5, '0')

test.group('A customer signs in [row 1]', (group) => {
  group.each.setup(async () => {
    await db.from('sign_in_codes').delete()
  })

  test('with the code that was sent, Persian digits and spaces included', async ({ assert }) => {
    const { mobile } = await given.customer()
    const browser = visitor()
    const asked = await browser.post('/sign-in', { mobile: persianDigits(typed(mobile)) })
    assert.equal(asked.location, '/sign-in/code')
    const code = persianDigits(await codeSentTo(mobile))
    const entered = await browser.post('/sign-in/code', {
      code: ` ${code.slice(0, 2)} ${code.slice(2)}`,
    })
    assert.equal(entered.location, '/panel')
    const devices = await browser.get('/panel/devices')
    assert.equal(devices.status, 200)
  })

  test('and comes back to the page he wanted, never to another site', async ({ assert }) => {
    const { mobile } = await given.customer()
    const goTo = async (next: string) => {
      clock.travel({ minutes: 2 })
      const browser = visitor()
      await browser.get(`/sign-in?next=${encodeURIComponent(next)}`)
      await browser.post('/sign-in', { mobile: typed(mobile) })
      const page = await browser.post('/sign-in/code', { code: await codeSentTo(mobile) })
      return page.location
    }
    assert.equal(await goTo('/panel/devices?a=1'), '/panel/devices?a=1')
    for (const evil of [
      '//evil.example',
      'https://evil.example',
      '/\\evil.example',
      '/en//evil.example',
    ]) {
      assert.equal(await goTo(evil), '/panel', evil)
    }
  })

  test('a wrong code says how many tries are left; the fifth ends it', async ({ assert }) => {
    const { mobile } = await given.customer()
    const browser = visitor()
    await browser.post('/sign-in', { mobile: typed(mobile) })
    const code = await codeSentTo(mobile)
    for (let left = 4; left >= 0; left--) {
      const page = await browser.follow(browser.post('/sign-in/code', { code: otherThan(code) }))
      assert.include(page.text, `${persianDigits(left)} بار دیگر`)
    }
    const page = await browser.follow(browser.post('/sign-in/code', { code }))
    assert.include(page.text, 'این کد دیگر اعتبار ندارد')
    const again = await browser.get('/panel/devices')
    assert.match(again.location!, /^\/sign-in/)
  })

  test('a code is over after two minutes', async ({ assert }) => {
    const { mobile } = await given.customer()
    await askForCode({ mobile, ip: '10.0.0.1', locale: 'fa' })
    const code = await codeSentTo(mobile)
    clock.travel({ seconds: CODE_RULES.validSeconds })
    await assert.rejects(() => signInWithCode({ mobile, code }), 'code_over')
  })

  test('a code opens one door once, even for two at once', async ({ assert }) => {
    const { mobile } = await given.customer()
    await askForCode({ mobile, ip: '10.0.0.1', locale: 'fa' })
    const code = await codeSentTo(mobile)
    const both = await Promise.allSettled([
      signInWithCode({ mobile, code }),
      signInWithCode({ mobile, code }),
    ])
    assert.lengthOf(
      both.filter(({ status }) => status === 'fulfilled'),
      1
    )
  })

  test('the code is stored as a hash that holds for its number only', async ({ assert }) => {
    const [one, other] = [newMobile(), newMobile()]
    await askForCode({ mobile: one, ip: '10.0.0.1', locale: 'fa' })
    await askForCode({ mobile: other, ip: '10.0.0.1', locale: 'fa' })
    const code = await codeSentTo(one)
    const row = await db.from('sign_in_codes').where('mobile', one).firstOrFail()
    assert.notInclude(JSON.stringify(row.code_hash), code)
    await db.from('sign_in_codes').where('mobile', other).update({ code_hash: row.code_hash })
    await assert.rejects(() => signInWithCode({ mobile: other, code }), 'wrong_code')
  })

  test('two requests at once send one code', async ({ assert }) => {
    const mobile = newMobile()
    const ask = () => askForCode({ mobile, ip: '10.0.0.8', locale: 'fa' })
    const both = await Promise.allSettled([ask(), ask()])
    assert.lengthOf(
      both.filter(({ status }) => status === 'fulfilled'),
      1
    )
    assert.lengthOf(await db.from('outgoing_messages').where('recipient', mobile), 1)
  })

  test('another code only after a minute, ten a day, fifty from one address', async ({
    assert,
  }) => {
    const mobile = newMobile()
    const ask = (number = mobile) => askForCode({ mobile: number, ip: '10.0.0.9', locale: 'fa' })
    await ask()
    await assert.rejects(() => ask(), 'code_just_sent')
    for (let n = 2; n <= CODE_RULES.perNumberAndDay; n++) {
      clock.travel({ minutes: 1 })
      await ask()
    }
    clock.travel({ minutes: 1 })
    await assert.rejects(() => ask(), 'too_many_codes')
    for (let n = CODE_RULES.perNumberAndDay; n < CODE_RULES.perAddressAndDay; n++)
      await ask(newMobile())
    await assert.rejects(() => ask(newMobile()), 'too_many_codes_here')
    clock.travel({ days: 1 })
    await ask()
  })

  test('nobody learns whether a number is known', async ({ assert }) => {
    const { mobile: known } = await given.customer()
    const unknown = newMobile()
    const seen = []
    for (const mobile of [known, unknown]) {
      const browser = visitor()
      const asked = await browser.post('/sign-in', { mobile: typed(mobile) })
      const code = otherThan(await codeSentTo(mobile))
      const wrong = await browser.follow(browser.post('/sign-in/code', { code }))
      const local = persianDigits(typed(mobile)).replace(/^(.{4})(.{3})/, '$1 $2 ')
      const html = bare(wrong.text).replaceAll(local, '')
      seen.push({ status: asked.status, location: asked.location, html })
    }
    assert.deepEqual(seen[0], seen[1])
  })

  test('a wrong mobile is refused beside its field and sends nothing', async ({ assert }) => {
    const browser = visitor()
    for (const mobile of ['', '0212222', '<script>', '۰۹۱۲'.repeat(40)]) {
      const page = await browser.follow(browser.post('/sign-in', { mobile }))
      assert.include(page.text, 'f-mobile-error')
    }
    assert.lengthOf(await db.from('sign_in_codes'), 0)
  })

  test('a blocked customer does not get in', async ({ assert }) => {
    const { mobile } = await given.customer({ status: 'blocked' })
    await askForCode({ mobile, ip: '10.0.0.1', locale: 'fa' })
    const code = await codeSentTo(mobile)
    await assert.rejects(() => signInWithCode({ mobile, code }), 'customer_blocked')
  })
})

test.group('A newcomer [row 1]', () => {
  async function provedNewcomer() {
    const mobile = newMobile()
    const browser = visitor()
    await browser.post('/sign-in', { mobile: typed(mobile) })
    const page = await browser.post('/sign-in/code', { code: await codeSentTo(mobile) })
    return { mobile, browser, page }
  }
  const person = { firstName: 'سارا', lastName: 'كريمي' }

  test('becomes a customer who waits for validation, with a record', async ({ assert }) => {
    const { mobile, browser, page } = await provedNewcomer()
    assert.equal(page.location, '/sign-in/register')
    assert.equal(await statusOf(browser.get('/sign-in/register')), 200)
    const done = await browser.post('/sign-in/register', person)
    assert.equal(done.location, '/panel')
    const row = await db.from('customers').where('mobile', mobile).firstOrFail()
    assert.equal(row.status, 'awaiting_validation')
    assert.equal(row.last_name, 'کریمی')
    const records = await db.from('crm_records').where('customer_id', row.id)
    assert.deepEqual(
      records.map(({ kind }) => kind),
      ['customer_registered']
    )
    assert.equal(await statusOf(browser.get('/panel/devices')), 200)
  })

  test('who ticks it joins the club at once, once', async ({ assert }) => {
    await givenClub.tiers()
    const { mobile, browser } = await provedNewcomer()
    const page = await browser.follow(browser.post('/sign-in/register', { ...person, joins: '1' }))
    assert.equal(page.status, 200)
    const row = await db.from('customers').where('mobile', mobile).firstOrFail()
    assert.lengthOf(await db.from('members').where('customer_id', row.id), 1)
    const records = await db.from('crm_records').where('customer_id', row.id).orderBy('id')
    assert.deepEqual(
      records.map(({ kind }) => kind),
      ['customer_registered', 'member_joined']
    )
    assert.equal(await whereTo(browser.post('/sign-in/register', person)), '/sign-in')
  })

  test('registered twice at once is one customer', async ({ assert }) => {
    const registration = { ...person, mobile: newMobile(), locale: 'fa' as const, joins: false }
    const both = await Promise.all([registerAtSite(registration), registerAtSite(registration)])
    assert.equal(Number(both[0].id), Number(both[1].id))
    const rows = await db.from('crm_records').where('customer_id', both[0].id)
    assert.lengthOf(rows, 1)
  })

  test('refused fields change nothing', async ({ assert }) => {
    const { mobile, browser } = await provedNewcomer()
    for (const bad of [
      {},
      { ...person, firstName: '<b>x</b>' },
      { ...person, lastName: 'م'.repeat(61) },
    ]) {
      const page = await browser.follow(browser.post('/sign-in/register', bad))
      assert.match(page.text, /f-(first|last)Name-error/)
    }
    const page = await browser.follow(
      browser.post('/sign-in/register', { ...person, joins: '1', referralCode: 'NOBODYS' })
    )
    assert.include(page.text, 'f-referralCode-error')
    assert.isNull(await db.from('customers').where('mobile', mobile).first())
  })

  test('without a proved number there is no form', async ({ assert }) => {
    const browser = visitor()
    assert.equal(await whereTo(browser.post('/sign-in/register', person)), '/sign-in')
    assert.equal(await whereTo(browser.get('/sign-in/register')), '/sign-in')
    assert.equal(await whereTo(browser.get('/sign-in/code')), '/sign-in')
  })
})

test.group('Devices [row 104]', () => {
  test('a revoked device is out at its next request', async ({ assert }) => {
    const customer = await given.customer()
    const [phone, laptop] = [await browserOf(customer), await browserOf(customer)]
    const [first] = await db.from('devices').where('customer_id', customer.id).orderBy('id')
    const revoked = await laptop.post(`/panel/devices/${first.id}/revocation`)
    assert.equal(revoked.location, '/panel/devices')
    assert.match(await whereTo(phone.get('/panel/devices')), /^\/sign-in/)
    assert.equal(await statusOf(laptop.get('/panel/devices')), 200)
  })

  test("another customer's device is a 404", async ({ assert }) => {
    const [me, other] = [await given.customer(), await given.customer()]
    const [mine] = [await browserOf(me), await browserOf(other)]
    const theirs = await db.from('devices').where('customer_id', other.id).firstOrFail()
    assert.equal(await statusOf(mine.post(`/panel/devices/${theirs.id}/revocation`)), 404)
    const after = await db.from('devices').where('id', theirs.id).firstOrFail()
    assert.isNull(after.revoked_at)
  })

  test('signing out ends the device, not only the cookie', async ({ assert }) => {
    const browser = await browserOf(await given.customer())
    const stolen = await browserOf(await given.customer())
    stolen.cookies = new Map(browser.cookies)
    assert.equal(await whereTo(browser.post('/sign-out')), '/')
    assert.match(await whereTo(stolen.get('/panel/devices')), /^\/sign-in/)
  })

  test('use is noted once in ten minutes', async ({ assert }) => {
    const customer = await given.customer()
    const browser = await browserOf(customer)
    const seenAt = async () => {
      await browser.get('/panel/devices')
      const row = await db.from('devices').where('customer_id', customer.id).firstOrFail()
      return String(row.last_seen_at)
    }
    const first = await seenAt()
    clock.travel({ minutes: 9 })
    assert.equal(await seenAt(), first)
    clock.travel({ minutes: 2 })
    assert.notEqual(await seenAt(), first)
  })
})
