import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import { SYSTEM } from '#app/core/actor'
import { persianDigits } from '#app/core/digits'
import { transaction } from '#app/core/transaction'
import { record } from '#app/crm/record'
import { customerList } from '#app/front/queries/customer_list'
import { given } from '#tests/support/given'
import { browserOf, givenStaff, statusOf } from '#tests/support/given_people'

const namesOf = async (q: string) => {
  const { rows } = await customerList({ q })
  return rows.map((row) => `${row.first_name} ${row.last_name}`)
}

test.group('Finding a customer [row 52]', (group) => {
  group.setup(async () => {
    await given.customer({ firstName: 'سارا', lastName: 'کریمی', mobile: '+989121110001' })
    await given.customer({ firstName: 'آرش', lastName: 'مؤمنی', mobile: '+989121110002' })
    await given.customer({ firstName: 'کریم', lastName: 'زندی', mobile: '+989351110003' })
  })

  test('by the beginning of a last name, however the letters are typed', async ({ assert }) => {
    assert.deepEqual(await namesOf('كريم'), ['سارا کریمی'])
    assert.deepEqual(await namesOf('مومنی'), ['آرش مؤمنی'])
  })

  test('by first and last name, or by a first name that is nobody’s last', async ({ assert }) => {
    assert.deepEqual(await namesOf('سارا کری'), ['سارا کریمی'])
    assert.deepEqual(await namesOf('ارش'), ['آرش مؤمنی'])
  })

  test('by the beginning of a mobile, in any digits', async ({ assert }) => {
    assert.deepEqual(await namesOf(persianDigits('0912111')), ['سارا کریمی', 'آرش مؤمنی'])
    assert.deepEqual(await namesOf('+98 935'), ['کریم زندی'])
    assert.deepEqual(await namesOf('09351110003'), ['کریم زندی'])
  })

  test('signs of a LIKE and of SQL are letters like others', async ({ assert }) => {
    for (const q of ['%', '_', "' OR 1=1 --", '\\', '😀']) assert.deepEqual(await namesOf(q), [])
  })
})

test.group('Many customers', (group) => {
  group.setup(async () => {
    for (let n = 0; n < 45; n++)
      await given.customer({ firstName: 'نادر', lastName: `پارسا ${n % 3}` })
  })

  test('every one appears once, a page at a time', async ({ assert }) => {
    for (const q of ['', 'پارسا', 'نادر', '0912']) {
      const seen: number[] = []
      let after: { key: string; id: number } | null = null
      do {
        const page: Awaited<ReturnType<typeof customerList>> = await customerList({
          q,
          after: after ?? undefined,
          limit: 10,
        })
        seen.push(...page.rows.map((row) => Number(row.id)))
        after = page.next
      } while (after)
      assert.lengthOf(new Set(seen), 45, q)
      assert.lengthOf(seen, 45, q)
    }
  })
})

test.group('The customer file [row 68]', () => {
  const edit = {
    firstName: 'سارا',
    lastName: 'کریمی',
    address: 'تهران، ولیعصر',
    postalCode: '۱۲۳۴۵۶۷۸۹۰',
  }

  test('shows what happened, sieved and a page at a time', async ({ assert }) => {
    const { id: customerId } = await given.customer()
    await transaction(async (trx) => {
      for (let n = 0; n < 31; n++) {
        await record('credit_earned', { customerId, amount: 1000 * (n + 1), by: SYSTEM }, trx)
      }
      await record('payment_failed', { customerId, amount: 77_770, by: SYSTEM }, trx)
    })
    const browser = await browserOf(await givenStaff({ role: 'support_expert' }))
    const path = `/desk/customers/${customerId}`
    const page = await browser.get(path)
    assert.equal(page.status, 200)
    assert.include(page.text, '۷٬۷۷۷')
    const older = /\?after=\d+/.exec(page.text)![0]
    assert.equal(await statusOf(browser.get(path + older)), 200)
    const sieved = await browser.get(`${path}?only=credit`)
    assert.notInclude(sieved.text, '۷٬۷۷۷')
  })

  test('an edit keeps what was before', async ({ assert }) => {
    const { id } = await given.customer({ firstName: 'سارا', lastName: 'کریمی' })
    const browser = await browserOf(await givenStaff())
    assert.equal(await statusOf(browser.get(`/desk/customers/${id}/edit`)), 200)
    await browser.post(`/desk/customers/${id}`, { ...edit, birthDate: '۱۳۷۰/۱/۵' })
    const row = await db.from('customers').where('id', id).firstOrFail()
    assert.equal(row.postal_code, '1234567890')
    assert.equal(Number(row.birth_year), 1370)
    const audit = await db
      .from('audits')
      .where({ action: 'edit_customer', subject_id: id })
      .firstOrFail()
    const before = typeof audit.before === 'string' ? JSON.parse(audit.before) : audit.before
    assert.deepEqual(Object.keys(before).sort(), [
      'address',
      'birthDay',
      'birthMonth',
      'birthYear',
      'postalCode',
    ])
    const kinds = await db.from('crm_records').where('customer_id', id).select('kind')
    assert.deepEqual(
      kinds.map(({ kind }) => kind),
      ['customer_edited']
    )

    await browser.post(`/desk/customers/${id}`, { ...edit, birthDate: '1370/01/05' })
    assert.lengthOf(await db.from('audits').where({ action: 'edit_customer', subject_id: id }), 1)
  })

  test('refused fields change nothing', async ({ assert }) => {
    const { id } = await given.customer({ firstName: 'سارا', lastName: 'کریمی' })
    const browser = await browserOf(await givenStaff())
    const bad = [
      { ...edit, lastName: '' },
      { ...edit, birthDate: '1405/07/31' },
      { ...edit, birthDate: '1499/01/01' },
      { ...edit, postalCode: '123' },
      { ...edit, firstName: '<script>alert(1)</script>' },
    ]
    for (const fields of bad) {
      const page = await browser.follow(browser.post(`/desk/customers/${id}`, fields))
      assert.notEqual(page.status, 500)
    }
    const row = await db.from('customers').where('id', id).firstOrFail()
    assert.isNull(row.address)
    assert.lengthOf(await db.from('audits').where({ action: 'edit_customer', subject_id: id }), 0)
  })

  test('who may not read or write customers gets a 403', async ({ assert }) => {
    const { id } = await given.customer()
    const keeper = await browserOf(await givenStaff({ role: 'warehouse_keeper' }))
    assert.equal(await statusOf(keeper.get('/desk/customers')), 403)
    assert.equal(await statusOf(keeper.get(`/desk/customers/${id}`)), 403)
    const cashier = await browserOf(await givenStaff({ role: 'cashier' }))
    assert.equal(await statusOf(cashier.get('/desk/customers?q=%D8%B3')), 200)
    assert.equal(await statusOf(cashier.post(`/desk/customers/${id}`, edit)), 403)
    assert.equal(await statusOf(cashier.get('/desk/customers/999999')), 404)
  })

  test('English pages are English', async ({ assert }) => {
    const { id } = await given.customer({ firstName: 'Sara', lastName: 'Karimi' })
    const manager = await browserOf(await givenStaff({ role: 'manager', locale: 'en' }))
    for (const path of [
      '/desk/customers',
      `/desk/customers/${id}`,
      '/desk/tasks',
      '/desk/audits',
      '/desk/profile',
    ]) {
      const page = await manager.get(`/en${path}`)
      assert.equal(page.status, 200, path)
      const main = page.text.slice(page.text.indexOf('<main'), page.text.indexOf('</main>'))
      const shown = main.replace(/<bdi[^>]*>.*?<\/bdi>/g, '').replaceAll('نیلوفر احمدی', '')
      assert.notMatch(shown, /[\u0600-\u06FF]/, path)
    }
  })
})
