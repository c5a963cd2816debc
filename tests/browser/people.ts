import type { Browser, BrowserContext, Page } from 'playwright'
import db from '@adonisjs/lucid/services/db'

/** A person at a browser of his own. Pages are pressed and read as he would, by what they say. */
export class BrowserPerson {
  private constructor(
    readonly page: Page,
    readonly context: BrowserContext,
    /** What the browser complained about: scripts, styles, policies. */
    readonly complaints: string[]
  ) {}

  static async arrive(browser: Browser, { phone = false } = {}) {
    const context = await browser.newContext({
      baseURL: process.env.APP_URL,
      viewport: phone ? { width: 360, height: 780 } : { width: 1280, height: 900 },
      locale: 'fa-IR',
    })
    const page = await context.newPage()
    const complaints: string[] = []
    page.on('pageerror', (error) => complaints.push(String(error)))
    page.on('console', (message) => {
      const expected = /status of 4(04|09|22)/.test(message.text())
      if (message.type() === 'error' && !expected) complaints.push(message.text())
    })
    page.setDefaultTimeout(30_000)
    return new BrowserPerson(page, context, complaints)
  }

  async open(path: string) {
    await this.page.goto(path)
  }

  async fill(name: string, value: string) {
    await this.page.fill(`[name="${name}"]:not([type=hidden]):visible`, value)
  }

  /** Presses the button of the form whose action ends so. */
  async send(action: string, button = 'button[type=submit], button:not([type])') {
    /* A live page may be reloading a part of itself; a person waits until it stands still. */
    await this.page.waitForLoadState('networkidle', { timeout: 2000 }).catch(() => undefined)
    await this.page.locator(`form[action$="${action}"]`).locator(button).first().click()
  }

  async sees(text: string | RegExp) {
    await this.page.getByText(text).filter({ visible: true }).first().waitFor()
  }

  /** Signs in at the desk. */
  async signInAtDesk(username: string) {
    await this.open('/desk/sign-in')
    await this.fill('username', username)
    await this.fill('password', 'demo-1234')
    await this.send('/desk/sign-in')
    await this.page.waitForURL(/\/desk(\?|$)/)
  }

  /** Signs in with the code that was sent; the page that asked for it must be open. */
  async signInByCode(mobile: string) {
    await this.fill('mobile', mobile)
    await this.send('/sign-in')
    await this.page.waitForURL(/sign-in\/code/)
    await this.fill('code', await codeSentTo(mobile))
    await this.send('/sign-in/code')
  }
}

/** The code in the newest message to a number, as the person reads it on his phone. */
export async function codeSentTo(mobile: string) {
  const recipient = mobile.replace(/^0/, '+98')
  const message = await db
    .from('outgoing_messages')
    .where({ recipient, template: 'sign_in_code' })
    .orderBy('id', 'desc')
    .firstOrFail()
  return /\d{5}/.exec(message.text)![0]
}

/** Messages of a template that were written, newest first. */
export async function messages(template: string): Promise<{ recipient: string; text: string }[]> {
  return db.from('outgoing_messages').where({ template }).orderBy('id', 'desc')
}
