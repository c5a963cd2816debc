import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import { clock } from '#app/core/clock'
import { sumOf } from '#app/core/money'
import { laws } from '#app/reports/laws'
import { tehranDate } from '#app/core/jalali'
import { periodOf } from '#app/reports/period'
import { salesOf, totalsOf } from '#app/reports/queries/sales_figures'
import { cancelInvoice } from '#tests/reports/cancel_invoice'
import job, { rebuildDays, summariseDays } from '#app/sales/jobs/summarise_days_job'
import {
  givenCardHolder,
  givenCounter,
  givenVat,
  sell,
  type Counter,
} from '#tests/support/given_till'

let counter: Counter
const setup = async () => {
  counter = await givenCounter()
  await givenVat(1000)
}

const days = () => db.from('daily_sales').orderBy(['day', 'channel', 'by_member']).select('*')

async function lawful() {
  for (const law of laws) {
    const broken = await law.check(db.connection())
    if (broken.length > 0) throw new Error(`${law.name}: ${JSON.stringify(broken)}`)
  }
}

/** Three days of sales: two are over, the third is today. */
async function threeDays() {
  const { card } = await givenCardHolder({ credit: 100_000 })
  const today = clock.now()
  clock.travel({ days: -2 })
  await sell(counter, { amount: 1_100_000 })
  await sell(counter, { card, amount: 2_200_000, credit: 100_000 })
  clock.travel({ days: 1 })
  await sell(counter, { amount: 3_300_000 })
  clock.travelTo(today)
  await sell(counter, { card, amount: 4_400_000 })
}

test.group('summariseDays', (group) => {
  group.setup(setup)
  group.each.teardown(lawful)

  test('folds the days that are over, each once, by branch, channel and membership', async ({
    assert,
  }) => {
    await threeDays()
    assert.equal(await job.run(), 2)
    const folded = await days()
    assert.deepEqual(
      folded.map((row) => [row.day, Number(row.by_member), Number(row.net), Number(row.total)]),
      [
        [tehranDate(clock.now().minus({ days: 2 })), 0, 1_000_000, 1_100_000],
        [tehranDate(clock.now().minus({ days: 2 })), 1, 2_000_000, 2_200_000],
        [tehranDate(clock.now().minus({ days: 1 })), 0, 3_000_000, 3_300_000],
      ]
    )
    assert.equal(Number(folded[1].credit_spent), 100_000)

    assert.equal(await summariseDays(), 0)
    const [one, two] = await Promise.all([rebuildDays(), summariseDays()])
    assert.isAtLeast(one + two, 2)
    assert.deepEqual(await days(), folded)
  })

  test('the report adds the days since: the same sums folded or not', async ({ assert }) => {
    const period = periodOf('last_30_days', clock.now())
    const folded = totalsOf(await salesOf(period, 'all'))
    assert.equal(folded.net, 10_000_000)
    assert.equal(folded.invoices, 4)
    await db.from('daily_sales').delete()
    assert.deepEqual(totalsOf(await salesOf(period, 'all')), folded)
    assert.equal(totalsOf(await salesOf(period, [999])).invoices, 0)
  })

  test('what is called off counts against the day of its cancellation', async ({ assert }) => {
    await rebuildDays()
    const before = await days()
    const first = await db.from('invoices').orderBy('id').firstOrFail()
    await cancelInvoice(Number(first.id))
    const period = periodOf('last_30_days', clock.now())
    assert.equal(totalsOf(await salesOf(period, 'all')).net, 9_000_000)

    clock.travel({ days: 1, hours: 2 })
    await summariseDays()
    const after = await days()
    assert.deepEqual(after.slice(0, before.length), before)
    assert.equal(sumOf(after.map((row) => Number(row.net))), 9_000_000)
  })

  test('the law sees a day that was tampered with', async ({ assert }) => {
    const { day } = await db.from('daily_sales').orderBy('day').firstOrFail()
    const where = { day, by_member: 0 }
    await db.from('daily_sales').where(where).increment('total', 10)
    const broken = await Promise.all(laws.map((law) => law.check(db.connection())))
    assert.lengthOf(broken.flat(), 1)
    await rebuildDays()
  })
})

test.group('periodOf', () => {
  test('knows Jalali months and years in Tehran', ({ assert }) => {
    const late = clock.now().set({ year: 2026, month: 3, day: 20, hour: 21 })
    const spans = (['this_month', 'last_month', 'last_30_days', 'this_year'] as const).map(
      (name) => {
        const { from, to } = periodOf(name, late)
        return [tehranDate(from), tehranDate(to)]
      }
    )
    /* 21:00 UTC on 20 March is already the first of Farvardin 1405 in Tehran. */
    assert.deepEqual(spans, [
      ['2026-03-21', '2026-03-22'],
      ['2026-02-20', '2026-03-21'],
      ['2026-02-20', '2026-03-22'],
      ['2026-03-21', '2026-03-22'],
    ])
  })
})
