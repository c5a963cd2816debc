import { test } from '@japa/runner'
import { SYSTEM } from '#app/core/actor'
import { transaction } from '#app/core/transaction'
import { openCase, record } from '#app/crm/record'
import { customerFile, timelineOf } from '#app/crm/queries/timeline'
import { boardOf, dayOf } from '#app/crm/queries/task_list'
import { customerList } from '#app/front/queries/customer_list'
import { overviewOf } from '#app/front/queries/customer_overview'
import { auditList } from '#app/people/queries/audit_list'
import Customer from '#app/people/models/customer'
import { given } from '#tests/support/given'
import { browserOf, givenStaff, visitor } from '#tests/support/given_people'
import { scannedTables, statementsOf } from '#tests/support/statements'

const params = {
  number: 'PF-10007',
  total: '۱۰۰',
  until: '۱۴۰۵/۰۹/۰۳',
  customer: 'سارا',
  link: '/',
}

test.group('What it costs to know who asks', () => {
  test('a visitor: no statement; a customer: one; staff: one', async ({ assert }) => {
    const nobody = visitor()
    await nobody.get('/sign-in')
    assert.lengthOf(await statementsOf(() => nobody.get('/sign-in')), 0)
    const customer = await browserOf(await given.customer())
    assert.lengthOf(await statementsOf(() => customer.get('/sign-in')), 1)
    const staff = await browserOf(await givenStaff())
    assert.lengthOf(await statementsOf(() => staff.get('/desk/sign-in')), 1)
  })

  test('a member who comes to the desk costs nothing there', async ({ assert }) => {
    const customer = await browserOf(await given.customer())
    assert.lengthOf(await statementsOf(() => customer.get('/desk')), 0)
  })
})

test.group('What a record costs', () => {
  test('one statement alone, nine with task, expert and both messages', async ({ assert }) => {
    const branch = await given.branch()
    await givenStaff({ branchId: branch.id })
    const { id: customerId } = await given.customer()
    const kase = await transaction((trx) =>
      openCase('sale', { customerId, branchId: branch.id }, trx)
    )
    const about = { type: 'pre_invoice', id: 7 }
    const base = { customerId, caseId: kase.id, branchId: branch.id, about, by: SYSTEM, params }
    const costOf = async (action: () => Promise<unknown>) => {
      const statements = await statementsOf(action)
      return statements.filter(({ sql }) => !/^(BEGIN|COMMIT|SET)/i.test(sql)).length
    }
    await transaction((trx) => record('pre_invoice_issued', base, trx))
    const alone = () => transaction((trx) => record('payment_started', base, trx))
    assert.equal(await costOf(alone), 1)
    const full = () => transaction((trx) => record('pre_invoice_issued', base, trx))
    assert.isAtMost(await costOf(full), 9)
  })
})

/** Rules of the house: a few, however many customers it has. */
const HANDFULS = ['membership_rules']

test.group('Lists of the desk', () => {
  test('read by an index, however many rows there are', async ({ assert }) => {
    const branch = await given.branch()
    const staff = await givenStaff({ branchId: branch.id })
    const { id } = await given.customer()
    const person = await Customer.findOrFail(id)
    const reads: Record<string, () => Promise<unknown>> = {
      newest: () => customerList({}),
      byMobile: () => customerList({ q: '0912', after: { key: '+98912', id: 1 } }),
      byLastName: () => customerList({ q: 'محمدی' }),
      byFirstName: () => customerList({ q: 'سارا', after: { key: 'سارا', id: 1 } }),
      file: () => customerFile({ customerId: id, after: 100 }),
      sievedFile: () => customerFile({ customerId: id, kinds: ['credit_earned'] }),
      overview: () => overviewOf(person),
      timeline: () => timelineOf(1, { forCustomer: true }),
      day: () => dayOf(staff),
      board: () => boardOf(staff, { mine: false }),
      audits: () => auditList({ after: 100 }),
    }
    for (const [name, read] of Object.entries(reads)) {
      for (const statement of await statementsOf(read)) {
        const scanned = await scannedTables(statement)
        const grown = scanned.filter((table) => !HANDFULS.includes(table))
        assert.deepEqual(grown, [], `${name}: ${statement.sql}`)
      }
    }
  })
})
