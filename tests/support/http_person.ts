import { randomBytes, randomInt } from 'node:crypto'
import { once } from 'node:events'
import { type Agent, request, type IncomingMessage } from 'node:http'
import { text } from 'node:stream/consumers'
import { CookieClient } from '@adonisjs/core/http'
import app from '@adonisjs/core/services/app'
import db from '@adonisjs/lucid/services/db'
import { clock } from '#app/core/clock'
import { sqlTime } from '#app/core/sql'
import Device from '#app/people/models/device'
import { formsOf, type Form } from '#tests/support/http_person_page'

export interface Page {
  status: number
  /** Path and query of the page that was shown in the end. */
  path: string
  /** Scheme, host and port that answered. */
  door: string
  html: string
  /** Where the answers before it led. */
  redirects: string[]
}

type Fields = Record<string, string | number | undefined>

/**
 * A person with a browser: keeps cookies, follows redirects, fills in the forms of a page with all
 * their hidden fields. Each request may go to another process of the house.
 */
export class Person {
  readonly #jar = new Map<string, string>()
  /** Every person calls from an address of his own. */
  readonly address = `10.${randomInt(256)}.${randomInt(256)}.${randomInt(1, 255)}`

  /**
   * `doors` are the servers, asked in turn. Each request has a connection of its own unless an
   * `agent` keeps one: a kept one may be closed at the moment it is used again.
   */
  constructor(
    private doors: readonly string[],
    private agent: Agent | false = false
  ) {}

  #turn = randomInt(1000)
  #door() {
    return this.doors[this.#turn++ % this.doors.length]
  }

  get cookies() {
    return [...this.#jar].map(([name, value]) => `${name}=${value}`).join('; ')
  }

  get(path: string, { door = this.#door(), follow = true } = {}): Promise<Page> {
    return this.#go('GET', path, undefined, { door, follow, from: '/' })
  }

  /** Posts fields as they are, without a page; `csrf` adds the token that his cookies carry. */
  post(
    path: string,
    fields: Fields,
    { door = this.#door(), follow = true, from = '/', csrf = false } = {}
  ) {
    return this.#go('POST', path, fields, { door, follow, from, csrf })
  }

  /** Sends the form of a page whose action ends so, filled in; a form that posts comes first. */
  submit(
    page: Page,
    action: string,
    fields: Fields = {},
    { door = this.#door(), follow = true } = {}
  ) {
    const form = formOf(page, action)
    const all = { ...form.fields, ...fields }
    const path = form.action || page.path
    return form.method === 'POST'
      ? this.post(path, all, { door, follow, from: page.path })
      : this.get(`${path.split('?')[0]}?${encode(all)}`, { door, follow })
  }

  /** Posts a form as a program would that wants JSON back. */
  json(path: string, fields: Fields, { door = this.#door() } = {}) {
    return this.#ask('POST', path, fields, door, '/', { accept: 'application/json' })
  }

  async #go(
    method: string,
    path: string,
    fields: Fields | undefined,
    { door, follow, from, csrf }: { door: string; follow: boolean; from: string; csrf?: boolean }
  ): Promise<Page> {
    const token = csrf ? this.#jar.get('XSRF-TOKEN') : undefined
    let answer = await this.#ask(method, path, fields, door, from, { token })
    const redirects: string[] = []
    for (let hop = 0; follow && answer.location && hop < 10; hop++) {
      redirects.push(answer.location)
      const next = new URL(answer.location, door)
      if (next.host !== new URL(door).host && !this.doors.includes(next.origin)) break
      answer = await this.#ask('GET', next.pathname + next.search, undefined, door, answer.path)
    }
    if (!follow && answer.location) redirects.push(answer.location)
    const { status, html } = answer
    return { status, html, path: answer.path, door, redirects }
  }

  async #ask(
    method: string,
    path: string,
    fields: Fields | undefined,
    door: string,
    from: string,
    { accept = 'text/html,application/xhtml+xml', token = undefined as string | undefined } = {}
  ) {
    const body = fields && encode(fields)
    const headers = {
      accept,
      'cookie': this.cookies,
      'referer': door + from,
      'x-forwarded-for': this.address,
      ...(token && { 'x-xsrf-token': decodeURIComponent(token) }),
      ...(body !== undefined && {
        'content-type': 'application/x-www-form-urlencoded',
        'content-length': String(Buffer.byteLength(body)),
      }),
    }
    const sent = request(new URL(path, door), { method, headers, agent: this.agent })
    sent.end(body)
    const [response] = (await once(sent, 'response')) as [IncomingMessage]
    for (const cookie of response.headers['set-cookie'] ?? []) this.#keep(cookie)
    const { statusCode: status = 0, headers: answered } = response
    return { status, html: await text(response), path, location: answered.location ?? null }
  }

  #keep(cookie: string) {
    const [, name, value] = /^([^=]+)=([^;]*)/.exec(cookie) ?? []
    if (/max-age=0\b|expires=thu, 01 jan 1970/i.test(cookie)) this.#jar.delete(name)
    else this.#jar.set(name, value)
  }

  /** A session that is already open, as after signing in: saves a hundred people their codes. */
  async signedIn(owner: { customerId: number } | { staffId: number }) {
    const token = randomBytes(24).toString('base64url')
    const now = sqlTime(clock.now())
    await db.table('devices').insert({
      token_hash: Device.hashOf(token),
      customer_id: 'customerId' in owner ? owner.customerId : null,
      staff_id: 'staffId' in owner ? owner.staffId : null,
      created_at: now,
      last_seen_at: now,
    })
    const kind = 'customerId' in owner ? 'member_device' : 'staff_device'
    const encryption = await app.container.make('encryption')
    const cookies = new CookieClient(encryption.use())
    const session = randomBytes(16).toString('hex')
    this.#set('bashgah_session', cookies.sign('bashgah_session', session))
    this.#set(session, cookies.encrypt(session, { [kind]: token }))
    return this
  }

  #set(name: string, value: string | null) {
    if (value === null) throw new Error(`The cookie ${name} could not be written`)
    this.#jar.set(name, encodeURIComponent(value))
  }
}

function formOf(page: Page, action: string): Form {
  const forms = formsOf(page.html)
  const fitting = forms.filter((one) => one.action.split('?')[0].endsWith(action))
  const form = fitting.find((one) => one.method === 'POST') ?? fitting[0]
  if (form) return form
  const there = forms.map((one) => `${one.method} ${one.action}`).join(', ')
  throw new Error(`No form ${action} on ${page.path} (${page.status}); there are: ${there}`)
}

function encode(fields: Fields) {
  const sent = Object.entries(fields).filter(([, value]) => value !== undefined)
  return new URLSearchParams(
    Object.fromEntries(sent.map(([name, value]) => [name, String(value)]))
  ).toString()
}
