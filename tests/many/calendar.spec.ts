import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import { clock } from '#app/core/clock'
import { tehranDate, weekdayOf } from '#app/core/jalali'
import { sqlTime } from '#app/core/sql'
import { addHoliday } from '#app/crm/actions/change_holidays'
import { settleCalendarChange } from '#app/crm/actions/settle_calendar_change'
import { addWorkingDays, forgetWorkingCalendar } from '#app/crm/working_calendar'
import { Shop, staffActor } from '#tests/many/world'
import { breaches, givenClub } from '#tests/support/given_club'
import { Doomed, type Moment } from '#tests/support/killer'

/** More than one batch of `settleCalendarChange`. */
const LOTS = 60
const DAYS = 7
const FRIDAY = 6

/** So many days from the day after tomorrow on, without Fridays. */
function comingDays(count: number): string[] {
  const days: string[] = []
  for (let at = clock.now().plus({ days: 2 }); days.length < count; at = at.plus({ days: 1 })) {
    if (weekdayOf(at) !== FRIDAY) days.push(tehranDate(at))
  }
  return days
}

test.group('A holiday that comes [row 32]', () => {
  test('dates follow it whole when whoever moves them dies anywhere, each once [row 32]', async ({
    assert,
    cleanup,
  }) => {
    const shop = await Shop.open()
    const { wallet } = await shop.member(0)
    const until = await addWorkingDays(clock.now(), DAYS, null)
    for (let n = 0; n < LOTS; n++) await givenClub.credit(wallet, 10_000, { pendingUntil: until })
    const doomed = new Doomed()
    cleanup(() => doomed.close())
    const by = staffActor(shop.staff.manager)
    const module = 'crm/actions/settle_calendar_change'
    const deedOf = (changeId: number) => ({
      module,
      verb: 'settleCalendarChange',
      input: [changeId],
    })

    const holiday = async (day: string) => {
      const names = { nameFa: 'تعطیلی ناگهانی', nameEn: 'Sudden holiday' }
      const { changeId } = await addHoliday({ day, branchId: null, ...names, by })
      return changeId
    }
    const count = async (table: string, where: object) => {
      const row = await db.from(table).where(where).count('* as n').firstOrFail()
      return Number(row.n)
    }
    /** Lots that wait until the date that the calendar gives now. */
    const atTheirDate = async () => {
      forgetWorkingCalendar()
      const date = sqlTime(await addWorkingDays(clock.now(), DAYS, null))
      return count('lots', { account_id: wallet.pendingAccountId, pending_until: date })
    }

    const days = comingDays(6)
    const first = await holiday(days.shift()!)
    const { writes } = await doomed.perform(deedOf(first), 'never')
    assert.isAbove(writes, LOTS)
    assert.equal(await atTheirDate(), LOTS)

    const moments: Moment[] = ['before', 2, Math.round(writes * 0.9), writes, 'after']
    for (const moment of moments) {
      const changeId = await holiday(days.shift()!)
      const { died } = await doomed.perform(deedOf(changeId), moment)
      assert.isTrue(died, `${moment}`)
      assert.deepEqual(await breaches(), [], `${moment}`)
      const moved = await count('calendar_moves', { change_id: changeId })
      assert.equal(await atTheirDate(), moved, `${moment}: a date and its row go together`)
      assert.include([0, 50, LOTS], moved, `${moment}: whole batches`)

      assert.isTrue(await settleCalendarChange(changeId))
      assert.equal(await atTheirDate(), LOTS, `${moment}: all have followed`)
      assert.equal(await count('calendar_moves', { change_id: changeId }), LOTS, `${moment}: once`)
      assert.isTrue(await settleCalendarChange(changeId))
      assert.equal(await atTheirDate(), LOTS, `${moment}: nothing moves twice`)
    }
    const records = await count('crm_records', { kind: 'credit_postponed' })
    assert.equal(records, (moments.length + 1) * LOTS)
    assert.deepEqual(await breaches(), [])
  }).timeout(240_000)
})
