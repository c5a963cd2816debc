import { test } from '@japa/runner'
import router from '@adonisjs/core/services/router'
import db from '@adonisjs/lucid/services/db'
import type { RouteJSON } from '@adonisjs/core/types/http'
import type { Locale } from '#app/core/digits'
import { DOORS, type Door } from '#tests/people/doors_table'
import { DoorsWorld } from '#tests/people/doors_world'
import { Person } from '#tests/support/http_person'
import { elementsOf, parseHtml, type Element } from '#tests/support/http_person_page'

const PERSIAN = /[\u0600-\u06FF]/
/** Three Latin words in a row are a sentence; a brand or a number of a paper is not. */
const ENGLISH_SENTENCE = /[A-Za-z]{2,}[\s,]+[A-Za-z]{2,}[\s,]+[A-Za-z]{2,}/
/** What people wrote or are called, in whatever language they did. */
const FOREIGN = new Set(['bdi', 'code', 'textarea', 'script', 'style', 'svg'])
const SPOKEN = ['aria-label', 'placeholder', 'title', 'alt']

interface Saying {
  text: string
  where: string
}

/** Every text of the page that the house itself says, attributes that are read out included. */
function* sayings(element: Element, locale: Locale): Generator<Saying> {
  for (const child of element.children) {
    if (typeof child === 'string') {
      if (child.trim()) yield { text: child.trim(), where: element.tag }
      continue
    }
    const { lang } = child.attributes
    if (FOREIGN.has(child.tag) || (lang && lang !== locale)) continue
    for (const name of SPOKEN) {
      const text = child.attributes[name]
      if (text) yield { text, where: `${child.tag}[${name}]` }
    }
    yield* sayings(child, locale)
  }
}

const UNFINISHED = /translation missing|\bundefined\b|\bNaN\b|\[object /i
/** Where no element can set a name apart. */
const PLAIN_ONLY = /^(title|option|\w+\[)/

/**
 * What is wrong with a saying. `written` are the words that people wrote themselves: they keep their
 * language, but beside words of another direction they stand in a <bdi>.
 */
function faultOf({ text, where }: Saying, locale: Locale, written: Set<string>): string | null {
  if (UNFINISHED.test(text)) return 'unfinished'
  if (locale === 'fa') return ENGLISH_SENTENCE.test(text) ? 'English' : null
  const bare = text.replace(/\u2068[^\u2069]*\u2069/g, ' ')
  if (!PERSIAN.test(bare)) return null
  const words = bare.split(/[\s,،.·;:()]+/)
  const ours = words.filter((word) => !written.has(word))
  if (ours.some((word) => PERSIAN.test(word))) return 'Persian'
  const isMixed = ours.some((word) => /[A-Za-z]/.test(word)) && !PLAIN_ONLY.test(where)
  return isMixed ? 'not set apart' : null
}

/** What is wrong with the language of a page. */
function* faults(html: string, locale: Locale, written: Set<string>): Generator<string> {
  const root = parseHtml(html)
  const page = [...elementsOf(root)].find(({ tag }) => tag === 'html')
  if (page?.attributes.lang !== locale) yield `lang is ${page?.attributes.lang}`
  if (page?.attributes.dir !== (locale === 'fa' ? 'rtl' : 'ltr')) {
    yield `dir is ${page?.attributes.dir}`
  }
  for (const saying of page ? sayings(page, locale) : []) {
    const fault = faultOf(saying, locale, written)
    const text = saying.text.replace(/\s+/g, ' ').slice(0, 120)
    if (fault) yield `${fault} in ${saying.where}: ${text}`
  }
}

/** The words of names, addresses and tickets of the world. */
async function writtenWords(): Promise<Set<string>> {
  const columns = {
    customers: ['first_name', 'last_name', 'address'],
    staff: ['first_name', 'last_name'],
    pre_invoices: ['recipient'],
    branches: ['seller'],
    tickets: ['subject'],
    ticket_messages: ['body'],
  }
  const texts: string[] = []
  for (const [table, names] of Object.entries(columns)) {
    for (const row of await db.from(table).select(names)) texts.push(JSON.stringify(row))
  }
  const words = texts.join(' ').match(/[\p{L}\p{M}\u200c\p{Nd}]+/gu)
  return new Set(words)
}

type Named = RouteJSON & { name: string }
const pages = () =>
  (Object.values(router.toJSON()).flat() as Named[])
    .filter(({ methods, name }) => methods.includes('GET') && DOORS[name] && !DOORS[name].live)
    .map((route) => ({ route, door: DOORS[route.name] }))

const isDesk = ({ who }: Door) => who !== 'anyone' && who !== 'member'

test.group('The language of pages', (group) => {
  let world: DoorsWorld

  group.setup(async () => {
    world = await DoorsWorld.open()
    await world.cart()
    await world.unhappyCall()
    await world.tillSale()
    await world.refundDue()
    await world.shop.delivered()
  })

  async function faultsOf(locale: Locale, wanted: (door: Door) => boolean, signedIn = true) {
    await db.from('staff').update({ locale })
    await db.from('customers').update({ locale })
    const written = await writtenWords()
    const found: string[] = []
    let seen = 0
    for (const { route, door } of pages().filter((one) => wanted(one.door))) {
      const made = (await door.row?.(world)) ?? { params: {}, owner: undefined }
      const { params, owner } = made
      const person = new Person([process.env.APP_URL!])
      if (isDesk(door)) await person.signedIn({ staffId: world.admin.id })
      else if (signedIn) await person.signedIn({ customerId: owner ?? world.owner })
      const path = route.pattern.replace(/:(\w+)/g, (_, name: string) => String(params[name]))
      const address = locale === 'en' ? `/en${path === '/' ? '' : path}` : path
      const page = await person.get(address)
      if (!/^\s*<!doctype html/i.test(page.html)) continue
      seen++
      for (const fault of faults(page.html, locale, written)) found.push(`${page.path} ${fault}`)
    }
    return { found: [...new Set(found)], seen }
  }

  for (const locale of ['fa', 'en'] as const) {
    test(`visitors read ${locale}`, async ({ assert }) => {
      const { found, seen } = await faultsOf(locale, ({ who }) => who === 'anyone', false)
      assert.deepEqual(found, [])
      assert.isAbove(seen, 8)
    }).timeout(120_000)

    test(`members read ${locale}`, async ({ assert }) => {
      const { found, seen } = await faultsOf(locale, (door) => !isDesk(door))
      assert.deepEqual(found, [])
      assert.isAbove(seen, 20)
    }).timeout(120_000)

    test(`staff read ${locale}`, async ({ assert }) => {
      const { found, seen } = await faultsOf(locale, isDesk)
      assert.deepEqual(found, [])
      assert.isAbove(seen, 20)
    }).timeout(120_000)
  }
})
