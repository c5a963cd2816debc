import { test } from '@japa/runner'
import { languageOf } from '#app/core/language'
import { deskMenu } from '#start/desk_menu'
import { browserOf, givenStaff } from '#tests/support/given_people'

/** The parts of a page's menu as it is sent: [name, is it open]. */
function partsOf(html: string) {
  const parts = html.matchAll(
    /<details class="nav-part" (open)?>\s*<summary class="nav-part-name">([^<]+)/g
  )
  /* Once beside the page and once in the sheet of phones. */
  return [...new Set([...parts].map(([, open, name]) => `${name} ${open ? 'open' : 'shut'}`))]
}

const current = (html: string) => [
  ...new Set([...html.matchAll(/href="([^"]+)" aria-current="page"/g)].map(([, href]) => href)),
]

test.group('Menu of the desk', () => {
  test('a long menu opens the part of its page alone', async ({ assert }) => {
    const browser = await browserOf(await givenStaff({ role: 'manager' }))
    const page = await browser.get('/en/desk/payments')
    assert.deepEqual(partsOf(page.text), [
      'Sales open',
      'Goods and stock shut',
      'Club and credit shut',
      'Reports and house shut',
    ])
    assert.deepEqual(current(page.text), ['/en/desk/payments'])
    const day = await browser.get('/en/desk')
    assert.notInclude(partsOf(day.text).join(), 'open')
  })

  test('pages of an entry mark it: re-evaluation and benefits are of the tiers', async ({
    assert,
  }) => {
    const browser = await browserOf(await givenStaff({ role: 'manager' }))
    for (const path of ['/en/desk/tiers', '/en/desk/tier-runs']) {
      const { text } = await browser.get(path)
      assert.include(text, 'href="/en/desk/tiers" aria-current="page"')
      assert.include(partsOf(text), 'Club and credit open')
    }
  })

  test('a short menu has no parts', async ({ assert }) => {
    const browser = await browserOf(await givenStaff({ role: 'cashier' }))
    const page = await browser.get('/en/desk/profile')
    assert.deepEqual(partsOf(page.text), [])
    assert.include(page.text, 'href="/en/desk/profile" aria-current="page"')
  })

  test('every entry is in one part, and shows to its right alone', async ({ assert }) => {
    const manager = await givenStaff({ role: 'manager' })
    const entries = deskMenu(manager, '/desk').flatMap((part) => part.entries)
    assert.equal(new Set(entries.map(({ href }) => href)).size, entries.length)
    assert.isTrue(entries.every(({ right }) => manager.can(right)))
    assert.deepEqual(deskMenu(null, '/desk'), [])
  })
})

test.group('Moments on a page', () => {
  test('break between day and time only', ({ assert }) => {
    const at = '2026-11-21 10:35:00'
    assert.equal(languageOf('fa').dateTime(at), '۳۰\u00a0آبان\u00a0۱۴۰۵، ساعت\u00a0۱۴:۰۵')
    assert.equal(languageOf('en').dateTime(at), '21\u00a0Nov\u00a02026, 14:05')
  })
})
