import { Agent } from 'node:http'
import type { World } from '#tests/bench/seed'
import { Person, type Page } from '#tests/support/http_person'

/** One thing that people do, as the browser does it, and what it may cost. */
export interface Scenario {
  name: string
  /** First aim: server CPU per operation, ms. */
  aimMs: number
  times: number
  /** Prepares what is not measured; answers the operation. */
  ready(world: World, url: string): Promise<(turn: number) => Promise<void>>
}

/** A browser keeps its connection; `BENCH_CONNECT=each` opens one for every request, as before. */
function browser(url: string) {
  const kept = process.env.BENCH_CONNECT === 'each' ? false : new Agent({ keepAlive: true })
  return new Person([url], kept)
}

const at = <T>(list: readonly T[], turn: number) => list[turn % list.length]

async function ok(answer: Promise<Page>): Promise<Page> {
  const page = await answer
  if (page.status >= 400) throw new Error(`${page.path} answered ${page.status}`)
  return page
}

const get = (path: (world: World, turn: number) => string): Scenario['ready'] =>
  async function (world, url) {
    const visitor = browser(url)
    return async (turn) => void (await ok(visitor.get(path(world, turn))))
  }

async function shoppers(world: World, url: string, most = 100) {
  return Promise.all(world.members.slice(0, most).map((member) => browser(url).signedIn(member)))
}

async function fillCart(person: Person, world: World, turn: number, lines: number) {
  for (let n = 0; n < lines; n++) {
    const page = await ok(person.get(`/p/${at(world.productSlugs, turn * lines + n)}`))
    await ok(person.submit(page, '/cart/lines'))
  }
}

const list: Scenario = {
  name: 'product list, visitor',
  aimMs: 0.8,
  times: 2000,
  ready: get((world) => `/c/${world.categorySlug}`),
}

const memberList: Scenario = {
  name: 'product list, member',
  aimMs: 1.2,
  times: 2000,
  async ready(world, url) {
    const people = await shoppers(world, url)
    return async (turn) => void (await ok(at(people, turn).get(`/c/${world.categorySlug}`)))
  },
}

const product: Scenario = {
  name: 'product page',
  aimMs: 0.8,
  times: 2000,
  ready: get((world, turn) => `/p/${at(world.productSlugs, turn)}`),
}

const cart: Scenario = {
  name: 'cart page of three lines',
  aimMs: 1.5,
  times: 1000,
  async ready(world, url) {
    const all = await shoppers(world, url)
    const people = all.slice(0, 8)
    for (const [n, person] of people.entries()) await fillCart(person, world, n, 3)
    return async (turn) => void (await ok(at(people, turn).get('/cart')))
  },
}

/** What a buyer types at the checkout. */
export const recipient = ({ place }: World) => ({
  name: 'خریدار آزمون',
  province: place.provinceId,
  city: place.cityId,
  address: 'خیابان آزادی، پلاک ۱',
  postalCode: '1234567891',
})

const preInvoice: Scenario = {
  name: 'pre-invoice placed, all its requests together',
  aimMs: 6,
  times: 600,
  async ready(world, url) {
    /* Nobody may have more than ten requests that nobody has called about yet. */
    const people = await shoppers(world, url, 400)
    return async (turn) => {
      const person = at(people, turn)
      await fillCart(person, world, turn, 1)
      const page = await ok(person.get('/checkout'))
      const placed = await ok(person.submit(page, '/checkout', recipient(world)))
      if (!placed.path.startsWith('/pre-invoices/')) {
        throw new Error(`the pre-invoice was not placed: ${placed.path}`)
      }
    }
  },
}

const till: Scenario = {
  name: 'till sale with earning and spending',
  aimMs: 3,
  times: 600,
  async ready(world, url) {
    const cashier = await browser(url).signedIn({ staffId: world.staff.cashier })
    const page = await ok(cashier.get('/desk/till'))
    return async (turn) => {
      const sold = await ok(
        cashier.submit(page, '/desk/till', {
          card: at(world.members, turn).mobile,
          amount: '250000',
          credit: '1000',
          method: 'cash',
          key: `bench-till-sale-${turn}-${process.pid}`,
        })
      )
      if (!sold.path.includes('/receipts/')) throw new Error(`nothing was sold: ${sold.path}`)
    }
  },
}

const balance: Scenario = {
  name: 'balance page with its reasons',
  aimMs: 2,
  times: 1000,
  async ready(world, url) {
    const people = await shoppers(world, url)
    return async (turn) => void (await ok(at(people, turn).get('/panel/wallet')))
  },
}

const ticket: Scenario = {
  name: 'ticket created',
  aimMs: 3,
  times: 600,
  async ready(world, url) {
    const people = await shoppers(world, url)
    const forms = await Promise.all(
      people.map((person) => ok(person.get('/panel/tickets/new?line=')))
    )
    return async (turn) => {
      const opened = await ok(
        at(people, turn).submit(at(forms, turn), '/panel/tickets', {
          subject: 'پرسشی دربارهٔ خرید',
          body: 'سلام، دربارهٔ کالایی که خریدم پرسشی دارم.',
          key: `bench-ticket-${turn}-${process.pid}`,
        })
      )
      if (!/tickets\/\d+/.test(opened.path)) throw new Error(`no ticket: ${opened.path}`)
    }
  },
}

export const scenarios = [list, memberList, product, cart, preInvoice, till, balance, ticket]
