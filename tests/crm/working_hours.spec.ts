import { DateTime } from 'luxon'
import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import { TEHRAN } from '#app/core/jalali'
import { setWorkingHours } from '#app/crm/actions/set_working_hours'
import { addWorkingMinutes, forgetWorkingCalendar } from '#app/crm/working_calendar'
import { minutesOf } from '#app/crm/working_hours'
import type Staff from '#app/people/models/staff'
import { given } from '#tests/support/given'
import { givenStaff } from '#tests/support/given_people'
import { codeOf } from '#tests/support/given_sales'
import { Person } from '#tests/support/http_person'
import { its } from '#tests/support/its'
import { books, difference } from '#tests/support/killer_books'

const door = `http://127.0.0.1:${process.env.PORT}`
const TRACES = ['audits', 'devices', 'rate_limits']
const PAGE = '/desk/calendar/hours'
const asStaff = ({ id: staffId }: Staff) => new Person([door]).signedIn({ staffId })
/** Saturday, eleven in the morning. */
const NOW = DateTime.fromSQL('2026-11-21 11:00', { zone: TEHRAN })

test.group('Working hours [row 32]', (group) => {
  let manager: Staff
  let branchId: number
  let otherId: number
  group.setup(async () => {
    manager = await givenStaff({ role: 'manager' })
    branchId = await its(given.branch(), 'id')
    otherId = await its(given.branch(), 'id')
  })
  group.each.setup(async () => {
    await db.from('working_spans').delete()
    forgetWorkingCalendar()
  })

  const dueAt = async (at: number | null) => {
    const due = await addWorkingMinutes(NOW, 180, at)
    return due.setZone(TEHRAN).toFormat('ccc HH:mm')
  }
  const by = () => ({ kind: 'staff' as const, id: manager.id })

  test('a manager sets the week of a branch in Persian digits; due times follow, another branch keeps its own', async ({
    assert,
  }) => {
    assert.equal(await dueAt(branchId), 'Sat 17:00')
    const person = await asStaff(manager)
    const page = await person.get(`${PAGE}?branch=${branchId}`)
    const typed = { from_0_1: '۱۰', until_0_1: '۱۲:۳۰', from_0_2: '۱۷', until_0_2: '۲۱٫۰۰' }
    const saved = await person.submit(page, PAGE, typed)
    assert.include(saved.html, 'ساعت‌های کاری ثبت شد.')
    assert.include(saved.html, 'value="۱۲:۳۰"')
    assert.equal(await dueAt(branchId), 'Sat 18:30')
    await setWorkingHours({
      branchId: null,
      spans: [{ weekday: 0, starts: 480, ends: 1200 }],
      by: by(),
    })
    assert.equal(await dueAt(otherId), 'Sat 14:00')
    assert.equal(await dueAt(branchId), 'Sat 18:30')
    const audits = await db
      .from('audits')
      .where({ action: 'change_calendar', actor_id: manager.id })
    assert.isAbove(audits.length, 1)
    assert.include(await its(person.get('/desk/calendar'), 'html'), 'هفتهٔ کاری تازه')
  })

  test('an empty week gives a branch the hours of the house again; a house never closes for good', async ({
    assert,
  }) => {
    await setWorkingHours({
      branchId: null,
      spans: [{ weekday: 0, starts: 600, ends: 1260 }],
      by: by(),
    })
    await setWorkingHours({ branchId, spans: [{ weekday: 0, starts: 660, ends: 720 }], by: by() })
    await setWorkingHours({ branchId, spans: [], by: by() })
    assert.equal(await dueAt(branchId), 'Sat 14:00')
    const before = await books(TRACES)
    assert.equal(
      await codeOf(setWorkingHours({ branchId: null, spans: [], by: by() })),
      'hours_none'
    )
    assert.deepEqual(difference(before, await books(TRACES)), {})
  })

  const bad: [string, Record<string, string>, string][] = [
    [
      'ends before it begins',
      { from_1_1: '۱۶', until_1_1: '۹' },
      'پایان نوبت باید پس از آغاز آن باشد.',
    ],
    [
      'ends when it begins',
      { from_1_1: '9', until_1_1: '9:00' },
      'پایان نوبت باید پس از آغاز آن باشد.',
    ],
    ['has no end', { from_1_1: '۹', until_1_1: '' }, 'آغاز و پایان نوبت را هر دو بنویسید.'],
    [
      'is no time',
      { from_1_1: '۹:۷۵', until_1_1: '۱۲' },
      'این یک ساعت نیست؛ مانند ۹ یا ۹:۳۰ بنویسید.',
    ],
    [
      'overlaps the other',
      { from_1_1: '۹', until_1_1: '۱۴', from_1_2: '۱۳', until_1_2: '۱۸' },
      'دو نوبت این روز روی هم می‌افتند.',
    ],
  ]
  for (const [what, typed, sentence] of bad) {
    test(`a shift that ${what}: the sentence by its field, what was typed stays, nothing changes`, async ({
      assert,
    }) => {
      const person = await asStaff(manager)
      const page = await person.get(`${PAGE}?branch=${branchId}`)
      const before = await books(TRACES)
      const refused = await person.submit(page, PAGE, typed)
      assert.equal(refused.status, 422)
      assert.include(refused.html, sentence)
      assert.include(refused.html, 'aria-invalid="true"')
      assert.include(refused.html, `value="${typed.from_1_1}"`)
      assert.deepEqual(difference(before, await books(TRACES)), {})
    })
  }

  test('a branch manager sets his own branch only', async ({ assert }) => {
    const own = await asStaff(await givenStaff({ role: 'branch_manager', branchId }))
    const page = await own.get(PAGE)
    assert.equal(page.status, 200)
    assert.notInclude(page.html, 'همهٔ شعبه‌ها</a>')
    await own.submit(page, PAGE, { from_2_1: '8', until_2_1: '16' })
    const [span] = await db.from('working_spans')
    assert.deepEqual([span.branch_id, span.weekday, span.starts], [branchId, 2, 480])
    assert.equal(await its(own.get(`${PAGE}?branch=${otherId}`), 'status'), 403)
    const sly = { branch: String(otherId), from_0_1: '1', until_0_1: '2' }
    const refused = await own.post(PAGE, sly, { csrf: true, from: PAGE })
    assert.equal(refused.status, 403)
    const house = await own.post(
      PAGE,
      { branch: '', from_0_1: '1', until_0_1: '2' },
      { csrf: true, from: PAGE }
    )
    assert.notEqual(house.status, 500)
    assert.lengthOf(await db.from('working_spans').whereNot('branch_id', branchId), 0)
    assert.lengthOf(await db.from('working_spans').whereNull('branch_id'), 0)
  })

  test('two at once: one whole week holds, never a mixture', async ({ assert }) => {
    const week = (starts: number) =>
      [0, 1, 2, 3, 4, 5].map((weekday) => ({ weekday, starts, ends: starts + 60 }))
    const weeks = [480, 540, 600, 660].map((starts) =>
      setWorkingHours({ branchId, spans: week(starts), by: by() }).catch(() => null)
    )
    await Promise.all(weeks)
    const rows = await db.from('working_spans').where('branch_id', branchId)
    assert.lengthOf(rows, 6)
    assert.lengthOf([...new Set(rows.map(({ starts }) => starts))], 1)
    assert.lengthOf(await db.from('calendar_changes').whereNotNull('open_key'), 0)
  })

  test('times are read as people write them', ({ assert }) => {
    const read = ['۹', '9:30', '۱۶٫۰۵', ' 24 ', '24:01', '7:5', 'نه', '-1'].map(minutesOf)
    assert.deepEqual(read, [540, 570, 965, 1440, null, null, null, null])
  })
})
