import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import Ticket from '#app/aftersales/models/ticket'
import { warrantyDaysLeft } from '#app/aftersales/warranty'
import { clock } from '#app/core/clock'
import { fromJalali } from '#app/core/jalali'
import { given } from '#tests/support/given'
import {
  type Buyer,
  categoryId,
  close,
  givenBuyer,
  givenTicket,
  ticketBooks,
} from '#tests/support/given_aftersales'
import { browserOf, givenStaff, type VisitorBrowser } from '#tests/support/given_people'
import { newKey } from '#tests/support/given_sales'
import { its } from '#tests/support/its'

let buyer: Buyer
let member: VisitorBrowser
let expert: VisitorBrowser

const setup = async () => {
  buyer = await givenBuyer()
  member = await browserOf(buyer.customer)
  expert = await browserOf(buyer.support)
}
const from = (path: string) => ({ referer: process.env.APP_URL + path })

test.group("The member's tickets", (group) => {
  group.setup(setup)

  test('an empty list invites; then which item, with its warranty [row 79]', async ({ assert }) => {
    assert.include(await its(member.get('/panel/tickets'), 'text'), 'هنوز تیکتی ندارید')
    const items = await member.get('/panel/tickets/new')
    for (const shown of ['دریل شارژی', 'روز از گارانتی مانده', `line=${buyer.lineId}`]) {
      assert.include(items.text, shown)
    }
    const english = await member.get('/en/panel/tickets/new')
    assert.include(english.text, 'Cordless drill')
  })

  test('opens a ticket, is answered live, replies, closes and rates [row 76]', async ({
    assert,
  }) => {
    const opened = await member.post('/panel/tickets', {
      key: newKey(),
      line: buyer.lineId,
      category: await categoryId(),
      subject: 'دريل روشن نمي‌شود',
      body: '<script>alert(1)</script>\nروشن نمی‌شود',
    })
    const path = opened.location!
    const page = await member.get(path)
    assert.include(page.text, 'دریل روشن نمی‌شود')
    assert.include(page.text, '&lt;script&gt;alert(1)&lt;/script&gt;')
    assert.notInclude(page.text, '<script>alert')

    const id = path.split('/').at(-1)
    const desk = await expert.get(`/desk/tickets/${id}`)
    for (const shown of ['روز از گارانتی مانده', 'نخستین تیکت', '/desk/invoices/']) {
      assert.include(desk.text, shown)
    }
    await expert.post(`/desk/tickets/${id}/answers`, { key: newKey(), body: 'باتری را ببینید' })
    assert.include(await its(member.get(path), 'text'), 'باتری را ببینید')
    await member.post(`${path}/replies`, { key: newKey(), body: 'درست شد' })
    await member.post(`${path}/closure`, { key: newKey() })
    assert.include(await its(member.get(path), 'text'), 'پاسخ ما چطور بود؟')
    await member.post(`${path}/rating`, { key: newKey(), rating: '۵', note: 'عالی' })
    assert.include(await its(member.get(path), 'text'), '★★★★★')
    assert.equal(await its(Ticket.findOrFail(Number(id)), 'rating'), 5)
  })

  const bad = [
    [{ subject: '', body: 'متن' }, 'subject'],
    [{ subject: 'عنوان', body: '  \u200F ' }, 'body'],
    [{ subject: 'ب'.repeat(161), body: 'متن' }, 'subject'],
    [{ subject: 'عنوان', body: 'ب'.repeat(4001) }, 'body'],
  ] as const
  for (const [fields, field] of bad) {
    test(`a bad «${field}» is said beside it, and what was typed stays [row 76]`, async ({
      assert,
    }) => {
      const before = await ticketBooks()
      const category = await categoryId()
      const path = `/panel/tickets/new?line=${buyer.lineId}`
      const sent = { key: newKey(), line: buyer.lineId, category, ...fields }
      const page = await member.follow(member.post('/panel/tickets', sent, from(path)))
      assert.include(page.text, `id="f-${field}-error"`)
      assert.include(page.text, 'دریل شارژی')
      assert.equal(await ticketBooks(), before)
    })
  }

  test("somebody else's ticket and item are 404 in every address", async ({ assert }) => {
    const ticket = await givenTicket(buyer)
    const stranger = await browserOf(await given.customer())
    const before = await ticketBooks()
    const path = `/panel/tickets/${ticket.id}`
    assert.equal(await its(stranger.get(path), 'status'), 404)
    assert.equal(await its(stranger.get(`/panel/tickets/new?line=${buyer.lineId}`), 'status'), 404)
    const posts: [string, Record<string, string>][] = [
      [`${path}/replies`, { body: 'سلام' }],
      [`${path}/closure`, {}],
      [`${path}/rating`, { rating: '1' }],
    ]
    for (const [address, fields] of posts) {
      assert.equal(await its(stranger.post(address, { key: newKey(), ...fields }), 'status'), 404)
    }
    assert.equal(await ticketBooks(), before)
  })
})

test.group('The queue', (group) => {
  group.setup(setup)

  test('an expert sees his own; a tickets of another branch is a 404', async ({ assert }) => {
    const ticket = await givenTicket(buyer)
    const mine = await expert.get('/desk/tickets')
    assert.include(mine.text, `/desk/tickets/${ticket.id}"`)
    const branch = await given.branch()
    const far = await browserOf(await givenStaff({ role: 'support_expert', branchId: branch.id }))
    assert.notInclude(
      await its(far.get('/desk/tickets?view=all'), 'text'),
      `/desk/tickets/${ticket.id}"`
    )
    assert.equal(await its(far.get(`/desk/tickets/${ticket.id}`), 'status'), 404)
    const answer = { key: newKey(), body: 'پاسخ' }
    assert.equal(await its(far.post(`/desk/tickets/${ticket.id}/answers`, answer), 'status'), 404)
    const seller = await browserOf(buyer.shop.expert)
    assert.equal(
      await its(seller.post(`/desk/tickets/${ticket.id}/answers`, answer), 'status'),
      403
    )
  })

  test('filters by state and pages by key', async ({ assert }) => {
    const tickets: Ticket[] = []
    for (let n = 0; n < 27; n++) {
      clock.travel({ hours: 12 })
      tickets.push(await givenTicket(buyer))
    }
    await close(tickets[26], buyer.support)
    const closed = await expert.get('/desk/tickets?view=all&status=closed')
    assert.include(closed.text, `/desk/tickets/${tickets[26].id}"`)
    assert.notInclude(closed.text, `/desk/tickets/${tickets[25].id}"`)
    const all = await expert.get('/desk/tickets?view=all&status=any')
    const next = /href="([^"]*after=\d+[^"]*)"/.exec(all.text)![1].replaceAll('&amp;', '&')
    assert.include(await its(expert.get(next), 'text'), `/desk/tickets/${tickets[0].id}"`)
  })

  test('walks an index, whatever the number of tickets', async ({ assert }) => {
    if (db.connection().dialect.name === 'mysql') return
    const plans = await db.rawQuery(
      'EXPLAIN QUERY PLAN SELECT * FROM tickets WHERE expert_id = 1 AND status = ? ORDER BY id DESC LIMIT 26',
      ['waiting_staff']
    )
    assert.match(JSON.stringify(plans), /USING INDEX tickets_expert_id_status_id/)
  })
})

test.group('warrantyDaysLeft', () => {
  test('counts Jalali months from the day of the sale', ({ assert }) => {
    const sold = fromJalali(1404, 6, 31, 18)
    assert.equal(warrantyDaysLeft(sold, 1, fromJalali(1404, 7, 1, 9)), 29)
    assert.equal(warrantyDaysLeft(sold, 1, fromJalali(1404, 7, 30, 23)), 0)
    assert.isNull(warrantyDaysLeft(sold, 1, fromJalali(1404, 8, 1)))
    assert.isNull(warrantyDaysLeft(sold, 0, sold))
  })
})
