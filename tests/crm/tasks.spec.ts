import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import { SYSTEM } from '#app/core/actor'
import { clock } from '#app/core/clock'
import { sqlTime, timeOf } from '#app/core/sql'
import { transaction } from '#app/core/transaction'
import { remindLateTasks } from '#app/crm/actions/remind_late_tasks'
import { assignTask, finishTask } from '#app/crm/actions/work_task'
import { openCase, record } from '#app/crm/record'
import { timelineOf } from '#app/crm/queries/timeline'
import type { RecordKind } from '#app/crm/playbook'
import type Staff from '#app/people/models/staff'
import { setOffDuty } from '#app/people/actions/set_off_duty'
import { given } from '#tests/support/given'
import { statementsOf } from '#tests/support/statements'
import { browserOf, givenStaff, statusOf, whereTo } from '#tests/support/given_people'

/** He says himself that he is away for so many days, today being the first. */
const goAway = ({ id }: Staff, days: number) => {
  const from = clock.now()
  const by = { kind: 'staff' as const, id }
  return setOffDuty({ staffId: id, from, until: from.plus({ days: days - 1 }), by })
}

const params = {
  number: 'PF-10007',
  total: '۱۰۰',
  amount: '۹۰',
  until: '۱۴۰۵/۰۹/۰۳',
  customer: 'سارا',
  link: '/',
}

/** A record in a new case; answers the task it made. */
async function taskBy(kind: RecordKind, branchId: number, about = { type: 'pre_invoice', id: 7 }) {
  const { id: customerId } = await given.customer()
  return transaction(async (trx) => {
    const { id: caseId } = await openCase('sale', { customerId, branchId }, trx)
    const { task } = await record(kind, { customerId, caseId, about, by: SYSTEM, params }, trx)
    return { taskId: task!.id, caseId, customerId }
  })
}

const rowOf = (id: number) => db.from('tasks').where('id', id).firstOrFail()
const by = (staff: Staff) => ({ kind: 'staff', id: staff.id }) as const

test.group('A task [row 70]', () => {
  test('is taken over, handed to a colleague, and both are noted', async ({ assert }) => {
    const branch = await given.branch()
    const expert = await givenStaff({ branchId: branch.id })
    const { taskId } = await taskBy('pre_invoice_issued', branch.id)
    const manager = await givenStaff({ role: 'branch_manager', branchId: branch.id })
    const browser = await browserOf(manager)

    assert.equal(await statusOf(browser.get(`/desk/tasks/${taskId}`)), 200)
    await browser.post(`/desk/tasks/${taskId}/assignment`)
    const taken = await rowOf(taskId)
    assert.equal(Number(taken.assignee_id), manager.id)
    await browser.post(`/desk/tasks/${taskId}/assignment`, { toStaffId: expert.id })
    const handed = await rowOf(taskId)
    assert.equal(Number(handed.assignee_id), expert.id)
    const audits = await db.from('audits').where({ action: 'assign_task', subject_id: taskId })
    assert.lengthOf(audits, 2)
  })

  test('is not given to who has no right in its branch', async ({ assert }) => {
    const [branch, other] = [await given.branch(), await given.branch()]
    const expert = await givenStaff({ branchId: branch.id })
    const stranger = await givenStaff({ branchId: other.id })
    const gone = await givenStaff({ branchId: branch.id, active: false })
    const { taskId } = await taskBy('pre_invoice_issued', branch.id)
    for (const { id } of [stranger, gone, { id: 999_999 }]) {
      const order = { taskId, toStaffId: id, by: by(expert) }
      await assert.rejects(() => assignTask(order), 'not_his_task')
    }
    const row = await rowOf(taskId)
    assert.equal(Number(row.assignee_id), expert.id)
  })

  test('of another branch is a 404 for staff', async ({ assert }) => {
    const [branch, other] = [await given.branch(), await given.branch()]
    await givenStaff({ branchId: branch.id })
    const { taskId } = await taskBy('pre_invoice_issued', branch.id)
    const stranger = await browserOf(await givenStaff({ branchId: other.id }))
    assert.equal(await statusOf(stranger.get(`/desk/tasks/${taskId}`)), 404)
    assert.equal(await statusOf(stranger.post(`/desk/tasks/${taskId}/assignment`)), 404)
    assert.equal(await statusOf(stranger.get('/desk/tasks/x1')), 404)
    const board = await stranger.get('/desk/tasks')
    assert.notInclude(board.text, `/desk/tasks/${taskId}"`)
  })

  test('ends by hand with a note only where the kind allows it', async ({ assert }) => {
    const branch = await given.branch()
    const manager = await givenStaff({ role: 'branch_manager', branchId: branch.id })
    const refund = await taskBy('refund_due', branch.id)
    const call = await taskBy('pre_invoice_issued', branch.id)
    const done = { note: 'کارت‌به‌کارت شد', by: by(manager) }

    await finishTask({ taskId: refund.taskId, ...done })
    const row = await rowOf(refund.taskId)
    assert.equal(row.state, 'done')
    assert.equal(row.closing_note, done.note)
    assert.isNull(row.open_key)
    await assert.rejects(() => finishTask({ taskId: refund.taskId, ...done }), 'task_over')
    await assert.rejects(() => finishTask({ taskId: call.taskId, ...done }), 'task_ends_by_work')
    const open = await rowOf(call.taskId)
    assert.equal(open.state, 'open')
  })

  test('is neither taken nor finished by a colleague whose work it is not', async ({ assert }) => {
    const branch = await given.branch()
    const manager = await givenStaff({ role: 'branch_manager', branchId: branch.id })
    const cashier = await givenStaff({ role: 'cashier', branchId: branch.id })
    const browser = await browserOf(cashier)
    for (const kind of ['refund_due', 'payment_mismatched'] as const) {
      const { taskId } = await taskBy(kind, branch.id)
      const before = await rowOf(taskId)
      const page = await browser.get(`/desk/tasks/${taskId}`)
      assert.equal(page.status, 200)
      assert.notInclude(page.text, `/desk/tasks/${taskId}/completion`)
      await browser.post(`/desk/tasks/${taskId}/completion`, { note: 'تمام' })
      await browser.post(`/desk/tasks/${taskId}/assignment`)
      await browser.post(`/desk/tasks/${taskId}/assignment`, { toStaffId: cashier.id })
      assert.deepEqual(await rowOf(taskId), before)
      const order = { taskId, note: 'تمام', by: by(cashier) }
      await assert.rejects(() => finishTask(order), 'not_his_task')
      await finishTask({ ...order, by: by(manager) })
    }
  })

  test('finished by two at once ends once', async ({ assert }) => {
    const branch = await given.branch()
    const manager = await givenStaff({ role: 'branch_manager', branchId: branch.id })
    const { taskId } = await taskBy('refund_due', branch.id)
    const finish = () => finishTask({ taskId, note: 'شد', by: by(manager) })
    const both = await Promise.allSettled([finish(), finish()])
    assert.lengthOf(
      both.filter(({ status }) => status === 'fulfilled'),
      1
    )
    assert.lengthOf(await db.from('audits').where({ action: 'finish_task', subject_id: taskId }), 1)
  })

  test('without a note stays open', async ({ assert }) => {
    const branch = await given.branch()
    const manager = await givenStaff({ role: 'branch_manager', branchId: branch.id })
    const { taskId } = await taskBy('refund_due', branch.id)
    const browser = await browserOf(manager)
    const path = `/desk/tasks/${taskId}/completion`
    for (const note of ['', '   ', 'م'.repeat(501)]) await browser.post(path, { note })
    const row = await rowOf(taskId)
    assert.equal(row.state, 'open')
    assert.equal(await whereTo(browser.post(path, { note: 'شد' })), '/desk/tasks')
  })
})

test.group('The day and the board [row 70]', () => {
  test('late, today and later; the board of the branch and of oneself', async ({ assert }) => {
    const branch = await given.branch()
    const expert = await givenStaff({ branchId: branch.id })
    const { taskId, customerId } = await taskBy('pre_invoice_issued', branch.id)
    const browser = await browserOf(expert)
    const customer = await db.from('customers').where('id', customerId).firstOrFail()

    const day = await browser.get('/desk')
    assert.include(day.text, customer.last_name)
    assert.notInclude(day.text, 'id="late"')
    clock.travel({ days: 30 })
    const lateDay = await browser.get('/desk')
    assert.include(lateDay.text, 'id="late"')

    const colleague = await givenStaff({ branchId: branch.id })
    const other = await browserOf(colleague)
    const board = await other.get('/desk/tasks')
    assert.include(board.text, `/desk/tasks/${taskId}"`)
    assert.include(board.text, `data-live-channel="desk/${branch.id} staff/${colleague.id}"`)
    const mine = await other.get('/desk/tasks?mine=1')
    assert.notInclude(mine.text, `/desk/tasks/${taskId}"`)
  })

  test('who has no tasks right gets a 403', async ({ assert }) => {
    const staff = await givenStaff()
    await db.from('staff_roles').where('staff_id', staff.id).delete()
    const browser = await browserOf(staff)
    assert.equal(await statusOf(browser.get('/desk/tasks')), 403)
    assert.equal(await statusOf(browser.get('/desk')), 403)
  })
})

test.group('The timeline of a case', () => {
  test('finds what the case waits for by the case, however much the house waits for', async ({
    assert,
  }) => {
    const [, tasks] = await statementsOf(() => timelineOf(1, { forCustomer: true }))
    const sqlite = db.connection().dialect.name !== 'mysql'
    const answer = await db.rawQuery(
      `EXPLAIN ${sqlite ? 'QUERY PLAN ' : ''}${tasks.sql}`,
      tasks.bindings
    )
    assert.include(JSON.stringify(answer), 'tasks_case_id_kind_state_index')
  })

  test('is one for both; the customer sees no names and no inner records', async ({ assert }) => {
    const branch = await given.branch()
    const expert = await givenStaff({ branchId: branch.id })
    const { caseId, customerId } = await taskBy('pre_invoice_issued', branch.id)
    const more = { customerId, caseId, by: by(expert), params }
    const about = { type: 'pre_invoice', id: 7 }
    await transaction(async (trx) => {
      await record('validation_no_answer', { ...more, about, facts: { note: 'بعدازظهر' } }, trx)
      await record('payment_started', { ...more, about }, trx)
    })
    const staff = await timelineOf(caseId, { forCustomer: false })
    const his = await timelineOf(caseId, { forCustomer: true })
    const kinds = ({ entries }: typeof staff) => entries.map(({ kind }) => kind)
    assert.deepEqual(kinds(staff), [
      'pre_invoice_issued',
      'validation_no_answer',
      'payment_started',
    ])
    assert.deepEqual(kinds(his), ['pre_invoice_issued', 'validation_no_answer'])
    assert.equal(staff.entries[1].by.name, expert.fullName)
    assert.equal(staff.entries[1].facts.note, 'بعدازظهر')
    assert.isNull(his.entries[1].by.name)
    assert.equal(his.waiting[0].role, 'sales_expert')
    assert.isNull(his.waiting[0].assignee)
    assert.equal(staff.waiting[0].assignee, expert.fullName)
  })
})

test.group('A task that is late [row 70]', () => {
  const late = (taskId: number, ago: { minutes?: number; days?: number }) =>
    db
      .from('tasks')
      .where('id', taskId)
      .update({ due_at: sqlTime(clock.now().minus(ago)) })
  const remindersOf = (taskId: number) =>
    db.from('outgoing_messages').where({ template: 'task_late', about_id: taskId })

  test('is told to who has it, once, whoever looks at the same time', async ({ assert }) => {
    const branch = await given.branch()
    const expert = await givenStaff({ branchId: branch.id })
    const { taskId } = await taskBy('pre_invoice_issued', branch.id)
    assert.equal(await remindLateTasks(), 0)
    await late(taskId, { minutes: 1 })
    const told = await Promise.all([remindLateTasks(), remindLateTasks(), remindLateTasks()])
    assert.equal(
      told.reduce((sum, count) => sum + count, 0),
      1
    )
    const [message, ...more] = await remindersOf(taskId)
    assert.deepEqual(more, [])
    assert.equal(message.recipient, expert.mobile)
    assert.include(message.text, 'تماس تأیید')
    assert.equal(await remindLateTasks(), 0)
  })

  test('[row 54] the expert who is on duty gets it, by SMS too, due within working hours', async ({
    assert,
  }) => {
    const branch = await given.branch()
    const away = await givenStaff({ branchId: branch.id })
    const expert = await givenStaff({ branchId: branch.id })
    const browser = await browserOf(away)
    await browser.post('/desk/duty', { days: '3' })
    const page = await browser.get('/desk/profile')
    assert.include(page.text, 'سر کار نیستید')
    for (let n = 0; n < 3; n++) {
      const { taskId } = await taskBy('pre_invoice_issued', branch.id)
      const task = await rowOf(taskId)
      assert.equal(task.assignee_id, expert.id)
      const due = timeOf(String(task.due_at))
      const minutes = due.setZone('Asia/Tehran').hour * 60 + due.setZone('Asia/Tehran').minute
      assert.isTrue((minutes >= 540 && minutes <= 780) || (minutes >= 960 && minutes <= 1200))
    }
    const texts = await db.from('outgoing_messages').where('recipient', expert.mobile!)
    assert.isTrue(texts.some(({ template }) => template === 'pre_invoice_to_expert'))
    await browser.post('/desk/duty', { days: '0' })
    const { taskId } = await taskBy('pre_invoice_issued', branch.id)
    const back = await rowOf(taskId)
    assert.equal(back.assignee_id, away.id)
  })

  test('[row 54] nobody on duty: the manager of the branch gets it; he too away: whoever has the role', async ({
    assert,
  }) => {
    const branch = await given.branch()
    const expert = await givenStaff({ branchId: branch.id })
    const manager = await givenStaff({ role: 'branch_manager', branchId: branch.id })
    await goAway(expert, 2)
    const first = await taskBy('pre_invoice_issued', branch.id)
    const up = await rowOf(first.taskId)
    assert.equal(up.assignee_id, manager.id)
    await goAway(manager, 1)
    const second = await taskBy('pre_invoice_issued', branch.id)
    const task = await rowOf(second.taskId)
    assert.isNotNull(task.assignee_id)
    const wrong = await browserOf(expert)
    await wrong.post('/desk/duty', { days: '400' })
    await expert.refresh()
    assert.isFalse(expert.isOnDuty)
    assert.isBelow(expert.offDutyUntil!.diff(clock.now(), 'days').days, 3)
  })

  test('[row 61] a late step is a task of the branch manager, once, until the step is done', async ({
    assert,
  }) => {
    const branch = await given.branch()
    const expert = await givenStaff({ branchId: branch.id })
    const manager = await givenStaff({ role: 'branch_manager', branchId: branch.id })
    const { taskId, caseId, customerId } = await taskBy('pre_invoice_issued', branch.id)
    await late(taskId, { minutes: 1 })
    await Promise.all([remindLateTasks(), remindLateTasks()])
    const raised = () => db.from('tasks').where({ case_id: caseId, kind: 'late_step' })
    const [up, ...more] = await raised()
    assert.deepEqual(more, [])
    assert.deepInclude(up, { assignee_id: manager.id, state: 'open', about_id: taskId })
    const told = await db.from('outgoing_messages').where({ template: 'step_late' })
    const mine = told.filter((message) => message.recipient === manager.mobile)
    assert.lengthOf(mine, 1)
    assert.include(mine[0].text, expert.fullName)

    const forCustomer = await timelineOf(caseId, { forCustomer: true })
    assert.deepEqual(
      forCustomer.waiting.map(({ kind, role, assignee }) => ({ kind, role, assignee })),
      [{ kind: 'validation_call', role: 'sales_expert', assignee: null }]
    )
    const forStaff = await timelineOf(caseId, { forCustomer: false })
    assert.includeMembers(
      forStaff.waiting.map((waiting) => `${waiting.kind} ${waiting.assignee} ${waiting.late}`),
      [`validation_call ${expert.fullName} true`]
    )

    await transaction((trx) =>
      record(
        'validation_confirmed',
        { customerId, caseId, about: { type: 'pre_invoice', id: 7 }, by: by(expert), params },
        trx
      )
    )
    const [after] = await raised()
    assert.equal(after.state, 'done')
  })

  test('[row 61] what is late with the manager himself goes no further up', async ({ assert }) => {
    const branch = await given.branch()
    const manager = await givenStaff({ role: 'branch_manager', branchId: branch.id })
    const { taskId, caseId } = await taskBy('refund_due', branch.id)
    await late(taskId, { minutes: 1 })
    await remindLateTasks()
    assert.lengthOf(await remindersOf(taskId), 1)
    assert.deepEqual(await db.from('tasks').where({ case_id: caseId, kind: 'late_step' }), [])
    const task = await rowOf(taskId)
    assert.equal(task.assignee_id, manager.id)
  })

  test('is not told when it is done, or old news, or nobody has it', async ({ assert }) => {
    const branch = await given.branch()
    const manager = await givenStaff({ role: 'branch_manager', branchId: branch.id })
    const done = await taskBy('refund_due', branch.id)
    await late(done.taskId, { minutes: 5 })
    await finishTask({ taskId: done.taskId, note: 'شد', by: by(manager) })
    const old = await taskBy('refund_due', branch.id)
    await late(old.taskId, { days: 30 })
    const nobodys = await taskBy('refund_due', branch.id)
    await late(nobodys.taskId, { minutes: 5 })
    await db.from('tasks').where('id', nobodys.taskId).update({ assignee_id: null })
    assert.equal(await remindLateTasks(), 0)
  })
})
