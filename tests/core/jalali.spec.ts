import { test } from '@japa/runner'
import fc from 'fast-check'
import { DateTime } from 'luxon'
import {
  addJalaliMonths,
  formatDate,
  formatDateTime,
  formatJalaliDay,
  formatRelative,
  formatShortDate,
  formatTime,
  fromJalali,
  isJalaliLeap,
  jalaliMonthLength,
  jalaliMonthName,
  jalaliMonthRange,
  jalaliParts,
  jalaliYearRange,
  parseJalaliDate,
  startOfTehranDay,
  TEHRAN,
  tehranDate,
  weekdayName,
  weekdayOf,
} from '#app/core/jalali'

const at = (iso: string) => DateTime.fromISO(iso, { zone: 'utc' })
const evening = at('2026-11-21T10:35:00Z')

/** The calendar of the platform, made by other people than jalaali-js. */
const platform = new Intl.DateTimeFormat('en-US-u-ca-persian', {
  year: 'numeric',
  month: 'numeric',
  day: 'numeric',
  timeZone: TEHRAN,
})

function platformDay(moment: DateTime) {
  const parts = platform.formatToParts(moment.toMillis())
  const number = (type: string) => Number(parts.find((part) => part.type === type)?.value)
  return { year: number('year'), month: number('month'), day: number('day') }
}

const jalaliDay = fc
  .record({ year: fc.integer({ min: 1304, max: 1478 }), month: fc.integer({ min: 1, max: 12 }) })
  .chain(({ year, month }) =>
    fc.integer({ min: 1, max: jalaliMonthLength(year, month) }).map((day) => ({ year, month, day }))
  )

test.group('Jalali arithmetic', () => {
  test('every day of 1304–1478 agrees with the calendar of the platform', ({ assert }) => {
    for (let year = 1304; year <= 1478; year++) {
      for (let month = 1; month <= 12; month++) {
        for (let day = 1; day <= jalaliMonthLength(year, month); day++) {
          const noon = fromJalali(year, month, day, 12)
          const seen = platformDay(noon)
          if (seen.year !== year || seen.month !== month || seen.day !== day) {
            assert.deepEqual(seen, { year, month, day })
          }
        }
      }
    }
  }).timeout(30_000)

  test('a day turned into a moment and back is the same day, at every hour', () => {
    fc.assert(
      fc.property(jalaliDay, fc.nat({ max: 23 }), fc.nat({ max: 59 }), (day, hour, minute) => {
        const back = jalaliParts(fromJalali(day.year, day.month, day.day, hour, minute))
        return back.year === day.year && back.month === day.month && back.day === day.day
      })
    )
  })

  test('Tehran is three and a half hours ahead; the day turns at 20:30 UTC', ({ assert }) => {
    assert.equal(fromJalali(1405, 8, 30).toISO(), '2026-11-20T20:30:00.000Z')
    assert.equal(fromJalali(1405, 8, 30, 14, 5).toISO(), evening.toISO())
    assert.deepEqual(jalaliParts(at('2026-11-20T20:29:59Z')), { year: 1405, month: 8, day: 29 })
    assert.deepEqual(jalaliParts(at('2026-11-20T20:30:00Z')), { year: 1405, month: 8, day: 30 })
    assert.equal(startOfTehranDay(evening).toISO(), '2026-11-20T20:30:00.000Z')
  })

  test('the old summer time, which skipped midnight, still gives the day its beginning', ({
    assert,
  }) => {
    assert.equal(fromJalali(1400, 1, 2).toISO(), '2021-03-21T20:30:00.000Z')
    assert.equal(fromJalali(1400, 2, 1).toISO(), '2021-04-20T19:30:00.000Z')
    assert.deepEqual(jalaliParts(fromJalali(1400, 1, 2)), { year: 1400, month: 1, day: 2 })
  })

  test('leap years have thirty days in Esfand', ({ assert }) => {
    assert.deepEqual([1399, 1403, 1408].map(isJalaliLeap), [true, true, true])
    assert.deepEqual([1400, 1404, 1405].map(isJalaliLeap), [false, false, false])
    assert.equal(jalaliMonthLength(1403, 12), 30)
    assert.equal(jalaliMonthLength(1404, 12), 29)
    assert.equal(jalaliMonthLength(1405, 6), 31)
    assert.equal(jalaliMonthLength(1405, 7), 30)
  })

  test('a day that does not exist is no moment', ({ assert }) => {
    assert.throws(() => fromJalali(1405, 7, 31), RangeError)
    assert.throws(() => fromJalali(1404, 12, 30), RangeError)
    assert.throws(() => fromJalali(1405, 13, 1), RangeError)
    assert.throws(() => fromJalali(1405, 1.5, 1), RangeError)
  })

  test('months follow each other without gap or overlap', () => {
    fc.assert(
      fc.property(jalaliDay, ({ year, month, day }) => {
        const { start, end } = jalaliMonthRange(year, month)
        const next =
          month === 12 ? jalaliMonthRange(year + 1, 1) : jalaliMonthRange(year, month + 1)
        const inside = fromJalali(year, month, day, 23, 59)
        return start <= inside && inside < end && +end === +next.start
      })
    )
  })

  test('a year is its twelve months', ({ assert }) => {
    const { start, end } = jalaliYearRange(1405)
    assert.equal(+start, +jalaliMonthRange(1405, 1).start)
    assert.equal(+end, +jalaliMonthRange(1405, 12).end)
  })

  test('adding months keeps day and time, or takes the last day of a shorter month', ({
    assert,
  }) => {
    const added = addJalaliMonths(fromJalali(1405, 6, 31, 9, 30), 1)
    assert.equal(+added, +fromJalali(1405, 7, 30, 9, 30))
    assert.equal(+addJalaliMonths(fromJalali(1405, 11, 30), 1), +fromJalali(1405, 12, 29))
    assert.equal(+addJalaliMonths(fromJalali(1403, 12, 30), 12), +fromJalali(1404, 12, 29))
    assert.equal(+addJalaliMonths(fromJalali(1405, 1, 15), -1), +fromJalali(1404, 12, 15))
    assert.equal(+addJalaliMonths(fromJalali(1405, 12, 1), 13), +fromJalali(1407, 1, 1))
    assert.equal(+addJalaliMonths(evening, 0), +evening)
  })

  test('the week begins on Saturday and ends on Friday', ({ assert }) => {
    assert.equal(weekdayOf(evening), 0)
    assert.deepEqual(
      [0, 1, 2, 3, 4, 5, 6].map((days) => weekdayOf(evening.plus({ days }))),
      [0, 1, 2, 3, 4, 5, 6]
    )
    assert.equal(weekdayOf(at('2026-11-20T20:30:00Z')), 0)
    assert.equal(weekdayOf(at('2026-11-20T20:29:00Z')), 6)
    assert.equal(weekdayName(0, 'fa'), 'شنبه')
    assert.equal(weekdayName(6, 'en'), 'Friday')
    assert.throws(() => weekdayName(7, 'fa'), RangeError)
  })
})

test.group('Showing dates', () => {
  test('a Persian reader sees the Jalali date', ({ assert }) => {
    assert.equal(formatDate(evening, 'fa'), '۳۰ آبان ۱۴۰۵')
    assert.equal(formatShortDate(evening, 'fa'), '۱۴۰۵/۰۸/۳۰')
    assert.equal(formatTime(evening, 'fa'), '۱۴:۰۵')
    assert.equal(formatDateTime(evening, 'fa'), '۳۰ آبان ۱۴۰۵، ساعت ۱۴:۰۵')
  })

  test('an English reader sees the Gregorian date of Tehran', ({ assert }) => {
    assert.equal(formatDate(evening, 'en'), '21 Nov 2026')
    assert.equal(formatShortDate(evening, 'en'), '2026-11-21')
    assert.equal(formatDateTime(evening, 'en'), '21 Nov 2026, 14:05')
    assert.equal(formatDate(at('2026-11-20T21:00:00Z'), 'en'), '21 Nov 2026')
    assert.equal(formatTime(at('2026-11-20T20:30:00Z'), 'en'), '00:00')
  })

  test('the month names are those of the platform', ({ assert }) => {
    for (let month = 1; month <= 12; month++) {
      const day = fromJalali(1405, month, 5, 12)
      assert.include(formatDate(day, 'fa'), jalaliMonthName(month, 'fa'))
    }
    assert.equal(jalaliMonthName(8, 'en'), 'Aban')
    assert.throws(() => jalaliMonthName(13, 'fa'), RangeError)
  })

  test('how long ago, and how soon', ({ assert }) => {
    assert.equal(formatRelative(evening.minus({ minutes: 3 }), evening, 'fa'), '۳ دقیقه پیش')
    assert.equal(formatRelative(evening.minus({ hours: 30 }), evening, 'en'), '1 day ago')
    assert.equal(formatRelative(evening.plus({ days: 2 }), evening, 'en'), 'in 2 days')
    assert.equal(formatRelative(evening.minus({ days: 800 }), evening, 'en'), '2 years ago')
    assert.equal(formatRelative(evening.minus({ seconds: 59 }), evening, 'fa'), 'همین حالا')
    assert.equal(formatRelative(evening, evening, 'en'), 'just now')
  })
})

test.group('Typing a date', () => {
  test('{$self} is the thirtieth of Aban')
    .with([
      '۱۴۰۵/۰۸/۳۰',
      '1405-8-30',
      '1405.08.30',
      '١٤٠٥/٨/٣٠',
      ' ۱۴۰۵ / ۸ / ۳۰ ',
      '\u200F۱۴۰۵/۸/۳۰',
    ])
    .run(({ assert }, typed) => {
      assert.deepEqual(parseJalaliDate(typed), { year: 1405, month: 8, day: 30 })
    })

  test('{$self} is no day')
    .with([
      '',
      '۱۴۰۵',
      '۱۴۰۵/۷/۳۱',
      '۱۴۰۵/۱۳/۱',
      '۱۴۰۵/۰/۱',
      '۱۴۰۵/۱/۰',
      '۱۴۰۴/۱۲/۳۰',
      '۰۵/۰۸/۳۰',
      '۳۰/۰۸/۱۴۰۵',
      '2026/11/21',
      '1405/8-30',
      '1405/8/30/1',
      'دیروز',
    ])
    .run(({ assert }, typed) => {
      assert.isNull(parseJalaliDate(typed))
    })

  test('a date that is shown can be typed back', () => {
    fc.assert(
      fc.property(jalaliDay, fc.constantFrom('fa' as const, 'en' as const), (day, locale) => {
        const back = parseJalaliDate(formatJalaliDay(day, locale))
        return back?.year === day.year && back.month === day.month && back.day === day.day
      })
    )
  })
})

test.group('Days of Tehran', () => {
  test('date, weekday and beginning are those of the zone, in summer time too', ({ assert }) => {
    const moments = fc.integer({ min: Date.UTC(1950, 0), max: Date.UTC(2090, 0) })
    fc.assert(
      fc.property(moments, (millis) => {
        const moment = DateTime.fromMillis(millis, { zone: 'utc' })
        const local = moment.setZone(TEHRAN)
        assert.equal(tehranDate(moment), local.toFormat('yyyy-MM-dd'))
        assert.equal(weekdayOf(moment), (local.weekday + 1) % 7)
        assert.equal(startOfTehranDay(moment).toMillis(), local.startOf('day').toMillis())
      }),
      { numRuns: 2000 }
    )
  })
})
