import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import { browserOf, givenStaff } from '#tests/support/given_people'

/** Sends a form as another site would: with the cookies, without the token. */
async function forge(
  path: string,
  cookies: Map<string, string>,
  body: string | FormData,
  { withTokenCookie = false } = {}
) {
  const cookie = [...cookies]
    .filter(([name]) => withTokenCookie || name !== 'XSRF-TOKEN')
    .map(([name, value]) => `${name}=${value}`)
    .join('; ')
  const isText = typeof body === 'string'
  const headers = {
    cookie,
    accept: 'text/html',
    ...(isText && { 'content-type': 'application/x-www-form-urlencoded' }),
  }
  const url = process.env.APP_URL! + path
  return fetch(url, { method: 'POST', headers, body, redirect: 'manual' })
}

test.group('A form that another site sends', () => {
  test('is refused without the token, whatever method it claims', async ({ assert }) => {
    const staff = await givenStaff({ locale: 'fa' })
    const { cookies } = await browserOf(staff)
    const claims = ['', '&_method=GET', '&_method=HEAD', '&_method=OPTIONS', '&_method[]=GET']
    for (const claim of claims) {
      const answer = await forge('/desk/profile', cookies, `locale=en${claim}`)
      assert.isBelow(answer.status, 500, claim)
      const { locale } = await db.from('staff').where('id', staff.id).firstOrFail()
      assert.equal(locale, 'fa', claim)
    }
  })

  test('is refused too when the browser adds its token cookie', async ({ assert }) => {
    const staff = await givenStaff({ locale: 'fa' })
    const { cookies } = await browserOf(staff)
    const cookie = [...cookies].map((pair) => pair.join('=')).join('; ')
    const page = await fetch(`${process.env.APP_URL}/desk/profile`, { headers: { cookie } })
    for (const line of page.headers.getSetCookie()) {
      const [name, value] = line.split(';')[0].split('=')
      cookies.set(name, value)
    }
    assert.isTrue(cookies.has('XSRF-TOKEN'))
    await forge('/desk/profile', cookies, 'locale=en', { withTokenCookie: true })
    const { locale } = await db.from('staff').where('id', staff.id).firstOrFail()
    assert.equal(locale, 'fa')
  })

  test('is refused too when the address claims a method', async ({ assert }) => {
    const staff = await givenStaff({ locale: 'fa' })
    const { cookies } = await browserOf(staff)
    for (const claim of ['_method=GET', '_method[]=PATCH', '_method[a]=b', '_method=TRACE']) {
      const answer = await forge(`/desk/profile?${claim}`, cookies, 'locale=en')
      assert.isBelow(answer.status, 500, claim)
    }
    const { locale } = await db.from('staff').where('id', staff.id).firstOrFail()
    assert.equal(locale, 'fa')
  })

  test('leaves no file behind', async ({ assert }) => {
    const [before, folder] = [process.env.TMPDIR, mkdtempSync(join(tmpdir(), 'forgery-'))]
    process.env.TMPDIR = folder
    try {
      const form = new FormData()
      form.set('mobile', '09121234567')
      form.set('file', new Blob(['x'.repeat(100_000)]), 'x.bin')
      const answer = await forge('/sign-in', new Map(), form)
      assert.isBelow(answer.status, 500)
      assert.deepEqual(readdirSync(folder), [])
    } finally {
      if (before === undefined) delete process.env.TMPDIR
      else process.env.TMPDIR = before
      rmSync(folder, { recursive: true, force: true })
    }
  })
})
