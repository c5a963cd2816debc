import { DateTime } from 'luxon'
import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import { TEHRAN } from '#app/core/jalali'
import { addWorkingDays, addWorkingMinutes, forgetWorkingCalendar } from '#app/crm/working_calendar'
import { given } from '#tests/support/given'
import { givenHoliday } from '#tests/support/given_people'

/** A moment by the clock on a wall in Tehran. 2026-11-21 is a Saturday. */
const tehran = (text: string) => DateTime.fromSQL(text, { zone: TEHRAN })
const onTheWall = (moment: DateTime) => moment.setZone(TEHRAN).toFormat('yyyy-MM-dd HH:mm')

test.group('The working calendar', (group) => {
  group.each.setup(() => forgetWorkingCalendar())

  test('working minutes pass in the shifts only', async ({ assert }) => {
    const add = async (from: string, minutes: number) =>
      onTheWall(await addWorkingMinutes(tehran(from), minutes, null))

    assert.equal(await add('2026-11-21 10:00', 60), '2026-11-21 11:00')
    assert.equal(await add('2026-11-21 12:30', 60), '2026-11-21 16:30')
    assert.equal(await add('2026-11-21 22:00', 30), '2026-11-22 09:30')
    assert.equal(await add('2026-11-26 12:00', 90), '2026-11-28 09:30', 'Thursday noon to Saturday')
    assert.equal(await add('2026-11-27 11:00', 30), '2026-11-28 09:30', 'from a Friday')
  })

  test('seven working days leave out Fridays and holidays [row 32]', async ({ assert }) => {
    const delivered = tehran('2026-11-21 17:00')
    assert.equal(onTheWall(await addWorkingDays(delivered, 7, null)), '2026-11-29 23:59')
    await givenHoliday('2026-11-24')
    forgetWorkingCalendar()
    assert.equal(onTheWall(await addWorkingDays(delivered, 7, null)), '2026-11-30 23:59')
    assert.equal(
      onTheWall(await addWorkingMinutes(tehran('2026-11-23 19:30'), 60, null)),
      '2026-11-25 09:30'
    )
  })

  test('a holiday and the shifts of one branch are its own [row 32]', async ({ assert }) => {
    const [one, other] = [await given.branch(), await given.branch()]
    await givenHoliday('2026-12-06', one.id)
    await db.table('working_spans').multiInsert([
      { branch_id: null, weekday: 2, starts: 480, ends: 960 },
      { branch_id: one.id, weekday: 2, starts: 600, ends: 660 },
      { branch_id: one.id, weekday: 1, starts: 600, ends: 660 },
    ])
    forgetWorkingCalendar()
    const saturday = tehran('2026-12-05 12:00')
    assert.equal(onTheWall(await addWorkingMinutes(saturday, 30, one.id)), '2026-12-07 10:30')
    assert.equal(onTheWall(await addWorkingMinutes(saturday, 30, other.id)), '2026-12-07 08:30')
    assert.equal(onTheWall(await addWorkingDays(saturday, 1, one.id)), '2026-12-07 23:59')
    assert.equal(onTheWall(await addWorkingDays(saturday, 1, other.id)), '2026-12-06 23:59')
  })
})
