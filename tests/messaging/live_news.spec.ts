import { setTimeout as wait } from 'node:timers/promises'
import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import { clock } from '#app/core/clock'
import { forgetLiveNews } from '#app/messaging/actions/forget_live_news'
import { LiveNews, type LiveNote } from '#app/messaging/live_news'
import { statementsOf } from '#tests/support/statements'

/** A process of the house: what it heard, and whether a page is open at it. */
function house({ listens = true } = {}) {
  const heard: LiveNote[] = []
  const pages = { open: listens }
  const news = new LiveNews({
    isListening: () => pages.open,
    hear: (note) => void heard.push(note),
  })
  return { news, heard, pages }
}

const note = (id: number): LiveNote => ({ channel: 'stock', event: { what: 'sold_out', id } })
const ids = (heard: LiveNote[]) => heard.map(({ event }) => event!.id)
/** As another process would have written it. */
const row = (id: number, told: LiveNote[]) => ({
  id,
  origin: 'another',
  notes: JSON.stringify(told),
  created_at: '2026-11-22 10:00:00',
})

test.group('News between processes', () => {
  test('a process hears of the others what happened since, once, and nothing of itself', async ({
    assert,
    cleanup,
  }) => {
    const [one, two, late] = [house(), house(), house()]
    cleanup(async () => {
      await Promise.all([one, two, late].map(({ news }) => news.close()))
    })
    await Promise.all([one.news.listen(), two.news.listen(), two.news.listen()])
    one.news.put(note(1))
    one.news.put(note(1))
    one.news.put(note(2))
    await wait(1000)
    two.news.put(note(3))
    await wait(1500)
    assert.deepEqual([ids(one.heard), ids(two.heard)], [[3], [1, 2]])
    await late.news.listen()
    await wait(800)
    assert.deepEqual(ids(late.heard), [])
  })

  test('a burst is one row', async ({ assert }) => {
    const { news } = house()
    const before = await db.from('live_news').count('* as n').first()
    for (let id = 1; id <= 150; id++) news.put(note(id))
    await wait(300)
    const after = await db.from('live_news').count('* as n').first()
    assert.equal(Number(after.n) - Number(before.n), 1)
  })

  test('what becomes visible after a later row is heard too, and once', async ({
    assert,
    cleanup,
  }) => {
    const { news, heard } = house()
    cleanup(() => news.close())
    await news.listen()
    const last = await db.from('live_news').max('id as id').first()
    const base = Number(last.id ?? 0) + 10
    await db.table('live_news').insert(row(base + 2, [note(2)]))
    await wait(800)
    assert.deepEqual(ids(heard), [2])
    await db.table('live_news').insert(row(base + 1, [note(1)]))
    await wait(800)
    await db.table('live_news').insert(row(base + 3, [note(3)]))
    /* Beyond the time for which late rows are waited for. */
    await wait(4500)
    assert.deepEqual(ids(heard), [2, 1, 3])
  }).timeout(15_000)

  test('more than a page of rows is heard whole', async ({ assert, cleanup }) => {
    const { news, heard } = house()
    cleanup(() => news.close())
    await news.listen()
    const last = await db.from('live_news').max('id as id').first()
    const rows = Array.from({ length: 450 }, (_, n) => row(Number(last.id) + 1 + n, [note(n)]))
    for (let from = 0; from < 450; from += 50) {
      await db.table('live_news').multiInsert(rows.slice(from, from + 50))
    }
    await wait(1300)
    assert.deepEqual(
      ids(heard),
      rows.map((_, n) => n)
    )
  })

  test('where no page is open nothing is asked', async ({ assert, cleanup }) => {
    const { news, pages } = house()
    cleanup(() => news.close())
    assert.lengthOf(await statementsOf(() => wait(1200)), 0)
    const asked = await statementsOf(async () => {
      await news.listen()
      await wait(1200)
    })
    assert.isAtLeast(asked.length, 3)
    assert.isAtMost(asked.length, 6)
    pages.open = false
    await wait(700)
    assert.lengthOf(await statementsOf(() => wait(1200)), 0)
    pages.open = true
    const again = await statementsOf(async () => {
      await news.listen()
      await wait(1200)
    })
    assert.isAtLeast(again.length, 3)
  })

  test('a transaction writes no news itself', async ({ assert }) => {
    const { news } = house()
    const written = await statementsOf(async () => news.put(note(9)))
    assert.lengthOf(written, 0)
    await news.close()
  })

  test('old news are forgotten', async ({ assert }) => {
    const { news } = house()
    news.put(note(1))
    await news.flush()
    clock.travel({ minutes: 9 })
    const before = await db.from('live_news').where('origin', '<>', 'another').count('* as n')
    await forgetLiveNews()
    assert.deepEqual(
      await db.from('live_news').where('origin', '<>', 'another').count('* as n'),
      before
    )
    clock.travel({ minutes: 2 })
    assert.isAbove(await forgetLiveNews(), 0)
    assert.equal(await forgetLiveNews(), 0)
  })
})
