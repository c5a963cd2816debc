import { test } from '@japa/runner'
import router from '@adonisjs/core/services/router'
import db from '@adonisjs/lucid/services/db'
import type { RouteJSON } from '@adonisjs/core/types/http'
import { ROLE_RIGHTS, ROLES, RIGHTS } from '#app/people/rights'
import type Staff from '#app/people/models/staff'
import { DOORS, type Door, type Row } from '#tests/people/doors_table'
import { DoorsWorld } from '#tests/people/doors_world'
import { attemptsOn } from '#tests/people/doors_attempts'
import { breaches } from '#tests/support/given_club'
import { Person, type Page } from '#tests/support/http_person'
import { elementsOf, parseHtml, textOf } from '#tests/support/http_person_page'
import { books, difference, type Books } from '#tests/support/killer_books'

/* What changes when somebody only knocks: who was there, and that he was refused. */
const TRACES = ['audits', 'devices', 'rate_limits']

const NOT_IDS = ['0', '-1', 'abc', '1e9', '999999999', '99999999999999999999', '%00', "1'"]

const routes = () => Object.values(router.toJSON()).flat() as (RouteJSON & { name: string })[]
const methodOf = ({ methods }: RouteJSON) => methods.find((method) => method !== 'HEAD')!
const isDesk = ({ who }: Door) => who !== 'anyone' && who !== 'member'
const nothing: Row = { params: {} }

/** The address with its parameters filled in; spoofed methods travel in the query. */
function addressOf(route: RouteJSON, params: Row['params']) {
  const path = route.pattern.replace(/:(\w+)\??/g, (_, name: string) =>
    encodeURIComponent(String(params[name]))
  )
  const method = methodOf(route)
  return ['GET', 'POST'].includes(method) ? path : `${path}?_method=${method}`
}

test.group('Doors [row 102]', (group) => {
  let world: DoorsWorld
  const doors = () => [process.env.APP_URL!]

  group.setup(async () => {
    world = await DoorsWorld.open()
  })

  const visitor = () => new Person(doors())
  const asCustomer = (customerId: number) => visitor().signedIn({ customerId })
  const asStaff = ({ id: staffId }: Staff) => visitor().signedIn({ staffId })
  const all = () =>
    routes()
      .filter((route) => DOORS[route.name] && !DOORS[route.name].live)
      .map((route) => ({ route, door: DOORS[route.name] }))

  /** Knocks with what a good form would send, or with nothing at a page. */
  async function knock(person: Person, route: RouteJSON, door: Door, row: Row, csrf = true) {
    const address = addressOf(route, row.params)
    if (methodOf(route) === 'GET') return person.get(address, { follow: false })
    if (csrf) await person.get(isDesk(door) ? '/desk/sign-in' : '/cart', { follow: false })
    const from = door.form?.page(row.params) ?? '/'
    return person.post(address, await goodFields(door), { follow: false, csrf, from })
  }

  interface Stand {
    person: Person
    row: Row
    before: Books
  }

  /** Somebody who may, with the form before him. */
  async function standBefore(door: Door, row: Row): Promise<Stand> {
    const person = isDesk(door)
      ? await asStaff(world.admin)
      : door.who === 'member' || row.owner
        ? await asCustomer(row.owner ?? world.owner)
        : visitor()
    await person.get(door.form!.page(row.params))
    return { person, row, before: await books(TRACES) }
  }

  async function goodFields(door: Door) {
    const fields: Record<string, string> = {}
    for (const [name, { good }] of Object.entries(door.form?.fields ?? {})) {
      fields[name] = typeof good === 'function' ? await good(world) : good
    }
    return fields
  }

  const refusals = async () => {
    const row = await db.from('audits').where('action', 'refused').count('* as n').firstOrFail()
    return Number(row.n)
  }

  test('every route has an entry, and every entry a route', ({ assert }) => {
    const names = routes().map(({ name, pattern }) => name ?? pattern)
    assert.deepEqual(
      names.filter((name) => !DOORS[name]),
      [],
      'routes without an entry in doors_table.ts'
    )
    assert.deepEqual(
      Object.keys(DOORS).filter((name) => !names.includes(name)),
      [],
      'entries without a route'
    )
  })

  test('a route that changes something has a form in the table', ({ assert }) => {
    const without = all().filter(
      ({ route, door }) => methodOf(route) !== 'GET' && isDesk(door) && !door.form
    )
    assert.deepEqual(
      without.map(({ route }) => route.name),
      []
    )
  })

  test('whoever may pass sees the page', async ({ assert }) => {
    const wrong: string[] = []
    for (const { route, door } of all().filter((one) => methodOf(one.route) === 'GET')) {
      const row = (await door.row?.(world)) ?? nothing
      const person = isDesk(door)
        ? await asStaff(world.admin)
        : door.who === 'member'
          ? await asCustomer(row.owner ?? world.owner)
          : visitor()
      const { status } = await person.get(addressOf(route, row.params), { follow: false })
      const expected = door.answers ?? [200, 302]
      if (!expected.includes(status)) wrong.push(`${route.name}: ${status}`)
    }
    assert.deepEqual(wrong, [])
  })

  test('members only: others sign in first', async ({ assert }) => {
    const wrong: string[] = []
    for (const { route, door } of all().filter((one) => one.door.who === 'member')) {
      const row = (await door.row?.(world)) ?? nothing
      const before = await books(TRACES)
      const page = await knock(visitor(), route, door, row)
      const leads = page.redirects[0] ?? ''
      if (!/^\/sign-in(\?|$)/.test(leads)) wrong.push(`${route.name}: ${page.status} ${leads}`)
      const changed = difference(before, await books(TRACES))
      if (Object.keys(changed).length > 0)
        wrong.push(`${route.name} changed ${JSON.stringify(changed)}`)
    }
    assert.deepEqual(wrong, [])
  })

  test("another member's row is not there [row 16]", async ({ assert }) => {
    const wrong: string[] = []
    const stranger = await asCustomer(world.stranger)
    for (const { route, door } of all()) {
      if (door.who !== 'member' || !route.pattern.includes(':') || !door.row) continue
      const row = await door.row(world)
      const before = await books(TRACES)
      const { status } = await knock(stranger, route, door, row)
      if (status !== 404) wrong.push(`${route.name}: ${status}`)
      const changed = difference(before, await books(TRACES))
      if (Object.keys(changed).length > 0)
        wrong.push(`${route.name} changed ${JSON.stringify(changed)}`)
    }
    assert.deepEqual(wrong, [])
  })

  test('what is no id is a row that is not there', async ({ assert }) => {
    const wrong: string[] = []
    const member = await asCustomer(world.owner)
    const admin = await asStaff(world.admin)
    for (const { route, door } of all().filter((one) => one.route.pattern.includes(':'))) {
      const person = isDesk(door) ? admin : member
      for (const id of NOT_IDS) {
        const names = [...route.pattern.matchAll(/:(\w+)/g)].map((match) => match[1])
        const params = Object.fromEntries(names.map((name) => [name, id]))
        const { status } = await knock(person, route, door, { params })
        if (status !== 404) wrong.push(`${route.name} ${id}: ${status}`)
      }
    }
    assert.deepEqual(wrong, [])
  }).timeout(300_000)

  test('the desk: nobody signs in first, staff without the right get a 403 and a line in the audit', async ({
    assert,
  }) => {
    const wrong: string[] = []
    const withoutRoles = await asStaff(world.nobody)
    const lacking = new Map<string, Person>()
    for (const right of RIGHTS) {
      const role = [...ROLES].reverse().find((one) => !ROLE_RIGHTS[one].includes(right))
      lacking.set(right, role ? await asStaff(await world.withRole(role)) : withoutRoles)
    }
    for (const { route, door } of all().filter((one) => isDesk(one.door))) {
      const row = (await door.row?.(world)) ?? nothing
      const before = await books(TRACES)
      const outside = await knock(visitor(), route, door, row)
      if (!/^\/desk\/sign-in(\?|$)/.test(outside.redirects[0] ?? '')) {
        wrong.push(`${route.name}: nobody got ${outside.status} ${outside.redirects[0]}`)
      }
      for (const person of [withoutRoles, lacking.get(door.who)!]) {
        const lines = await refusals()
        const { status } = await knock(person, route, door, row)
        if (status !== 403) wrong.push(`${route.name}: without the right ${status}`)
        if ((await refusals()) !== lines + 1) wrong.push(`${route.name}: no line in the audit`)
      }
      const changed = difference(before, await books(TRACES))
      if (Object.keys(changed).length > 0)
        wrong.push(`${route.name} changed ${JSON.stringify(changed)}`)
    }
    assert.deepEqual(wrong, [])
  }).timeout(300_000)

  test('a right in another branch opens nothing here', async ({ assert }) => {
    const wrong: string[] = []
    const elsewhere = await asStaff(world.elsewhere)
    for (const { route, door } of all().filter((one) => one.door.scoped)) {
      const row = await door.row!(world)
      const before = await books(TRACES)
      const { status } = await knock(elsewhere, route, door, row)
      if (status !== 404 && status !== 403) wrong.push(`${route.name}: ${status}`)
      const changed = difference(before, await books(TRACES))
      if (Object.keys(changed).length > 0)
        wrong.push(`${route.name} changed ${JSON.stringify(changed)}`)
    }
    assert.deepEqual(wrong, [])
  }).timeout(300_000)

  test('a form from elsewhere is refused', async ({ assert }) => {
    const wrong: string[] = []
    for (const { route, door } of all().filter((one) => methodOf(one.route) !== 'GET')) {
      const row = (await door.row?.(world)) ?? nothing
      const person = isDesk(door)
        ? await asStaff(world.admin)
        : await asCustomer(row.owner ?? world.owner)
      const before = await books(TRACES)
      const { status } = await knock(person, route, door, row, false)
      if (status >= 500) wrong.push(`${route.name}: ${status}`)
      const changed = difference(before, await books(TRACES))
      if (Object.keys(changed).length > 0)
        wrong.push(`${route.name} changed ${JSON.stringify(changed)}`)
    }
    assert.deepEqual(wrong, [])
  }).timeout(300_000)

  test('odd questions in the address break no page', async ({ assert }) => {
    const wrong: string[] = []
    const odd = [
      'after=abc&page=-1&q[]=1&q[]=2&status[]=x&branch=abc&period=x&only=zzz&key=%00&line=-3',
      'after[x]=1&q=%D9%8A%D9%83%27%22%3Cscript%3E&status=%00&card=%F0%9F%98%80&amount=-5&credit=abc&v=1e9',
      `q=${'ی'.repeat(3000)}&after=99999999999999999999&as[]=x&next=//evil.example&delivery[]=x&sort=x`,
    ]
    for (const { route, door } of all().filter((one) => methodOf(one.route) === 'GET')) {
      const row = (await door.row?.(world)) ?? nothing
      const person = isDesk(door)
        ? await asStaff(world.admin)
        : await asCustomer(row.owner ?? world.owner)
      for (const query of odd) {
        const address = `${addressOf(route, row.params)}?${query}`
        const { status, redirects } = await person.get(address, { follow: false })
        if (status >= 500) wrong.push(`${route.name} ?${query.slice(0, 30)}…: ${status}`)
        if (redirects.some((to) => to.includes('evil'))) wrong.push(`${route.name} leads away`)
      }
    }
    assert.deepEqual(wrong, [])
  }).timeout(300_000)

  test('every form takes what people type and refuses what it must', async ({ assert }) => {
    const wrong: string[] = []
    let tried = 0
    for (const { route, door } of all()) {
      if (methodOf(route) === 'GET' || !door.form) continue
      let stand: Stand | null = null
      for (const attempt of attemptsOn(door.form.fields)) {
        stand ??= await standBefore(door, (await door.row?.(world)) ?? nothing)
        const { person, row, before } = stand
        const from = door.form.page(row.params)
        const fields = { ...(await goodFields(door)), ...attempt.change(await goodFields(door)) }
        const page = await person.post(addressOf(route, row.params), fields, { csrf: true, from })
        tried++
        const moved = Object.keys(difference(before, await books(TRACES)))
        if (moved.length > 0) stand = null
        const told = `${route.name}: ${attempt.told}`
        if (page.status >= 500) wrong.push(`${told}: ${page.status}`)
        if (page.html.includes('<script>alert(1)')) wrong.push(`${told}: the script is on the page`)
        if (attempt.outcome === 'taken' && moved.length === 0 && !door.form.silent) {
          wrong.push(`${told}: not taken ${page.status} ${page.path} ${sentencesOf(page)}`)
        }
        if (attempt.outcome !== 'refused') continue
        if (moved.length > 0) wrong.push(`${told}: changed ${moved}`)
        else if (page.status < 400 && sentencesOf(page) === '') wrong.push(`${told}: no sentence`)
      }
    }
    console.log(`    ${tried} forms sent`)
    assert.deepEqual(wrong, [])
    assert.deepEqual(await breaches(), [])
  }).timeout(900_000)
})

/** What the page says went wrong. */
function sentencesOf({ html }: Page) {
  return [...elementsOf(parseHtml(html))]
    .filter(({ attributes }) => attributes.role === 'alert')
    .map((element) => textOf(element).trim())
    .join(' ')
}
