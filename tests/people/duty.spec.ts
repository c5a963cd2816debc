import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import { clock } from '#app/core/clock'
import { localDigits } from '#app/core/digits'
import { formatJalaliDay, jalaliParts } from '#app/core/jalali'
import { transaction } from '#app/core/transaction'
import { assigneeFor } from '#app/crm/queries/assignee'
import { endOffDuty, setOffDuty } from '#app/people/actions/set_off_duty'
import type Staff from '#app/people/models/staff'
import { given } from '#tests/support/given'
import { browserOf, giveRole, givenStaff, statusOf } from '#tests/support/given_people'

const inDays = (days: number) => clock.now().plus({ days })
const typed = (days: number) => formatJalaliDay(jalaliParts(inDays(days)), 'en')
const by = ({ id }: Staff) => ({ kind: 'staff', id }) as const

const auditsOf = ({ id }: Staff) =>
  db.from('audits').where({ subject_type: 'staff', subject_id: id }).orderBy('id')

const nextIn = async (branchId: number) => {
  const job = { role: 'sales_expert', branchId, expertId: null, categoryIds: [] } as const
  const staff = await transaction((trx) => assigneeFor(job, trx))
  return staff?.id
}

/** A branch with its manager, two experts, and the days of the first one's time off. */
async function givenBranch() {
  const { id: branchId } = await given.branch()
  const manager = await givenStaff({ role: 'branch_manager', branchId })
  const expert = await givenStaff({ branchId })
  const other = await givenStaff({ branchId })
  return { branchId, manager, expert, other }
}

const daysUntil = async (staff: Staff) => {
  await staff.refresh()
  return staff.offDutyUntil
}

const daysOf = async (staff: Staff) => {
  await staff.refresh()
  return [staff.offDutyFrom?.toISO() ?? null, staff.offDutyUntil?.toISO() ?? null]
}

test.group('[row 54] Duty that somebody else sets', (group) => {
  group.each.teardown(() => clock.reset())

  test('the manager of the branch sets it in Persian digits; new tasks go to the other, the audit says who', async ({
    assert,
  }) => {
    const { branchId, manager, expert, other } = await givenBranch()
    assert.equal(await nextIn(branchId), expert.id)
    const browser = await browserOf(manager)
    const list = await browser.get('/desk/staff')
    assert.include(list.text, `/desk/staff/${expert.id}"`)
    const days = { firstDay: localDigits(typed(0), 'fa'), lastDay: localDigits(typed(2), 'fa') }
    const page = await browser.follow(browser.post(`/desk/staff/${expert.id}/off-duty`, days))
    assert.include(page.text, 'سر کار نیست؛')
    assert.equal(await nextIn(branchId), other.id)
    const [line, ...more] = await auditsOf(expert)
    assert.deepEqual(more, [])
    assert.deepInclude(line, { action: 'set_off_duty', actor_kind: 'staff', actor_id: manager.id })
    assert.equal(Number(line.branch_id), branchId)

    const board = await browser.follow(browser.post(`/desk/staff/${expert.id}/return`))
    assert.include(board.text, 'سر کار است و')
    assert.equal(await nextIn(branchId), expert.id)
    const [, back] = await auditsOf(expert)
    assert.deepInclude(back, { action: 'end_off_duty', actor_id: manager.id })
    const admin = await browserOf(await givenStaff({ role: 'administrator' }))
    const log = await admin.get('/desk/audits')
    assert.include(log.text, `/desk/staff/${expert.id}"`)
    assert.notInclude(log.text, '[object Object]')
  })

  test('what is planned begins on its first day and ends with its last', async ({ assert }) => {
    const { branchId, manager, expert, other } = await givenBranch()
    const browser = await browserOf(manager)
    const days = { firstDay: typed(3), lastDay: typed(4) }
    const page = await browser.follow(browser.post(`/desk/staff/${expert.id}/off-duty`, days))
    assert.include(page.text, 'سر کار است؛ از')
    const own = await browserOf(expert)
    const mine = await own.get('/desk/profile')
    assert.include(mine.text, 'سر کار هستید؛ از')
    await expert.refresh()
    assert.isTrue(expert.isOnDuty)
    assert.equal(await nextIn(branchId), expert.id)
    const { offDutyFrom, offDutyUntil } = expert
    for (const [at, whose] of [
      [offDutyFrom!.minus({ seconds: 5 }), expert],
      [offDutyFrom!, other],
      [offDutyUntil!.minus({ seconds: 5 }), other],
      [offDutyUntil!.plus({ seconds: 1 }), expert],
    ] as const) {
      clock.travelTo(at)
      assert.equal(await nextIn(branchId), whose.id, at.toISO()!)
      assert.equal(expert.isOnDuty, whose === expert)
    }
  })

  test('he himself may be back earlier than was planned for him', async ({ assert }) => {
    const { branchId, manager, expert } = await givenBranch()
    await setOffDuty({ staffId: expert.id, from: inDays(0), until: inDays(5), by: by(manager) })
    const own = await browserOf(expert)
    await own.post('/desk/duty', { days: '0' })
    assert.deepEqual(await daysOf(expert), [null, null])
    assert.equal(await nextIn(branchId), expert.id)
  })

  test('what he says of himself stands in the audit log too, the same again does not', async ({
    assert,
  }) => {
    const { branchId, expert, other } = await givenBranch()
    const own = await browserOf(expert)
    await own.post('/desk/duty', { days: '2' })
    assert.equal(await nextIn(branchId), other.id)
    assert.equal(formatJalaliDay(jalaliParts((await daysUntil(expert))!), 'en'), typed(1))
    const gone = { action: 'set_off_duty', actor_kind: 'staff', actor_id: expert.id }
    const [line, ...more] = await auditsOf(expert)
    assert.deepEqual(more, [])
    assert.deepInclude(line, gone)
    assert.equal(Number(line.branch_id), branchId)
    await own.post('/desk/duty', { days: '2' })
    await own.post('/desk/duty', { days: '400' })
    assert.lengthOf(await auditsOf(expert), 1)
    await own.post('/desk/duty', { days: '0' })
    await own.post('/desk/duty', { days: '0' })
    const [, back, ...rest] = await auditsOf(expert)
    assert.deepEqual(rest, [])
    assert.deepInclude(back, { action: 'end_off_duty', actor_id: expert.id })
    assert.equal(await nextIn(branchId), expert.id)
  })

  test('a time off that has begun may be made longer with its first day as it is', async ({
    assert,
  }) => {
    const { manager, expert } = await givenBranch()
    const browser = await browserOf(manager)
    const first = typed(0)
    await browser.post(`/desk/staff/${expert.id}/off-duty`, { firstDay: first, lastDay: typed(1) })
    clock.travel({ days: 1 })
    const again = { firstDay: first, lastDay: typed(3) }
    await browser.post(`/desk/staff/${expert.id}/off-duty`, again)
    await expert.refresh()
    assert.equal(formatJalaliDay(jalaliParts(expert.offDutyUntil!), 'en'), typed(3))
    assert.lengthOf(await auditsOf(expert), 2)
  })

  test('a wrong day gets a sentence by its field, what was typed stays, nothing changes', async ({
    assert,
  }) => {
    const { manager, expert } = await givenBranch()
    await setOffDuty({ staffId: expert.id, from: inDays(1), until: inDays(2), by: by(manager) })
    const before = await daysOf(expert)
    const browser = await browserOf(manager)
    const path = `/desk/staff/${expert.id}`
    for (const [firstDay, lastDay, field, sentence] of [
      [typed(-1), typed(1), 'firstDay', 'این روز گذشته است'],
      [typed(-3), typed(-2), 'firstDay', 'این روز گذشته است'],
      [typed(3), typed(2), 'lastDay', 'روز پایان پیش از روز آغاز است'],
      [typed(0), typed(500), 'lastDay', 'سال را بررسی کنید'],
      ['۱۴۰۵/۱۳/۴۰', typed(2), 'firstDay', 'روز آغاز'],
      [typed(1), 'فردا', 'lastDay', 'آخرین روز'],
      ['', '', 'firstDay', 'روز آغاز'],
    ]) {
      const answer = browser.post(`${path}/off-duty`, { firstDay, lastDay }, referer(path))
      const { text } = await browser.follow(answer)
      const said = new RegExp(`id="f-${field}-error"[^]*?</p>`).exec(text)?.[0] ?? ''
      assert.include(said, sentence, `${firstDay} ${lastDay}`)
      if (firstDay) assert.include(text, `value="${firstDay}"`)
      assert.deepEqual(await daysOf(expert), before)
    }
    assert.lengthOf(await auditsOf(expert), 1)
  })

  test('who works elsewhere, for the whole house or no more is not there; who may not gets a 403', async ({
    assert,
  }) => {
    const { branchId, manager, expert, other } = await givenBranch()
    const { expert: stranger } = await givenBranch()
    const gone = await givenStaff({ branchId, active: false })
    const house = await givenStaff({ role: 'manager' })
    const both = await givenStaff({ branchId })
    await giveRole(both, 'support_expert', null)
    const browser = await browserOf(manager)
    const days = { firstDay: typed(0), lastDay: typed(1) }
    const list = await browser.get('/desk/staff')
    for (const person of [stranger, gone, house, both]) {
      const path = `/desk/staff/${person.id}`
      assert.notInclude(list.text, `${path}"`)
      assert.equal(await statusOf(browser.get(path)), 404)
      assert.equal(await statusOf(browser.post(`${path}/off-duty`, days)), 404)
      assert.equal(await statusOf(browser.post(`${path}/return`)), 404)
      assert.deepEqual(await daysOf(person), [null, null])
      assert.lengthOf(await auditsOf(person), 0)
    }
    const colleague = await browserOf(other)
    assert.equal(await statusOf(colleague.get('/desk/staff')), 403)
    assert.equal(await statusOf(colleague.post(`/desk/staff/${expert.id}/off-duty`, days)), 403)
    assert.deepEqual(await daysOf(expert), [null, null])

    const head = await browserOf(house)
    for (const person of [stranger, both]) {
      await head.post(`/desk/staff/${person.id}/off-duty`, days)
      await person.refresh()
      assert.isFalse(person.isOnDuty)
    }
    assert.equal(await statusOf(head.post(`/desk/staff/${gone.id}/off-duty`, days)), 404)
  })

  test('two at once and the same again are one line of the audit', async ({ assert }) => {
    const { manager, expert } = await givenBranch()
    const order = { staffId: expert.id, from: inDays(1), until: inDays(2), by: by(manager) }
    await Promise.all([setOffDuty(order), setOffDuty(order), setOffDuty(order)])
    assert.lengthOf(await auditsOf(expert), 1)
    const back = { staffId: expert.id, by: by(manager) }
    await Promise.all([endOffDuty(back), endOffDuty(back)])
    assert.lengthOf(await auditsOf(expert), 2)
    assert.deepEqual(await daysOf(expert), [null, null])
  })

  test('the list goes on by key, speaks English and is a file', async ({ assert }) => {
    const { branchId, manager, expert } = await givenBranch()
    await setOffDuty({ staffId: expert.id, from: inDays(0), until: inDays(1), by: by(manager) })
    for (let n = 0; n < 50; n++) await givenStaff({ branchId, role: 'cashier' })
    const browser = await browserOf(manager)
    const { text } = await browser.get('/en/desk/staff')
    assert.include(text, 'Off until the end of')
    const next = /href="([^"]+)" rel="next"/.exec(text)![1].replaceAll('&amp;', '&')
    const second = await browser.get(
      new URL(next, process.env.APP_URL).toString().slice(process.env.APP_URL!.length)
    )
    assert.notInclude(second.text, `/desk/staff/${expert.id}"`)
    assert.notInclude(second.text, 'rel="next"')
    assert.equal(await statusOf(browser.get('/desk/exports/staff.xlsx')), 200)
  })
})

const referer = (path: string) => ({ referer: process.env.APP_URL + path })
