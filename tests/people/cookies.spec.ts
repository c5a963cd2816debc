import { test } from '@japa/runner'
import { clock } from '#app/core/clock'

/** Cookies that an answer sets, by name. */
async function ask(cookies: Map<string, string>, path = '/sign-in') {
  const answer = await fetch(process.env.APP_URL + path, {
    headers: { cookie: [...cookies].map((pair) => pair.join('=')).join('; ') },
  })
  const given = answer.headers.getSetCookie().map((line) => line.split(';')[0].split('='))
  for (const [name, value] of given) cookies.set(name, value)
  return given.map(([name]) => name)
}

test.group('Cookies of a page', () => {
  test('the first page gives a session and a token, the next ones nothing', async ({ assert }) => {
    const cookies = new Map<string, string>()
    const first = await ask(cookies)
    assert.includeMembers(first, ['bashgah_session', 'XSRF-TOKEN'])
    assert.deepEqual(await ask(cookies), [])
  })

  test('they are renewed a day later', async ({ assert }) => {
    const cookies = new Map<string, string>()
    await ask(cookies)
    clock.travel({ days: 1 })
    assert.include(await ask(cookies), 'bashgah_session')
  })

  test('a token of a lost session is given anew', async ({ assert }) => {
    const cookies = new Map<string, string>()
    await ask(cookies)
    const token = cookies.get('XSRF-TOKEN')!
    const alone = new Map([['XSRF-TOKEN', token]])
    assert.include(await ask(alone), 'XSRF-TOKEN')
    assert.notEqual(alone.get('XSRF-TOKEN'), token)
  })
})
