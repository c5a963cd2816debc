/**
 * `APP_URL=http://127.0.0.1:3333 npm run screenshots`: the pictures of the README, taken from a demo
 * that already runs, by its own demo accounts. Writes docs/images/*.png.
 */
import { mkdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { chromium } from 'playwright'
import { root } from './setup.mjs'

const base = (process.env.APP_URL ?? 'http://127.0.0.1:3333').replace(/\/$/, '')
const folder = join(root, 'docs', 'images')
const PASSWORD = 'demo-1234'
const WIDE = { width: 1280, height: 800 }
const PHONE = { width: 360, height: 740 }
const FLAGS = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--lang=fa']

let browser

/** A page of a person who has nothing yet: no cookies, no cart. */
async function person(size = WIDE) {
  const context = await browser.newContext({
    viewport: size,
    deviceScaleFactor: 1,
    timezoneId: 'Asia/Tehran',
    reducedMotion: 'reduce',
  })
  return context.newPage()
}

async function staff(username, size) {
  const page = await person(size)
  await page.goto(`${base}/desk/sign-in`)
  await page.fill('input[name=username]', username)
  await page.fill('input[name=password]', PASSWORD)
  await page.click('#sign-in button[type=submit]')
  await page.waitForURL((url) => !url.pathname.includes('sign-in'))
  return page
}

/** Signs the first demo member in; the manager reads the code in the outbox. */
async function member(size) {
  const page = await person(size)
  await page.goto(`${base}/sign-in`)
  await page.locator('ul form button').first().click()
  await page.waitForURL(/sign-in\/code/)
  const manager = await staff('manager')
  await manager.goto(`${base}/desk/outbox`)
  const code = (await manager.locator('main').innerText()).match(/(?<!\d)\d{5}(?!\d)/)
  if (!code) throw new Error('No sign-in code in the outbox: is this a demo?')
  await manager.context().close()
  await page.fill('input[name=code]', code[0])
  await page.keyboard.press('Enter')
  await page.waitForURL((url) => !url.pathname.includes('sign-in'))
  return page
}

async function picture(page, name, path) {
  if (path) await page.goto(base + path, { waitUntil: 'networkidle' }).catch(() => {})
  await page.evaluate(() => document.fonts.ready)
  await page.waitForTimeout(800)
  const file = join(folder, `${name}.png`)
  await page.screenshot({ path: file })
  console.log(`docs/images/${name}.png  ${Math.round(statSync(file).size / 1024)} kB`)
}

/** The address of the first link of a page that looks so. */
async function firstLink(page, path, start) {
  await page.goto(base + path)
  return page.locator(`main a[href^="${start}"]`).first().getAttribute('href')
}

async function ofVisitor() {
  const wide = await person()
  await picture(wide, 'home-fa-1280', '/')
  await picture(wide, 'home-en-1280', '/en')
  const phone = await person(PHONE)
  await phone.goto(base)
  const product = await phone
    .locator('main a[href^="/p/"]:not(:has(.tone-error))')
    .first()
    .getAttribute('href')
  await picture(phone, 'product-fa-360', product)
}

async function ofMember() {
  await picture(await member(PHONE), 'wallet-fa-360', '/panel/wallet')
}

async function ofStaff() {
  const cashier = await staff('cashier1')
  await cashier.goto(`${base}/desk/till`)
  await cashier.locator('[data-card-input]').first().fill('09120000001')
  await cashier.keyboard.press('Enter')
  await cashier.waitForTimeout(500)
  await cashier.fill('input[name=amount]', '1250000')
  await cashier.fill('input[name=credit]', '300000')
  await cashier.waitForTimeout(1200)
  await picture(cashier, 'till-fa-1280')
  const manager = await staff('manager')
  await picture(manager, 'reports-fa-1280', '/desk/reports')
  await picture(manager, 'board-fa-1280', '/desk/tasks')
  const preInvoice = await firstLink(manager, '/desk/pre-invoices', '/desk/pre-invoices/')
  await picture(manager, 'pre-invoice-fa-1280', preInvoice)
}

mkdirSync(folder, { recursive: true })
browser = await chromium.launch({
  executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
  args: FLAGS,
})
try {
  await ofVisitor()
  await ofMember()
  await ofStaff()
} finally {
  await browser.close()
}
