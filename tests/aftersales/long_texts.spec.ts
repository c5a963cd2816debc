import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import { clock } from '#app/core/clock'
import { sqlTime } from '#app/core/sql'
import { forgetTyped } from '#app/core/typed_input'
import { type Buyer, categoryId, givenBuyer, givenTicket } from '#tests/support/given_aftersales'
import { browserOf, type Page, type VisitorBrowser, visitor } from '#tests/support/given_people'
import { newKey } from '#tests/support/given_sales'
import { books, difference } from '#tests/support/killer_books'

const TRACES = ['devices']
const PATH = '/panel/tickets/new'

/** 4,000 characters as somebody writes them: words, lines, marks of HTML, an end to look for. */
const LONG = `${'دستگاه «روشن» نمی‌شود & چراغ <قرمز> می‌زند.\r\n'.repeat(100)}`
  .slice(0, 3990)
  .concat('پایان‌نامه')
  .slice(0, 4000)

let buyer: Buyer
let member: VisitorBrowser

const from = (path: string) => ({ referer: process.env.APP_URL + path })
async function kept() {
  const { n } = await db.from('typed_inputs').count('* as n').firstOrFail()
  return Number(n)
}

/** What stands in the textarea, as a browser would read it. */
function textareaOf({ text }: Page, name = 'body'): string {
  const found = new RegExp(`<textarea[^>]* name="${name}"[^>]*>([^<]*)</textarea>`).exec(text)
  const plain: Record<string, string> = {
    'amp': '&',
    'lt': '<',
    'gt': '>',
    'quot': '"',
    '#39': "'",
  }
  return (found?.[1] ?? '').replace(/&(amp|lt|gt|quot|#39);/g, (_, mark: string) => plain[mark])
}

async function refused(fields: Record<string, string> = {}) {
  const ticket = { key: newKey(), category: await categoryId(), subject: '', body: LONG }
  return member.post('/panel/tickets', { ...ticket, ...fields }, from(`${PATH}?line=`))
}

test.group('Long texts of a form that was refused [row 76]', (group) => {
  group.setup(async () => {
    buyer = await givenBuyer()
    member = await browserOf(buyer.customer)
    await member.get('/panel/tickets')
  })
  group.each.setup(async () => {
    await db.from('typed_inputs').delete()
  })

  test('a ticket without a subject comes back with all 4,000 characters; nothing else changed [row 76]', async ({
    assert,
  }) => {
    assert.lengthOf(LONG, 4000)
    const before = await books(TRACES)
    const page = await member.follow(refused())
    assert.include(page.text, 'id="f-subject-error"')
    assert.equal(textareaOf(page), LONG)
    assert.deepEqual(difference(before, await books(TRACES)), {})
    assert.equal(await kept(), 0)
    const later = await member.get(`${PATH}?line=`)
    assert.equal(textareaOf(later), '')
  })

  test('refused again and again it is still whole, and at last it is sent as it was [row 76]', async ({
    assert,
  }) => {
    for (const subject of ['', 'ب', 'ب'.repeat(161)]) {
      const page = await member.follow(refused({ subject }))
      assert.equal(textareaOf(page), LONG)
    }
    const sent = await refused({ subject: 'چراغ قرمز' })
    const id = sent.location!.split('/').at(-1)
    const words = await db.from('ticket_messages').where('ticket_id', id!).firstOrFail()
    assert.equal(words.body.replaceAll('\r\n', '\n'), LONG.replaceAll('\r\n', '\n'))
  })

  test('a rule’s no keeps a reply, in English too; each person gets back his own [row 76]', async ({
    assert,
  }) => {
    const ticket = await givenTicket(buyer)
    const path = `/en/panel/tickets/${ticket.id}`
    const key = newKey()
    await member.post(`${path}/replies`, { key, body: 'سلام' }, from(path))
    const before = await books(TRACES)
    const answer = await member.post(`${path}/replies`, { key, body: LONG }, from(path))
    const other = await browserOf(buyer.support)
    await other.get('/desk/tickets')
    const desk = `/desk/tickets/${ticket.id}`
    const theirs = LONG.replace('دستگاه', 'همکاران')
    const wrong = await other.post(`${desk}/answers`, { key: 'x', body: theirs }, from(desk))
    assert.equal(textareaOf(await other.follow(wrong)), theirs)
    assert.equal(textareaOf(await member.follow(answer)), LONG)
    assert.deepEqual(difference(before, await books(TRACES)), {})
  })

  test('it is sealed while it waits, holds no secret, and is forgotten after an hour [row 76]', async ({
    assert,
  }) => {
    const secrets = { password: `رمز${LONG}`, code: `کد${LONG}` }
    const answer = await refused(secrets)
    const row = await db.from('typed_inputs').firstOrFail()
    assert.notInclude(row.sealed, 'دستگاه')
    assert.isBelow(row.sealed.length, 2 * Buffer.byteLength(LONG), 'the secrets are not in it')
    assert.isBelow([...member.cookies.values()].join().length, 4000)
    assert.equal(await forgetTyped(), 0)
    const longAgo = sqlTime(clock.now().minus({ minutes: 61 }))
    await db.from('typed_inputs').update({ created_at: longAgo })
    assert.equal(await forgetTyped(), 1)
    const page = await member.follow(answer)
    assert.include(page.text, 'id="f-subject-error"')
    assert.equal(textareaOf(page), '')
  })

  test('more than any form asks for is not kept, and the no still arrives; one address cannot fill the table [row 76]', async ({
    assert,
  }) => {
    const huge = await member.follow(refused({ body: 'ب'.repeat(40_000) }))
    assert.include(huge.text, 'id="f-body-error"')
    assert.equal(await kept(), 0)
    const nobody = visitor()
    await nobody.get('/sign-in')
    for (let sent = 0; sent < 130; sent++) await nobody.post('/sign-in', { note: LONG })
    assert.isAtMost(await kept(), 120)
    const full = await member.follow(refused())
    assert.include(full.text, 'id="f-subject-error"')
  })
})
