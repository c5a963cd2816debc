import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import { clock } from '#app/core/clock'
import type PreInvoice from '#app/sales/models/pre_invoice'
import { given } from '#tests/support/given'
import { breaches } from '#tests/support/given_club'
import { browserOf, givenStaff, type VisitorBrowser } from '#tests/support/given_people'
import { allBooks, givenIssued, givenShop, newKey, type Shop } from '#tests/support/given_sales'

test.group('The desk of validation calls', (group) => {
  let shop: Shop
  let expert: VisitorBrowser

  group.setup(async () => {
    shop = await givenShop()
    expert = await browserOf(shop.expert)
  })
  group.each.setup(async () => {
    await db
      .from('tasks')
      .where('kind', 'validation_call')
      .update({ state: 'done', open_key: null })
  })
  group.each.teardown(async () => {
    clock.reset()
    const broken = await breaches()
    if (broken.length > 0) throw new Error(broken.join('\n'))
  })

  /** Requests in the order in which their calls are due. */
  async function givenCalls(count: number): Promise<PreInvoice[]> {
    const calls = []
    for (let index = 0; index < count; index++) {
      const preInvoice = await givenIssued()
      await db
        .from('tasks')
        .where({ case_id: preInvoice.caseId, state: 'open' })
        .update({ due_at: `2030-01-01 1${index}:00:00`, assignee_id: shop.expert.id })
      calls.push(preInvoice)
    }
    return calls
  }

  const answer = (preInvoice: PreInvoice, outcome: string, note = '') =>
    expert.post(`/desk/pre-invoices/${preInvoice.id}/validation`, {
      key: newKey(),
      outcome,
      note,
      queue: 'mine',
    })

  test('[row 56] one key each: the result is noted and the next call opens by itself', async ({
    assert,
  }) => {
    const [first, second, third] = await givenCalls(3)
    const queue = await expert.get('/desk/calls')
    const places = [first, second, third].map(({ id }) => queue.text.indexOf(`/desk/calls/${id}?`))
    assert.deepEqual(
      places,
      [...places].sort((a, b) => a - b)
    )
    const begin = await expert.get('/desk/calls/next?scope=mine')
    assert.equal(begin.location, `/desk/calls/${first.id}?scope=mine`)
    const page = await expert.get(begin.location!)
    for (const key of ['1', '2', '3', 'n']) assert.include(page.text, `data-hotkey="${key}"`)
    assert.include(page.text, 'از باشگاه تماس می‌گیرم')

    const confirmed = await answer(first, 'confirmed')
    assert.equal(confirmed.location, `/desk/calls/${second.id}?scope=mine`)
    const unanswered = await answer(second, 'no_answer', 'خط مشغول بود')
    assert.equal(unanswered.location, `/desk/calls/${third.id}?scope=mine`)
    const wrong = await answer(third, 'wrong')
    assert.equal(wrong.location, '/desk/calls?scope=mine')
    const empty = await expert.get('/desk/calls')
    assert.include(empty.text, 'اکنون تماسی سررسید نشده است')
    assert.include(empty.text, `/desk/calls/${second.id}?`)

    clock.travel({ days: 2 })
    const again = await expert.get('/desk/calls/next?scope=mine')
    assert.equal(again.location, `/desk/calls/${second.id}?scope=mine`)
    const retry = await expert.get(again.location!)
    assert.include(retry.text, 'خط مشغول بود')
  })

  test('[row 56] a call can be left for later; one that is over says so', async ({ assert }) => {
    const [first, second] = await givenCalls(2)
    const skipped = await expert.get(`/desk/calls/next?scope=mine&skip=${first.id}`)
    assert.equal(skipped.location, `/desk/calls/${second.id}?scope=mine`)
    const last = await expert.get(`/desk/calls/next?scope=mine&skip=${second.id}`)
    assert.equal(last.location, '/desk/calls?scope=mine')
    await answer(first, 'confirmed')
    const over = await expert.get(`/desk/calls/${first.id}?scope=mine`)
    assert.include(over.text, 'نتیجهٔ این تماس ثبت شده است')
    const before = await allBooks()
    await answer(first, 'wrong')
    assert.equal(await allBooks(), before)
  })

  test('[row 56] mine and all: a colleague’s call is in the queue of the branch only', async ({
    assert,
  }) => {
    const [call] = await givenCalls(1)
    const colleague = await browserOf(shop.branchManager)
    const mine = await colleague.get('/desk/calls')
    assert.notInclude(mine.text, `/desk/calls/${call.id}?`)
    const all = await colleague.get('/desk/calls?scope=all')
    assert.include(all.text, `/desk/calls/${call.id}?`)
    const { id: branchId } = await given.branch()
    const stranger = await browserOf(await givenStaff({ role: 'sales_expert', branchId }))
    const foreign = await stranger.get(`/desk/calls/${call.id}`)
    assert.equal(foreign.status, 404)
    const elsewhere = await stranger.get('/desk/calls?scope=all')
    assert.notInclude(elsewhere.text, `/desk/calls/${call.id}?`)
  })

  test('[row 56] a long queue goes on where its page ended, and to Excel', async ({ assert }) => {
    const calls = []
    for (let index = 0; index < 27; index++) calls.push(await givenIssued())
    await db.from('tasks').where('state', 'open').update({ assignee_id: shop.expert.id })
    const first = await expert.get('/desk/calls')
    const more = /href="(\/desk\/calls\?scope=mine[^"]*after=[^"]+)"/.exec(first.text)
    const second = await expert.get(more![1].replaceAll('&amp;', '&'))
    const shown = (text: string) =>
      [...text.matchAll(/href="\/desk\/calls\/(\d+)\?scope=mine"/g)].map(([, id]) => Number(id))
    assert.lengthOf(shown(first.text), 25)
    assert.sameMembers(
      [...shown(first.text), ...shown(second.text)],
      calls.map(({ id }) => id)
    )
    const manager = await browserOf(shop.branchManager)
    const sheet = await manager.get('/desk/exports/calls.xlsx')
    assert.equal(sheet.status, 200)
    const bad = await expert.get('/desk/calls?scope=nobody&after=x')
    assert.equal(bad.status, 200)
  })
})
