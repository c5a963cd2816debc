import { randomUUID } from 'node:crypto'
import app from '@adonisjs/core/services/app'
import encryption from '@adonisjs/core/services/encryption'
import { CookieClient } from '@adonisjs/core/http'
import db from '@adonisjs/lucid/services/db'
import { clock } from '#app/core/clock'
import { sqlTime } from '#app/core/sql'
import Device from '#app/people/models/device'
import Staff from '#app/people/models/staff'
import type { Role } from '#app/people/rights'

let counter = 0
const hashes = new Map<string, Promise<string>>()

/** Hashing is slow on purpose, so each password is hashed once. */
async function hashed(password: string) {
  const hash = await app.container.make('hash')
  if (!hashes.has(password)) hashes.set(password, hash.make(password))
  return hashes.get(password)!
}

export interface GivenStaff {
  role?: Role
  /** null: the role holds in every branch. */
  branchId?: number | null
  username?: string
  password?: string
  mobile?: string | null
  locale?: 'fa' | 'en'
  active?: boolean
}

/** A member of staff with one role; his roles are loaded. The password is `demo-1234`. */
export async function givenStaff(wish: GivenStaff = {}): Promise<Staff> {
  const n = ++counter
  const staff = await Staff.create({
    username: wish.username ?? `staff${n}`,
    firstName: 'نیلوفر',
    lastName: `احمدی ${n}`,
    mobile: wish.mobile === undefined ? `+98935${1_000_000 + n}` : wish.mobile,
    password: await hashed(wish.password ?? 'demo-1234'),
    locale: wish.locale ?? 'fa',
    branchId: wish.branchId ?? null,
    active: wish.active ?? true,
  })
  await giveRole(staff, wish.role ?? 'sales_expert', wish.branchId ?? null)
  return staff
}

export async function giveRole(staff: Staff, role: Role, branchId: number | null) {
  await db.table('staff_roles').insert({ staff_id: staff.id, role, branch_id: branchId })
  await staff.load('roles')
}

/** Makes a day (yyyy-MM-dd in Tehran) free, in one branch or in all. */
export async function givenHoliday(day: string, branchId: number | null = null) {
  const names = { name_fa: 'تعطیل رسمی', name_en: 'Public holiday' }
  await db.table('holidays').insert({ day, branch_id: branchId, ...names })
}

export interface Page {
  status: number
  text: string
  /** Where a redirect leads, as a path. */
  location: string | null
}

/**
 * A browser without scripts: keeps its cookies, sends the CSRF token with forms and follows no
 * redirect by itself. `visitor()` is nobody; `browserOf(person)` is already signed in.
 */
export class VisitorBrowser {
  cookies = new Map<string, string>()

  get(path: string, headers: Record<string, string> = {}): Promise<Page> {
    return this.#send('GET', path, undefined, headers)
  }

  /** Sends a form; the first one fetches a page for its CSRF token. */
  async post(
    path: string,
    fields: Record<string, string | number | string[]> = {},
    headers: Record<string, string> = {}
  ): Promise<Page> {
    if (!this.cookies.has('XSRF-TOKEN')) {
      const desk = path.replace(/^\/en/, '').startsWith('/desk')
      await this.get(desk ? '/desk/sign-in' : '/sign-in')
    }
    const form = new URLSearchParams()
    for (const [name, value] of Object.entries(fields)) {
      for (const one of Array.isArray(value) ? value : [value]) form.append(name, String(one))
    }
    return this.#send('POST', path, form, headers)
  }

  /** The same, and then every redirect. */
  async follow(page: Page | Promise<Page>): Promise<Page> {
    let now = await page
    for (let hops = 0; now.location && hops < 5; hops++) now = await this.get(now.location)
    return now
  }

  async #send(method: string, path: string, body?: URLSearchParams, extra = {}): Promise<Page> {
    const base = process.env.APP_URL!
    const headers: Record<string, string> = {
      accept: 'text/html',
      cookie: [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; '),
      referer: `${base}${path}`,
      ...extra,
    }
    const token = this.cookies.get('XSRF-TOKEN')
    if (token && method !== 'GET') headers['x-xsrf-token'] = decodeURIComponent(token)
    const answer = await fetch(base + path, { method, headers, body, redirect: 'manual' })
    this.#keep(answer.headers.getSetCookie())
    const location = answer.headers.get('location')
    const to = location ? new URL(location, base) : null
    return {
      status: answer.status,
      text: await answer.text(),
      location: to && to.origin === new URL(base).origin ? to.pathname + to.search : location,
    }
  }

  #keep(cookies: string[]) {
    for (const cookie of cookies) {
      const [pair] = cookie.split(';')
      const at = pair.indexOf('=')
      const gone = /max-age=0|expires=thu, 01 jan 1970/i.test(cookie)
      if (gone) this.cookies.delete(pair.slice(0, at))
      else this.cookies.set(pair.slice(0, at), pair.slice(at + 1))
    }
  }
}

export const visitor = () => new VisitorBrowser()

/** The browser of a customer or of a member of staff who signed in before the story begins. */
export async function browserOf(person: Staff | { id: number; mobile: string }) {
  const isStaff = person instanceof Staff
  const token = randomUUID()
  await db.table('devices').insert({
    token_hash: Device.hashOf(token),
    [isStaff ? 'staff_id' : 'customer_id']: person.id,
    created_at: sqlTime(clock.now()),
    last_seen_at: sqlTime(clock.now()),
  })
  const cookies = new CookieClient(encryption.use())
  const browser = new VisitorBrowser()
  const session = randomUUID()
  const values = { [isStaff ? 'staff_device' : 'member_device']: token }
  browser.cookies.set(
    'bashgah_session',
    encodeURIComponent(cookies.sign('bashgah_session', session)!)
  )
  browser.cookies.set(session, encodeURIComponent(cookies.encrypt(session, values)!))
  return browser
}

/** A page without its CSRF tokens and what was typed: two of them may be compared. */
export function bare(html: string): string {
  return html
    .replace(/(value|content)=(["'])[\w-]{30,}\2/g, '')
    .replace(/ value="[^"]*"/g, '')
    .replace(/\s+/g, ' ')
}

export async function statusOf(asked: Promise<Page>) {
  const page = await asked
  return page.status
}

/** Where an answer leads; the empty text when it leads nowhere. */
export async function whereTo(asked: Promise<Page>) {
  const page = await asked
  return page.location ?? ''
}
