import { randomUUID } from 'node:crypto'
import { get, type IncomingMessage } from 'node:http'
import { once } from 'node:events'
import { setTimeout as wait } from 'node:timers/promises'
import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import { clock } from '#app/core/clock'
import { sqlTime } from '#app/core/sql'
import Cart from '#app/shop/models/cart'
import { Shop } from '#tests/many/world'
import { givenProduct } from '#tests/support/given_catalogue'
import { Person } from '#tests/support/http_person'
import { House, startServer } from '#tests/support/processes'

/* Two processes of the operating system on one database, and nothing else between them. */

const WITHIN_MS = 2000

interface Told {
  channel: string
  payload: { what: string; id?: number }
  at: number
}

/** A page that is open at one process: its stream, and what it was told. */
class OpenPage {
  readonly told: Told[] = []
  readonly uid = randomUUID()
  #stream: IncomingMessage | undefined

  static async at(door: string, { cookies, address }: Person) {
    const page = new OpenPage()
    const headers = { 'cookie': cookies, 'x-forwarded-for': address }
    const url = `${door}/__transmit/events?uid=${page.uid}`
    const [stream] = (await once(get(url, { headers, agent: false }), 'response')) as [
      IncomingMessage,
    ]
    page.#stream = stream
    let text = ''
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk
      const lines = text.split('\n')
      text = lines.pop()!
      for (const line of lines) {
        if (!line.startsWith('data: ')) continue
        const said = JSON.parse(line.slice('data: '.length)) as Told
        if (said.payload?.what) page.told.push({ ...said, at: Date.now() })
      }
    })
    stream.on('error', () => undefined)
    return page
  }

  /** Told about this, and how often; waits no longer than a page may. */
  async hears(what: string, id?: number) {
    const find = () =>
      this.told.filter(({ payload }) => payload.what === what && (!id || payload.id === id))
    for (const end = Date.now() + WITHIN_MS; Date.now() < end && find().length === 0;) {
      await wait(20)
    }
    return find()
  }

  close() {
    this.#stream?.destroy()
  }
}

const listensTo = async (person: Person, page: OpenPage, channel: string, door: string) => {
  await person.get('/', { door })
  const wish = { uid: page.uid, channel }
  return person.post('/__transmit/subscribe', wish, { door, csrf: true })
}

test.group('News between processes [row 65]', (group) => {
  let shop: Shop
  let house: House

  group.setup(async () => {
    shop = await Shop.open()
    house = await House.open({ processes: 2 })
    return () => house.close()
  })

  const person = (owner: { customerId: number } | { staffId: number }) =>
    new Person(house.urls).signedIn(owner)

  /** Somebody takes the last two pieces through a process. */
  async function buysAllAt(door: string, variantId: number) {
    const { customerId } = await shop.member(0)
    const buyer = await person({ customerId })
    const cart = await Cart.open({ customerId })
    await cart.put({ variantId, quantity: 2, price: 1_000_000, left: 2 })
    const page = await buyer.get('/checkout?delivery=pickup', { door })
    const sent = await buyer.submit(page, '/checkout', { credit: 0 }, { door, follow: false })
    return { sentAt: Date.now(), to: sent.redirects[0], customerId }
  }

  test('a page at one process hears within two seconds what happened at the other, once', async ({
    assert,
    cleanup,
  }) => {
    const [here, there] = house.urls
    const { id, variantId } = await givenProduct({
      price: 1_000_000,
      stock: 2,
      warehouseId: shop.warehouseId,
    })
    const visitor = new Person(house.urls)
    const expert = await person({ staffId: shop.staff.sales.id })
    const pages = [
      await OpenPage.at(here, visitor),
      await OpenPage.at(there, visitor),
      await OpenPage.at(here, expert),
    ]
    cleanup(() => pages.forEach((page) => page.close()))
    const [atHere, atThere, board] = pages
    const desk = `desk/${shop.branchId}`
    const wishes = [
      await listensTo(visitor, atHere, 'stock', here),
      await listensTo(visitor, atThere, 'stock', there),
      await listensTo(expert, board, desk, here),
    ]
    assert.deepEqual(
      wishes.map(({ status }) => status),
      [204, 204, 204]
    )
    const { to, sentAt } = await buysAllAt(there, variantId!)
    assert.match(to, /pre-invoices\/\d+/, house.complaints())

    const [[far], [near], [task]] = await Promise.all([
      atHere.hears('sold_out', id),
      atThere.hears('sold_out', id),
      board.hears('pre_invoice_issued'),
    ])
    assert.isDefined(near, 'at the process itself')
    assert.isDefined(far, 'at the other process')
    assert.isDefined(task, "the expert's board")
    assert.isBelow(far.at - sentAt, WITHIN_MS)
    console.log(`    heard after ${far.at - sentAt} ms, on the board after ${task.at - sentAt} ms`)
    await wait(4000)
    for (const page of [atHere, atThere]) {
      assert.lengthOf(await page.hears('sold_out', id), 1, 'once')
    }
    assert.lengthOf(await board.hears('pre_invoice_issued'), 1, 'once')
    assert.isTrue(board.told.every(({ channel }) => channel === desk))
  }).timeout(60_000)

  test('the wish to listen may reach another process than the stream; rights are asked there', async ({
    assert,
    cleanup,
  }) => {
    const [here, there] = house.urls
    const { customerId } = await shop.member(0)
    const owner = await person({ customerId })
    const another = await shop.member(0)
    const stranger = await person({ customerId: another.customerId })
    const pages = [await OpenPage.at(here, owner), await OpenPage.at(here, stranger)]
    cleanup(() => pages.forEach((page) => page.close()))
    const [mine, foreign] = pages
    const channel = `member/${customerId}`
    const allowed = await listensTo(owner, mine, channel, there)
    const denied = await listensTo(stranger, foreign, channel, there)
    assert.deepEqual([allowed.status, denied.status], [204, 400])
    await wait(1000)
    const { variantId } = await givenProduct({ stock: 5, warehouseId: shop.warehouseId })
    const cart = await Cart.open({ customerId })
    await cart.put({ variantId: variantId!, quantity: 1, price: 1_000_000, left: 5 })
    const page = await owner.get('/checkout?delivery=pickup', { door: there })
    await owner.submit(page, '/checkout', { credit: 0 }, { door: there, follow: false })
    assert.lengthOf(await mine.hears('pre_invoice_issued'), 1)
    assert.lengthOf(foreign.told, 0)
  }).timeout(60_000)

  test('what the process of the jobs does is heard too', async ({ assert, cleanup }) => {
    const [here, there] = house.urls
    const { id, variantId } = await givenProduct({
      price: 1_000_000,
      stock: 2,
      warehouseId: shop.warehouseId,
    })
    const { customerId } = await buysAllAt(there, variantId!)
    const visitor = new Person(house.urls)
    const page = await OpenPage.at(here, visitor)
    cleanup(() => page.close())
    await listensTo(visitor, page, 'stock', here)
    const past = sqlTime(clock.now().minus({ minutes: 1 }))
    await db.from('pre_invoices').where('customer_id', customerId).update({ valid_until: past })
    const jobs = await startServer({ RUN_JOBS: 'true' })
    cleanup(() => jobs.stop())
    for (const end = Date.now() + 15_000; Date.now() < end; await wait(50)) {
      const row = await db.from('pre_invoices').where('customer_id', customerId).firstOrFail()
      if (row.status === 'expired') break
    }
    assert.lengthOf(await page.hears('back_in_stock', id), 1, jobs.output())
  }).timeout(60_000)
})
