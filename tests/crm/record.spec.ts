import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import { SYSTEM } from '#app/core/actor'
import { transaction } from '#app/core/transaction'
import { openCase, record } from '#app/crm/record'
import type Staff from '#app/people/models/staff'
import { given } from '#tests/support/given'
import { giveRole, givenStaff } from '#tests/support/given_people'

const about = { type: 'pre_invoice', id: 7 }
const params = {
  number: 'PF-10007',
  total: '۱۰۰',
  until: '۱۴۰۵/۰۹/۰۳',
  customer: 'سارا',
  link: '/',
  carrier: 'پست',
  tracking: '123',
  pickup: 'no',
  code: '12345',
}

/** A pre-invoice is issued in a new case; answers what record() gave. */
async function issued(
  branchId: number,
  more: { categoryIds?: number[]; documentId?: number } = {}
) {
  const { id: customerId } = await given.customer()
  return transaction(async (trx) => {
    const { id: caseId } = await openCase('sale', { customerId, branchId }, trx)
    const happening = { customerId, caseId, branchId, about, by: SYSTEM, params, ...more }
    return { caseId, customerId, ...(await record('pre_invoice_issued', happening, trx)) }
  })
}

/** Who gets the call of a fresh pre-invoice. */
async function expertOfNew(branchId: number, more: { categoryIds?: number[] } = {}) {
  const { expert } = await issued(branchId, more)
  return expert
}

const taskOf = (caseId: number) => db.from('tasks').where('case_id', caseId).orderBy('id')
const same = (one: Staff | null, other: Staff) => one?.id === other.id

test.group('record() [row 69]', () => {
  test('writes a record, gives the task to the expert, tells him and the customer', async ({
    assert,
  }) => {
    const branch = await given.branch()
    const expert = await givenStaff({ branchId: branch.id })
    const { caseId, customerId, recordId, task } = await issued(branch.id)

    const row = await db.from('crm_records').where('id', recordId).firstOrFail()
    assert.equal(row.kind, 'pre_invoice_issued')
    assert.equal(Number(row.branch_id), branch.id)
    assert.equal(task!.assigneeId, expert.id)
    assert.equal(task!.kind, 'validation_call')
    const messages = await db.from('outgoing_messages').where('case_id', caseId).orderBy('id')
    assert.deepEqual(
      messages.map((message) => [
        message.template,
        Number(message.customer_id ?? message.staff_id),
      ]),
      [
        ['pre_invoice_issued', customerId],
        ['pre_invoice_to_expert', expert.id],
      ]
    )
    const kase = await db.from('crm_cases').where('id', caseId).firstOrFail()
    assert.equal(Number(kase.expert_id), expert.id)
  })

  test('ends the task of the case and opens the next one', async ({ assert }) => {
    const branch = await given.branch()
    const expert = await givenStaff({ branchId: branch.id })
    const { caseId, customerId } = await issued(branch.id)
    const by = { kind: 'staff', id: expert.id } as const
    const { recordId } = await transaction((trx) =>
      record('validation_confirmed', { customerId, caseId, about, by, params }, trx)
    )
    const [call, payment] = await taskOf(caseId)
    assert.equal(call.state, 'done')
    assert.equal(Number(call.closing_record_id), recordId)
    assert.equal(Number(call.closed_by_id), expert.id)
    assert.equal(payment.kind, 'follow_payment')
    assert.equal(payment.state, 'open')
    assert.equal(Number(payment.branch_id), branch.id)
  })

  test('a task of one kind is open at most once in a case', async ({ assert }) => {
    const branch = await given.branch()
    await givenStaff({ branchId: branch.id, role: 'support_expert' })
    const { id: customerId } = await given.customer()
    const { id: caseId } = await transaction((trx) =>
      openCase('ticket', { customerId, branchId: branch.id }, trx)
    )
    const ticket = { type: 'ticket', id: 1 }
    const reply = () =>
      transaction((trx) =>
        record('ticket_replied', { customerId, caseId, about: ticket, by: SYSTEM, params }, trx)
      )
    const both = await Promise.all([reply(), reply()])
    assert.equal(both[0].task!.id, both[1].task!.id)
    assert.lengthOf(await taskOf(caseId), 1)
    assert.isTrue(both.every(({ expert }) => expert !== null))
  })

  test('picking one of two remittances leaves the task of the other', async ({ assert }) => {
    const branch = await given.branch()
    await givenStaff({ branchId: branch.id, role: 'warehouse_keeper' })
    const { id: customerId } = await given.customer()
    await transaction(async (trx) => {
      const { id: caseId } = await openCase('sale', { customerId, branchId: branch.id }, trx)
      const [one, two] = [1, 2].map((id) => ({ type: 'remittance', id }))
      const base = { customerId, caseId, by: SYSTEM }
      await record('remittance_written', { ...base, about: one }, trx)
      await record('remittance_written', { ...base, about: two }, trx)
      await record('remittance_picked', { ...base, about: one }, trx)
      const shipment = { type: 'shipment', id: 9 }
      await record('shipped', { ...base, about: shipment, endsTaskOf: one, params }, trx)
      const open = await trx.from('tasks').where({ case_id: caseId, state: 'open' }).orderBy('id')
      assert.deepEqual(
        open.map((task) => [task.kind, Number(task.about_id)]),
        [
          ['pick_remittance', 2],
          ['confirm_delivery', 9],
        ]
      )
    })
  })

  test('a refusal takes record, task and message back with it', async ({ assert }) => {
    const branch = await given.branch()
    await givenStaff({ branchId: branch.id })
    const { id: customerId } = await given.customer()
    const failing = transaction(async (trx) => {
      const { id: caseId } = await openCase('sale', { customerId, branchId: branch.id }, trx)
      await record('pre_invoice_issued', { customerId, caseId, about, by: SYSTEM, params }, trx)
      throw new Error('no')
    })
    await assert.rejects(() => failing, 'no')
    for (const table of ['crm_records', 'crm_cases', 'tasks', 'outgoing_messages']) {
      const rows = await db.from(table).where('customer_id', customerId)
      assert.lengthOf(rows, 0, table)
    }
  })

  test('a record cannot be changed or removed', async ({ assert }) => {
    const branch = await given.branch()
    const { recordId } = await issued(branch.id)
    await assert.rejects(() => db.from('crm_records').where('id', recordId).update({ kind: 'x' }))
    await assert.rejects(() => db.from('crm_records').where('id', recordId).delete())
  })
})

test.group('Who gets a task [row 54]', () => {
  test('the least loaded expert of the branch, and the case stays with him', async ({ assert }) => {
    const branch = await given.branch()
    const other = await given.branch()
    const busy = await givenStaff({ branchId: branch.id })
    await givenStaff({ branchId: other.id })
    await givenStaff({ branchId: branch.id, active: false })
    assert.isTrue(same(await expertOfNew(branch.id), busy))
    const free = await givenStaff({ branchId: branch.id })
    const { caseId, customerId, expert } = await issued(branch.id)
    assert.isTrue(same(expert, free))
    await issued(branch.id)
    const { task } = await transaction((trx) =>
      record('validation_confirmed', { customerId, caseId, about, by: SYSTEM, params }, trx)
    )
    assert.equal(task!.assigneeId, free.id)
  })

  test('who serves the category comes before who is less loaded', async ({ assert }) => {
    const branch = await given.branch()
    const shoes = await givenStaff({ branchId: branch.id })
    await db.table('expert_categories').insert({ staff_id: shoes.id, category_id: 31 })
    assert.isTrue(same(await expertOfNew(branch.id, { categoryIds: [31] }), shoes))
    const any = await givenStaff({ branchId: branch.id })
    assert.isTrue(same(await expertOfNew(branch.id, { categoryIds: [31] }), shoes))
    assert.isTrue(same(await expertOfNew(branch.id, { categoryIds: [32] }), any))
  })

  test('an expert of all branches serves each', async ({ assert }) => {
    const branch = await given.branch()
    const expert = await givenStaff({ branchId: null })
    assert.isTrue(same(await expertOfNew(branch.id), expert))
    await db.from('staff').where('id', expert.id).update({ active: 0 })
  })

  test('nobody there: the manager of the branch, then a manager, then nobody', async ({
    assert,
  }) => {
    const branch = await given.branch()
    const unmanned = await issued(branch.id)
    assert.isNull(unmanned.expert)
    assert.isNull(unmanned.task!.assigneeId)
    const manager = await givenStaff({ role: 'manager', branchId: null })
    assert.isTrue(same(await expertOfNew(branch.id), manager))
    const branchManager = await givenStaff({ role: 'branch_manager', branchId: branch.id })
    assert.isTrue(same(await expertOfNew(branch.id), branchManager))
    await giveRole(manager, 'sales_expert', null)
    assert.isTrue(same(await expertOfNew(branch.id), manager))
  })
})
