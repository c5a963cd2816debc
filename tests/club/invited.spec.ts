import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import { joinClub } from '#app/club/actions/join_club'
import { formatJalaliDay, jalaliParts } from '#app/core/jalali'
import { clock } from '#app/core/clock'
import { given } from '#tests/support/given'
import { givenClub, type StoryMember } from '#tests/support/given_club'
import { visitor } from '#tests/support/given_people'
import { Person } from '#tests/support/http_person'

const door = `http://127.0.0.1:${process.env.PORT}`
/** A page of the panel as a customer sees it. */
const pageOf = async (customerId: number, path = '/panel/invited') => {
  const person = await new Person([door]).signedIn({ customerId })
  return person.get(path)
}
const seenBy = async (host: StoryMember, path?: string) => {
  const { html } = await pageOf(host.customerId, path)
  return html
}

let numbers = 0
const newMobile = () => `+98917${3_000_000 + ++numbers}`
const typed = (e164: string) => `0${e164.slice(3)}`

/** Somebody who joins by a member's code. */
async function invite({ member }: StoryMember, name: { firstName?: string; lastName?: string }) {
  const { id, mobile } = await given.customer({ ...name, mobile: newMobile() })
  const by = { kind: 'customer', id } as const
  const { referralCode } = member
  await joinClub({ customerId: id, source: 'web', by, referralCode })
  return { customerId: id, mobile }
}

/** A visitor who came by the link, proved his number and has the form before him. */
async function cameBy(link: string) {
  const mobile = newMobile()
  const browser = visitor()
  const { pathname, search } = new URL(link)
  await browser.get(pathname + search)
  await browser.post('/sign-in', { mobile: typed(mobile) })
  const sent = await db
    .from('outgoing_messages')
    .where({ recipient: mobile, template: 'sign_in_code' })
    .firstOrFail()
  const latin = sent.text.replace(/[۰-۹]/g, (one: string) => '۰۱۲۳۴۵۶۷۸۹'.indexOf(one))
  const page = await browser.post('/sign-in/code', { code: /\d{5}/.exec(latin)![0] })
  return { mobile, browser, page }
}
const linkOf = (html: string) => /value="(http[^"]+ref=[A-Z0-9]+)"/.exec(html)![1]
const prefilled = (html: string) => /name="referralCode" value="([^"]*)"/.exec(html)?.[1]

test.group('Whom a member invited [row 16]', (group) => {
  let host: StoryMember
  group.each.setup(async () => {
    host = await givenClub.member()
  })

  test('masked names, join date and tier; of his own only [row 16]', async ({ assert }) => {
    const other = await givenClub.member()
    const { mobile } = await invite(host, { firstName: 'مریم', lastName: 'رستگار' })
    await invite(other, { firstName: 'ژیلا', lastName: 'چمنی' })
    const html = await seenBy(host)
    assert.include(html, '<bdi>م••• ر•••</bdi>')
    assert.include(html, 'سطح برنزی')
    const today = formatJalaliDay(jalaliParts(clock.now()), 'fa').split('/')[0]
    assert.include(html.slice(html.indexOf('id="invited"')), today)
    assert.include(html, '۱ نفر با کد شما عضو شده‌اند')
    for (const hidden of ['مریم', 'رستگار', 'ژ•••', 'چ•••', mobile, typed(mobile)]) {
      assert.notInclude(html, hidden)
    }
    const theirs = await seenBy(other)
    assert.include(theirs, 'ژ••• چ•••')
    assert.notInclude(theirs, 'م••• ر•••')
  })

  test('pages by key: each is shown once, none is left out [row 16]', async ({ assert }) => {
    const letters = [...'ابپتثجچحخدذرزژسشصضطظعغف']
    for (const letter of letters) await invite(host, { firstName: `${letter}یک`, lastName: 'آ' })
    const seen: string[] = []
    let path: string | undefined = '/panel/invited'
    for (let pages = 0; path && pages < 5; pages++) {
      const html: string = await seenBy(host, path)
      seen.push(...[...html.matchAll(/<bdi>(.)••• آ•••<\/bdi>/g)].map(([, letter]) => letter))
      path = /href="(\/panel\/invited\?after=\d+)/.exec(html)?.[1]
    }
    assert.deepEqual(seen, letters.toReversed())
    for (const after of ['x', '-1', "1'", '99999999999999999999']) {
      const broken = `/panel/invited?after=${encodeURIComponent(after)}`
      const { status } = await pageOf(host.customerId, broken)
      assert.equal(status, 200)
    }
  })

  test('nobody yet: the code and the link stand there; a guest is asked to join [row 16]', async ({
    assert,
  }) => {
    const html = await seenBy(host)
    assert.include(html, 'هنوز کسی با کد شما عضو نشده')
    assert.include(html, `data-copy="${host.member.referralCode}"`)
    assert.include(html, `data-copy="${linkOf(html)}"`)
    assert.equal(linkOf(html).split('ref=')[1], host.member.referralCode)
    const panel = await seenBy(host, '/panel')
    assert.include(panel, 'href="/panel/invited"')
    const guest = await given.customer()
    const page = await pageOf(guest.id)
    assert.equal(page.path, '/panel/join')
  })

  test('the link fills in the code; who joins by it appears [row 16]', async ({ assert }) => {
    const link = linkOf(await seenBy(host))
    const { browser, page } = await cameBy(link)
    assert.equal(page.location, '/sign-in/register')
    const form = await browser.get('/sign-in/register')
    assert.equal(prefilled(form.text), host.member.referralCode)
    const fields = { firstName: 'بهار', lastName: 'نیکو', referralCode: prefilled(form.text)! }
    const done = await browser.post('/sign-in/register', { ...fields, joins: '1' })
    assert.equal(done.location, '/panel')
    assert.include(await seenBy(host), 'ب••• ن•••')
  })

  test('who does not tick it finds the code on the page of joining [row 16]', async ({
    assert,
  }) => {
    const link = linkOf(await seenBy(host))
    const { browser } = await cameBy(link)
    const done = await browser.post('/sign-in/register', { firstName: 'پری', lastName: 'صبا' })
    assert.equal(done.location, '/panel/join')
    const { text } = await browser.get('/panel/join')
    assert.equal(prefilled(text), host.member.referralCode)
    assert.include(await seenBy(host), 'هنوز کسی با کد شما')
    await browser.post('/panel/join', { terms: '1', referralCode: prefilled(text)! })
    assert.include(await seenBy(host), 'پ••• ص•••')
  })

  test('a broken code fills in nothing, one of nobody is refused beside its field [row 16]', async ({
    assert,
  }) => {
    for (const ref of ['"><script>', 'الف', 'A'.repeat(200), '', 'AB']) {
      const { browser } = await cameBy(`${door}/sign-in?ref=${encodeURIComponent(ref)}`)
      const { text } = await browser.get('/sign-in/register')
      assert.equal(prefilled(text), '')
      assert.notInclude(text, '<script>alert')
    }
    const { browser, mobile } = await cameBy(`${door}/sign-in?ref=NOBODYS2`)
    const typing = { firstName: 'پری', lastName: 'صبا', joins: '1', referralCode: 'NOBODYS2' }
    const page = await browser.follow(browser.post('/sign-in/register', typing))
    assert.include(page.text, 'f-referralCode-error')
    assert.isNull(await db.from('customers').where({ mobile }).first())
  })
})
