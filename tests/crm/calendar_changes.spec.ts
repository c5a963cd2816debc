import { setTimeout as wait } from 'node:timers/promises'
import { DateTime } from 'luxon'
import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import { clock } from '#app/core/clock'
import { TEHRAN } from '#app/core/jalali'
import { sqlTime, type Trx } from '#app/core/sql'
import { transaction } from '#app/core/transaction'
import { matureLots } from '#app/club/actions/mature_lots'
import { addHoliday, removeHoliday } from '#app/crm/actions/change_holidays'
import { settleCalendarChange } from '#app/crm/actions/settle_calendar_change'
import { previewOf } from '#app/crm/moving_dates'
import { addWorkingDays, forgetWorkingCalendar } from '#app/crm/working_calendar'
import Lot from '#app/ledger/models/lot'
import type Staff from '#app/people/models/staff'
import { given } from '#tests/support/given'
import { breaches, givenClub } from '#tests/support/given_club'
import { browserOf, givenStaff, statusOf } from '#tests/support/given_people'
import { codeOf } from '#tests/support/given_sales'

const WRONG = /.{0,60}(translation missing|undefined|NaN|@!component|@end).{0,60}/i
const tehran = (text: string) => DateTime.fromSQL(text, { zone: TEHRAN })
const dayOf = (moment: DateTime) => moment.setZone(TEHRAN).toFormat('yyyy-MM-dd HH:mm')
/** Saturday. */
const NOW = tehran('2026-11-21 10:00')

let manager: Staff
let branchId: number
let otherId: number

const by = () => ({ kind: 'staff' as const, id: manager.id })
const holiday = (day: string, at: number | null = null) => ({
  day,
  branchId: at,
  nameFa: 'تعطیلی ناگهانی',
  nameEn: 'Sudden holiday',
  by: by(),
})

/** Credit of a distance sale that was delivered now, in a branch. */
async function waiting(at: number) {
  const { wallet, customerId, mobile } = await givenClub.member({ credit: 0 })
  const pendingUntil = await addWorkingDays(clock.now(), 7, at)
  await givenClub.credit(wallet, 100_000, { pendingUntil, branchId: at })
  const lot = await Lot.query().where('account_id', wallet.pendingAccountId).firstOrFail()
  return { id: lot.id, customer: { id: customerId, mobile } }
}

async function dateOf(lotId: number) {
  const lot = await Lot.findOrFail(lotId)
  return dayOf(lot.pendingUntil!)
}

async function add(day: string, at: number | null = null) {
  const { changeId } = await addHoliday(holiday(day, at))
  await settleCalendarChange(changeId)
  return changeId
}

test.group('Holidays and the dates that hang on them [row 32]', (group) => {
  group.setup(async () => {
    manager = await givenStaff({ role: 'manager' })
    ;({ id: branchId } = await given.branch())
    ;({ id: otherId } = await given.branch())
  })
  group.each.setup(async () => {
    clock.travel({ seconds: NOW.diff(clock.now(), 'seconds').seconds })
    await db.from('holidays').delete()
    forgetWorkingCalendar()
    return () => clock.reset()
  })

  test('a holiday moves credit that waits over it, in its branch only; once, and back when it goes [row 32]', async ({
    assert,
  }) => {
    const [mine, theirs] = [await waiting(branchId), await waiting(otherId)]
    assert.equal(await dateOf(mine.id), '2026-11-29 23:59')
    const changeId = await add('2026-11-24', branchId)
    assert.equal(await dateOf(mine.id), '2026-11-30 23:59')
    assert.equal(await dateOf(theirs.id), '2026-11-29 23:59')
    await settleCalendarChange(changeId)
    assert.equal(await dateOf(mine.id), '2026-11-30 23:59')

    await add('2026-11-25')
    assert.equal(await dateOf(mine.id), '2026-12-01 23:59')
    assert.equal(await dateOf(theirs.id), '2026-11-30 23:59')

    const records = await db.from('crm_records').where('kind', 'credit_postponed')
    assert.lengthOf(records, 3)
    const rows = await db.from('holidays').where('day', '2026-11-24')
    const { changeId: gone } = await removeHoliday({ holidayId: Number(rows[0].id), by: by() })
    await settleCalendarChange(gone)
    assert.equal(await dateOf(mine.id), '2026-11-30 23:59')
    assert.equal(await dateOf(theirs.id), '2026-11-30 23:59')
    assert.deepEqual(await breaches(), [])

    const browser = await browserOf(mine.customer)
    const page = await browser.get('/panel/wallet')
    assert.include(page.text, 'تعطیلی ناگهانی')
    /* It waits to the end of the 9th, so it may be spent from the 10th on. */
    assert.include(page.text, 'از ۹ آذر ۱۴۰۵ به ۱۰ آذر ۱۴۰۵ رفت')
    const english = await browser.get('/en/panel/wallet')
    assert.include(english.text, 'Sudden holiday')
    assert.notMatch(english.text, WRONG)
  })

  test('a member is told the day on which he may spend it: not the last day of waiting [row 31]', async ({
    assert,
  }) => {
    const lot = await waiting(branchId)
    assert.equal(await dateOf(lot.id), '2026-11-29 23:59')
    const browser = await browserOf(lot.customer)
    for (const path of ['/panel', '/panel/wallet', '/panel/wallet/why']) {
      const page = await browser.get(path)
      assert.include(page.text, 'از ۹ آذر ۱۴۰۵', path)
      assert.notInclude(page.text, 'از ۸ آذر ۱۴۰۵', path)
    }
    const stateAt = async (time: string) => {
      clock.travel({ seconds: tehran(time).diff(clock.now(), 'seconds').seconds })
      await matureLots()
      const { state } = await Lot.findOrFail(lot.id)
      return state
    }
    assert.equal(await stateAt('2026-11-29 23:59:50'), 'pending')
    assert.equal(await stateAt('2026-11-30 00:00:10'), 'available')
  })

  test('neither a Friday, nor a day outside the wait, nor credit that may be spent moves [row 32]', async ({
    assert,
  }) => {
    const lot = await waiting(branchId)
    for (const day of ['2026-11-27', '2026-11-21', '2026-11-20', '2026-11-30', '2027-02-01']) {
      await add(day)
      assert.equal(await dateOf(lot.id), '2026-11-29 23:59', day)
    }
    await add('2026-11-24', branchId)
    await add('2026-11-24')
    assert.equal(await dateOf(lot.id), '2026-12-01 23:59', 'free twice is free once')
    await db.from('lots').where('id', lot.id).update({ state: 'available' })
    await add('2026-11-25')
    assert.equal(await dateOf(lot.id), '2026-12-01 23:59')
    await db.from('lots').where('id', lot.id).update({ state: 'pending' })
  })

  test('a process that remembers the calendar of before writes no date by it [row 32]', async ({
    assert,
  }) => {
    const ends = (trx?: Trx) => addWorkingDays(clock.now(), 7, branchId, trx)
    assert.equal(dayOf(await ends()), '2026-11-29 23:59')
    /* As another process would: nobody here is told. */
    const names = { name_fa: 'تعطیلی', name_en: 'Holiday' }
    await db.table('holidays').insert({ day: '2026-11-24', ...names })
    assert.equal(dayOf(await ends()), '2026-11-29 23:59', 'it is remembered')
    assert.equal(dayOf(await transaction(ends)), '2026-11-30 23:59', 'a date of credit asks anew')
  })

  test('a holiday waits for dates that are being written, and then moves them too [row 32]', async ({
    assert,
  }) => {
    const lot = await waiting(branchId)
    await db.from('lots').where('id', lot.id).update({ pending_until: '2026-11-22 20:29:59' })
    let [hasCome, coming] = [false, Promise.resolve({ changeId: 0 })]
    await transaction(async (trx) => {
      const until = await addWorkingDays(clock.now(), 7, branchId, trx)
      coming = addHoliday(holiday('2026-11-24'))
      void coming.then(() => (hasCome = true))
      await wait(300)
      assert.isFalse(hasCome, 'it would pass by what is not stored yet')
      await trx
        .from('lots')
        .where('id', lot.id)
        .update({ pending_until: sqlTime(until) })
    })
    const { changeId } = await coming
    await settleCalendarChange(changeId)
    assert.equal(await dateOf(lot.id), '2026-11-30 23:59')
  })

  test('an open task that is due on a new holiday is due in the next working hour, and back when it goes [row 32] [row 70]', async ({
    assert,
  }) => {
    const due = tehran('2026-11-24 11:00')
    const task = async (state: string, at: number) => {
      const row = { kind: 'mend_books', state, role: 'manager', branch_id: at }
      const times = { due_at: sqlTime(due), created_at: sqlTime(NOW) }
      const closed = state === 'done' ? { closed_at: sqlTime(NOW) } : {}
      await db.table('tasks').insert({ ...row, ...times, ...closed })
      const { id } = await db.from('tasks').orderBy('id', 'desc').firstOrFail()
      return Number(id)
    }
    const [open, done, other] = [
      await task('open', branchId),
      await task('done', branchId),
      await task('open', otherId),
    ]
    await add('2026-11-24', branchId)
    const dueOf = async (id: number) => {
      const row = await db.from('tasks').where('id', id).firstOrFail()
      return dayOf(DateTime.fromSQL(row.due_at, { zone: 'utc' }))
    }
    assert.equal(await dueOf(open), '2026-11-25 10:00')
    assert.equal(await dueOf(done), '2026-11-24 11:00')
    assert.equal(await dueOf(other), '2026-11-24 11:00')
    const row = await db.from('holidays').firstOrFail()
    /* The preview says what the removal will do. */
    const gone = { kind: 'removed' as const, day: '2026-11-24', branchId }
    const preview = await previewOf(gone, db.connection())
    assert.equal(preview.tasks, 1)
    assert.equal(dayOf(preview.taskExamples[0].to), '2026-11-24 11:00')
    const { changeId } = await removeHoliday({ holidayId: Number(row.id), by: by() })
    await settleCalendarChange(changeId)
    assert.equal(await dueOf(open), '2026-11-24 11:00')
  })

  test('the same holiday twice, two at once, and a change while dates still follow are refused and change nothing [row 32]', async ({
    assert,
  }) => {
    const lot = await waiting(branchId)
    const twoAtOnce = await Promise.allSettled([
      addHoliday(holiday('2026-11-24')),
      addHoliday(holiday('2026-11-24')),
    ])
    assert.lengthOf(
      twoAtOnce.filter(({ status }) => status === 'fulfilled'),
      1
    )
    assert.equal(await codeOf(addHoliday(holiday('2026-11-24'))), 'holiday_exists')
    assert.equal(await codeOf(addHoliday(holiday('2026-11-25'))), 'calendar_busy')
    assert.lengthOf(await db.from('holidays'), 1)
    assert.equal(await dateOf(lot.id), '2026-11-29 23:59')
    const { id } = await db.from('calendar_changes').where('open_key', 'running').firstOrFail()
    await Promise.all([1, 2, 3].map(() => settleCalendarChange(Number(id))))
    assert.equal(await dateOf(lot.id), '2026-11-30 23:59')
    const [{ id: holidayId }] = await db.from('holidays')
    const removals = await Promise.allSettled(
      [1, 2].map(() => removeHoliday({ holidayId: Number(holidayId), by: by() }))
    )
    assert.lengthOf(
      removals.filter(({ status }) => status === 'fulfilled'),
      1
    )
    const running = await db.from('calendar_changes').where('open_key', 'running').firstOrFail()
    await settleCalendarChange(Number(running.id))
    assert.equal(await dateOf(lot.id), '2026-11-29 23:59')
  })

  test('many lots follow in batches; cut off in between, the rest follows later [row 32]', async ({
    assert,
  }) => {
    const { wallet } = await givenClub.member({ credit: 0 })
    const pendingUntil = await addWorkingDays(clock.now(), 7, null)
    for (let i = 0; i < 120; i++) await givenClub.credit(wallet, 1000, { pendingUntil })
    const { changeId } = await addHoliday(holiday('2026-11-26'))
    assert.isFalse(await settleCalendarChange(changeId, 1))
    const moved = () =>
      Lot.query().where({ accountId: wallet.pendingAccountId, pendingUntil: '2026-11-30 20:29:59' })
    const first = await moved()
    assert.isBelow(first.length, 120)
    assert.isTrue(await settleCalendarChange(changeId))
    assert.lengthOf(await moved(), 120)
  })

  test('the desk: a preview says which dates move, then they do; wrong input changes nothing [row 32]', async ({
    assert,
  }) => {
    const lot = await waiting(branchId)
    const browser = await browserOf(manager)
    const fields = { day: '۱۴۰۵/۰۹/۰۳', name: 'آلودگی هوا', nameEn: 'Air pollution', branch: '' }
    const query = new URLSearchParams(fields).toString()
    for (const path of ['/desk/calendar', `/desk/calendar/preview?${query}`]) {
      for (const page of [await browser.get(path), await browser.get(`/en${path}`)]) {
        assert.equal(page.status, 200, path)
        assert.notMatch(page.text, WRONG)
      }
    }
    const preview = await browser.get(`/desk/calendar/preview?${query}`)
    assert.include(preview.text, '۹ آذر ۱۴۰۵')
    assert.include(preview.text, '۱۰ آذر ۱۴۰۵')
    assert.lengthOf(await db.from('holidays'), 0)

    for (const wrong of [
      { ...fields, day: '1405/09/31' },
      { ...fields, day: '' },
      { ...fields, name: '' },
      { ...fields, branch: '999999' },
      { ...fields, branch: 'x' },
    ]) {
      await browser.post('/desk/calendar/holidays', wrong)
      assert.lengthOf(await db.from('holidays'), 0)
    }
    const done = await browser.follow(browser.post('/desk/calendar/holidays', fields))
    assert.include(done.text, 'جابه‌جا شد')
    assert.include(done.text, 'آلودگی هوا')
    assert.equal(await dateOf(lot.id), '2026-11-30 23:59')
    /* The same day again is said on the form, before anything is looked at. */
    const again = await browser.follow(browser.get(`/desk/calendar/preview?${query}`))
    assert.include(again.text, 'این روز در همین‌جا از پیش تعطیل است')
    assert.lengthOf(await db.from('holidays'), 1)
    const row = await db.from('holidays').firstOrFail()
    const removal = await browser.get(`/desk/calendar/holidays/${row.id}/removal`)
    assert.include(removal.text, '۹ آذر ۱۴۰۵')
    await browser.post(`/desk/calendar/holidays/${row.id}/removal`)
    assert.equal(await dateOf(lot.id), '2026-11-29 23:59')
    const file = await browser.get('/desk/exports/holidays.xlsx')
    assert.equal(file.status, 200)
    const lines = await db.from('audits').where('action', 'change_calendar')
    assert.isAbove(lines.length, 1)

    const local = await browserOf(await givenStaff({ role: 'branch_manager', branchId }))
    assert.equal(await statusOf(local.post('/desk/calendar/holidays', fields)), 403)
    const elsewhere = { ...fields, branch: String(otherId) }
    assert.equal(await statusOf(local.post('/desk/calendar/holidays', elsewhere)), 403)
    assert.lengthOf(await db.from('holidays'), 0)
    await local.post('/desk/calendar/holidays', { ...fields, branch: String(branchId) })
    assert.lengthOf(await db.from('holidays'), 1)
  })
})
