import { test } from '@japa/runner'
import { transaction } from '#app/core/transaction'
import Customer from '#app/people/models/customer'
import { queueMessages, type MessageOrder } from '#app/messaging/queue_message'
import { messagesTo } from '#app/messaging/queries/messages_to'
import { given } from '#tests/support/given'
import { browserOf, givenStaff } from '#tests/support/given_people'
import { books, difference } from '#tests/support/killer_books'
import { scannedTables, statementsOf } from '#tests/support/statements'

/** A visit leaves these; it writes nothing else. */
const TRACES = ['devices', 'rate_limits']

/** Messages of the house to this customer, in this order. */
async function write(customerId: number, orders: Omit<MessageOrder, 'to'>[]) {
  const customer = await Customer.findOrFail(customerId)
  const all = orders.map((order) => ({ ...order, to: { customer } }))
  await transaction((trx) => queueMessages(all, trx))
}
const answered = (number: string) => ({ template: 'ticket_answered' as const, params: { number } })

test.group('What the club has written to me [row 16]', () => {
  test('his own messages, the latest first, each with the way to what it is about [row 16]', async ({
    assert,
  }) => {
    const mine = await given.customer()
    const other = await given.customer()
    const about = { type: 'ticket', id: 77 }
    await write(mine.id, [{ ...answered('TK-1'), about }, answered('TK-2')])
    await write(other.id, [answered('TK-OTHER')])
    const browser = await browserOf(mine)
    const before = await books(TRACES)
    const { text } = await browser.get('/panel/messages')
    assert.isBelow(text.indexOf('TK-2'), text.indexOf('TK-1'))
    assert.include(text, 'href="/panel/tickets/77"')
    assert.notInclude(text, 'TK-OTHER')
    const panel = await browser.get('/en/panel')
    assert.include(panel.text, 'href="/en/panel/messages"')
    assert.deepEqual(difference(before, await books(TRACES)), {})
  })

  test('a code or a secret link is never shown again, not even to him [row 16]', async ({
    assert,
  }) => {
    const { id, mobile } = await given.customer()
    await write(id, [
      {
        template: 'delivery_code',
        params: { code: '48213', number: 'RM-1', link: 'http://x/d/48213' },
      },
    ])
    const browser = await browserOf({ id, mobile })
    const { text } = await browser.get('/panel/messages')
    assert.notMatch(text, /48213|۴۸۲۱۳/)
    assert.include(text, 'تنها در موبایل شماست')
  })

  test('pages by key and index: each once; nobody’s page says so; a broken key is the first page [row 16]', async ({
    assert,
  }) => {
    const { id, mobile } = await given.customer()
    const browser = await browserOf({ id, mobile })
    const empty = await browser.get('/panel/messages')
    assert.include(empty.text, 'هنوز پیامی نفرستاده‌ایم')
    await write(
      id,
      Array.from({ length: 23 }, (_, at) => answered(`TK-${at}`))
    )
    const first = await messagesTo(id)
    const second = await messagesTo(id, first.next!)
    assert.lengthOf(new Set([...first.shown, ...second.shown].map((one) => one.id)), 23)
    assert.isNull(second.next)
    const broken = await browser.get('/panel/messages?after=%3Cscript%3E')
    assert.equal(broken.status, 200)
    assert.include(broken.text, 'TK-22')
    for (const statement of await statementsOf(() => messagesTo(id, 1_000_000)))
      assert.deepEqual(await scannedTables(statement), [])
  })
})

test.group('The outbox of the desk', () => {
  test('is sieved as its form sends it, with fields left empty', async ({ assert }) => {
    const { id, mobile } = await given.customer()
    await write(id, [answered('TK-SIEVED')])
    const admin = await browserOf(await givenStaff({ role: 'administrator' }))
    for (const query of [
      `mobile=${mobile.replace('+98', '0')}&state=`,
      'mobile=&state=',
      'mobile=&state=queued',
    ]) {
      const { status, text } = await admin.get(`/desk/outbox?${query}`)
      assert.equal(status, 200, query)
      assert.include(text, 'TK-SIEVED', query)
    }
  })
})
