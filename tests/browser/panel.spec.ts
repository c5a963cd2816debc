import { createServer, request, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test } from '@japa/runner'
import type { Browser } from 'playwright'
import db from '@adonisjs/lucid/services/db'
import { BrowserPerson } from '#tests/browser/people'
import { givenClub } from '#tests/support/given_club'
import { launchChromium } from '#tests/support/browser'

/**
 * The way to the server, which can be cut: a browser's own «offline» does not reach its service
 * worker, a line that is cut does.
 */
async function givenLine(): Promise<{ url: string; cut(): Promise<unknown>; server: Server }> {
  const target = new URL(process.env.APP_URL!)
  const server = createServer((asked, answer) => {
    const { method, headers, url: path } = asked
    const way = { host: target.hostname, port: target.port, method, headers, path }
    asked.pipe(
      request(way, (given) => {
        answer.writeHead(given.statusCode!, given.headers)
        given.pipe(answer)
      }).on('error', () => answer.destroy())
    )
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const cut = () => {
    server.closeAllConnections()
    return new Promise((resolve) => server.close(resolve))
  }
  return { url: `http://127.0.0.1:${port}`, cut, server }
}

/* What runs in the browser is written as text: this side knows no document. */
const WIDER = 'document.documentElement.scrollWidth - document.documentElement.clientWidth'
const MANIFEST = `(async () => {
  const answer = await fetch(document.querySelector('link[rel=manifest]').href)
  const manifest = await answer.json()
  const sizes = []
  for (const { src } of manifest.icons) {
    const file = await fetch(src)
    const { width, height } = await createImageBitmap(await file.blob())
    sizes.push(width + 'x' + height)
  }
  return { manifest, sizes }
})()`
const WORKING = `navigator.serviceWorker.ready.then(({ active }) => active.state === 'activated' ||
  new Promise((resolve) => active.addEventListener('statechange', () => resolve(true))))`
const KEPT = `(async () => {
  const paths = []
  for (const name of await caches.keys()) {
    const cache = await caches.open(name)
    for (const { url } of await cache.keys()) paths.push(new URL(url).pathname)
  }
  return paths
})()`

interface Manifest {
  display: string
  start_url: string
  dir: string
  icons: { src: string; sizes: string }[]
}

const PAGES = ['/panel', '/panel/wallet', '/panel/orders', '/panel/tickets', '/panel/card']
const MORE = [
  '/panel/what-if?amount=2000000',
  '/panel/invited',
  '/panel/purchases',
  '/panel/messages',
  '/panel/devices',
  '/panel/buyer',
]

test.group('The panel on a phone [row 16]', (group) => {
  let browser: Browser
  let mobile: string

  group.setup(async () => {
    browser = await launchChromium()
    const member = await givenClub.member({ credit: 1_250_000 })
    mobile = member.mobile.replace('+98', '0')
    return () => browser.close()
  })

  test('every page of it fits 360 px, and the browser complains of nothing [row 16]', async ({
    assert,
  }) => {
    const person = await BrowserPerson.arrive(browser, { phone: true })
    await person.open('/sign-in?next=/panel')
    await person.signInByCode(mobile)
    await person.page.waitForURL(/\/panel$/)
    for (const path of [...PAGES, ...MORE]) {
      for (const prefix of ['', '/en']) {
        await person.open(prefix + path)
        const wide = await person.page.evaluate<number>(WIDER)
        assert.isAtMost(wide, 0, `${prefix}${path} is wider than the phone`)
      }
    }
    assert.deepEqual(person.complaints, [])
    await person.context.close()
  }).timeout(180_000)

  test('the calendar of a date that is already there shows its month; what is chosen is in Persian digits [row 4]', async ({
    assert,
  }) => {
    const { customerId, mobile: number } = await givenClub.member()
    const born = { birth_year: 1352, birth_month: 2, birth_day: 3 }
    await db.from('customers').where('id', customerId).update(born)
    const person = await BrowserPerson.arrive(browser, { phone: true })
    await person.open('/sign-in?next=/panel/profile')
    await person.signInByCode(number.replace('+98', '0'))
    await person.page.waitForURL(/\/panel\/profile$/)
    const field = person.page.locator('[name=birthDate]')
    assert.equal(await field.inputValue(), '۱۳۵۲/۰۲/۰۳')
    for (const chosen of ['۱۲', '۲۸']) {
      await field.click()
      const days = person.page.locator('jdp-container .jdp-day:visible')
      assert.isAtLeast(await days.count(), 28)
      /* It draws itself anew as it opens; a press between two drawings is pressed again. */
      for (let press = 0; press < 5 && (await days.first().isVisible()); press++) {
        await days.getByText(chosen, { exact: true }).first().click()
        await person.page.waitForTimeout(200)
      }
      await person.page.locator('[name=firstName]').click()
      assert.equal(await field.inputValue(), `۱۳۵۲/۰۲/${chosen}`)
    }
    assert.deepEqual(person.complaints, [])
    await person.context.close()
  })

  test('it can be installed: manifest and icons are what they say [row 16]', async ({ assert }) => {
    const person = await BrowserPerson.arrive(browser, { phone: true })
    await person.open('/')
    const { manifest, sizes } = await person.page.evaluate<{
      manifest: Manifest
      sizes: string[]
    }>(MANIFEST)
    assert.equal(manifest.display, 'standalone')
    assert.equal(manifest.start_url, '/panel')
    assert.equal(manifest.dir, 'rtl')
    assert.deepEqual(
      sizes,
      manifest.icons.map((icon) => icon.sizes)
    )
    assert.includeMembers(sizes, ['192x192', '512x512'])
    const devtools = await person.context.newCDPSession(person.page)
    const { errors } = await devtools.send('Page.getAppManifest')
    assert.deepEqual(errors, [])
    await person.context.close()
  })

  test('without a connection it opens and says so; with one it is itself again [row 16]', async ({
    assert,
    cleanup,
  }) => {
    const line = await givenLine()
    cleanup(() => void line.server.close())
    const context = await browser.newContext({ viewport: { width: 360, height: 780 } })
    const page = await context.newPage()
    await page.goto(`${line.url}/`)
    await page.evaluate(WORKING)
    await page.goto(`${line.url}/cart`)
    await line.cut()

    await page.goto(`${line.url}/panel`)
    const offline = await page.locator('body').innerText()
    assert.match(offline, /اینترنت|اتصال/)
    assert.notMatch(offline, /ERR_|chrome/i)
    const wide = await page.evaluate<number>(WIDER)
    assert.isAtMost(wide, 0)
    /* No balance of yesterday is kept on the phone. */
    const kept = await page.evaluate<string[]>(KEPT)
    assert.isTrue(
      kept.every((path) => /^\/(assets|icons)\//.test(path)),
      kept.join()
    )

    const { port } = new URL(line.url)
    await new Promise<void>((resolve) => line.server.listen(Number(port), '127.0.0.1', resolve))
    await page.goto(`${line.url}/cart`)
    assert.notMatch(await page.locator('body').innerText(), /اتصال/)
    await line.cut()
    await context.close()
  }).timeout(90_000)
})
