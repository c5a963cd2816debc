import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import { given } from '#tests/support/given'
import {
  browserOf,
  givenStaff,
  statusOf,
  visitor,
  type VisitorBrowser,
} from '#tests/support/given_people'
import env from '#start/env'

async function cacheControl(browser: VisitorBrowser, path: string) {
  const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  const answer = await fetch(process.env.APP_URL! + path, { headers: { cookie } })
  return answer.headers.get('cache-control')
}

test.group('A page of somebody who is signed in', () => {
  test('is kept by no cache', async ({ assert }) => {
    const member = await browserOf(await given.customer())
    for (const path of ['/panel', '/', '/cart', '/en/panel']) {
      assert.equal(await cacheControl(member, path), 'no-store', path)
    }
    const staff = await browserOf(await givenStaff({ role: 'manager' }))
    assert.equal(await cacheControl(staff, '/desk/customers'), 'no-store')
    assert.isNull(await cacheControl(visitor(), '/search'))
  })
})

test.group('The address of who asks', (group) => {
  group.each.setup(() => () => env.set('TRUST_PROXY', false))

  /** Asks for a code and answers the address that the row remembers. */
  async function addressOf(mobile: string, forwarded: string) {
    await visitor().post('/sign-in', { mobile }, { 'x-forwarded-for': forwarded })
    const row = await db.from('sign_in_codes').orderBy('id', 'desc').firstOrFail()
    return row.ip as string
  }

  test('is not what the asker says', async ({ assert }) => {
    assert.include(await addressOf('09121110001', '1.2.3.4'), '127.0.0.1')
  })

  test('behind a proxy is what the proxy says, not what it was told', async ({ assert }) => {
    env.set('TRUST_PROXY', true)
    assert.equal(await addressOf('09121110002', '1.2.3.4'), '1.2.3.4')
    assert.equal(await addressOf('09121110003', '6.6.6.6, 1.2.3.4'), '1.2.3.4')
  })
})

test.group('Live news', () => {
  test('what is asked for wrongly is no fault of ours', async ({ assert }) => {
    const browser = await browserOf(await given.customer())
    for (const query of ['', '?uid=', '?uid[]=x', `?uid=${'x'.repeat(500)}`, '?uid=%00']) {
      assert.equal(await statusOf(browser.get(`/__transmit/events${query}`)), 404, query)
    }
    const wrong: Record<string, string | string[]>[] = [
      {},
      { uid: 'somebody' },
      { 'uid': 'somebody', 'channel[]': 'stock' },
      { uid: 'somebody', channel: '' },
    ]
    for (const body of wrong) {
      const asked = browser.post('/__transmit/subscribe', body)
      assert.equal(await statusOf(asked), 404, JSON.stringify(body))
    }
  })
})
