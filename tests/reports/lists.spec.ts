import ExcelJS from 'exceljs'
import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import type Staff from '#app/people/models/staff'
import Wallet from '#app/club/models/wallet'
import { HIDDEN } from '#app/messaging/templates'
import { EXPORTS, type ExportName } from '#app/reports/exports'
import { inPages } from '#app/reports/queries/lists'
import { browserOf, givenStaff, type VisitorBrowser } from '#tests/support/given_people'
import { givenListRows } from '#tests/support/given_lists'
import { givenClub } from '#tests/support/given_club'
import { its } from '#tests/support/its'

let manager: Staff
let browser: VisitorBrowser
let places: { from: number; to: number; variantId: number }

/** The first sheet of a file as rows of texts and numbers; the status where there is no file. */
async function sheet(person: VisitorBrowser, path: string) {
  const cookie = [...person.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  const answered = await fetch(process.env.APP_URL + path, { headers: { cookie } })
  if (answered.status !== 200) return { status: answered.status, head: [], rows: [] }
  const book = new ExcelJS.Workbook()
  await book.xlsx.load(await answered.arrayBuffer())
  const [head, ...rows] = book.worksheets[0]
    .getSheetValues()
    .slice(1)
    .map((row) => (row as unknown[]).slice(1))
  return { status: 200, head: head as string[], rows }
}

/** Of tasks the open ones are read by their own index and sorted: the closed ones grow, these do not. */
const OPEN_ONLY: readonly ExportName[] = ['tasks', 'calls']

const branchOf = async (warehouseId: number) => {
  const row = await db.from('warehouses').where('id', warehouseId).firstOrFail()
  return Number(row.branch_id)
}

test.group('Lists that are taken along [row 92]', (group) => {
  group.setup(async () => {
    manager = await givenStaff({ role: 'manager' })
    browser = await browserOf(manager)
    places = await givenListRows(manager)
  })

  test('rules are in the file as they are said, with who put them into force and when [row 2] [row 9]', async ({
    assert,
  }) => {
    const rules = await sheet(browser, '/desk/exports/earn-rules.xlsx')
    const [rule] = rules.rows
    assert.include(rules.head, 'به زبان ساده')
    assert.isTrue(rule.some((cell) => /هر خرید.*۵٪/.test(String(cell))))
    assert.instanceOf(rule[rules.head.indexOf('اجرا از (میلادی)')], Date)
    const ways = await sheet(browser, '/en/desk/exports/membership-rules.xlsx')
    assert.isTrue(ways.rows.flat().includes('Whoever wishes becomes a member.'))
    const bought = ways.rows.find((row) => row.includes('By purchases'))!
    assert.include(bought, 1_000_000)
  })

  test('of one rule only its own versions', async ({ assert }) => {
    const none = await sheet(browser, '/desk/exports/earn-rules.xlsx?of=99999')
    assert.deepEqual([none.status, none.rows.length], [200, 0])
  })

  test('simulations, runs and plans of tiers, benefits: figures are numbers [row 5] [row 7] [row 14]', async ({
    assert,
  }) => {
    const simulations = await sheet(browser, '/en/desk/exports/simulations.xlsx')
    assert.include(simulations.head, 'Cost of 90 days · Draft (toman)')
    assert.include(simulations.rows[0], 'Queued')
    const runs = await sheet(browser, '/en/desk/exports/tier-runs.xlsx')
    assert.include(runs.rows[0], 'Making the preview')
    const plans = await sheet(browser, '/en/desk/exports/tier-plans.xlsx')
    assert.isAbove(plans.rows.length, 3)
    const benefits = await sheet(browser, '/en/desk/exports/benefits.xlsx')
    const tiers = await db.from('tiers').orderBy('position')
    const [wrapping] = benefits.rows
    assert.equal(wrapping[benefits.head.indexOf(String(tiers[0].name_en))], 2)
    assert.equal(wrapping[benefits.head.indexOf(String(tiers[1].name_en))], 0)
  })

  test('a secret text is in no file', async ({ assert }) => {
    const { rows } = await sheet(browser, '/desk/exports/messages.xlsx')
    const written = await db
      .from('outgoing_messages')
      .whereIn('template', ['shipped', 'delivery_code'])
    assert.isNotEmpty(written)
    const texts = rows.flat().map(String)
    assert.include(texts, HIDDEN)
    for (const { text } of written) assert.notInclude(texts, String(text))
  })

  test('who reads one branch takes one branch along', async ({ assert }) => {
    const branchId = await branchOf(places.to)
    const far = await browserOf(await givenStaff({ role: 'branch_manager', branchId }))
    const mine = await db.from('warehouses').where('id', places.to).firstOrFail()
    const stock = await sheet(far, '/desk/exports/stock.xlsx')
    assert.isNotEmpty(stock.rows)
    assert.isTrue(stock.rows.every((row) => row.includes(mine.name_fa)))
    const transfers = await sheet(far, '/desk/exports/stock-transfers.xlsx')
    assert.lengthOf(transfers.rows, 1)
    for (const list of ['payments', 'remittances', 'shipments', 'stock-counts']) {
      assert.lengthOf(await its(sheet(far, `/desk/exports/${list}.xlsx`), 'rows'), 0)
    }
    for (const list of ['audits', 'messages', 'earn-rules', 'tier-runs', 'products']) {
      assert.equal(await its(sheet(far, `/desk/exports/${list}.xlsx`), 'status'), 403)
    }
  })

  test('a customer’s file and wallet, and the rows behind a number; each is in the audit', async ({
    assert,
  }) => {
    const { customerId } = await givenClub.member({ tier: 'gold' })
    const wallet = (await Wallet.existing(customerId))!
    for (let n = 0; n < 23; n++) await givenClub.credit(wallet, 10_000)
    const moves = await sheet(browser, `/en/desk/members/${customerId}/wallet.xlsx`)
    assert.lengthOf(moves.rows, 23)
    assert.isTrue(moves.rows.every((row) => row.includes(1_000) && row.includes('Gift credit')))
    const file = await sheet(browser, `/en/desk/customers/${customerId}/file.xlsx`)
    assert.isTrue(file.rows.flat().includes('Joined the club'))
    const sales = await sheet(browser, '/en/desk/reports/rows/web/export.xlsx?period=this_year')
    assert.lengthOf(sales.rows, 1)
    const taken = await db.from('audits').where({ action: 'exported', actor_id: manager.id })
    const lines = JSON.stringify(taken)
    for (const list of ['wallet', 'customer_file', 'figure:web']) assert.include(lines, list)
  })

  test('a file that there is not, or that is not his, is none', async ({ assert }) => {
    const { customerId } = await givenClub.member({ tier: 'gold' })
    const statusOf = (person: VisitorBrowser, path: string) => its(sheet(person, path), 'status')
    assert.equal(await statusOf(browser, '/desk/reports/rows/nothing/export.xlsx'), 404)
    assert.equal(await statusOf(browser, '/desk/customers/999999/file.xlsx'), 404)
    assert.equal(await statusOf(browser, '/desk/members/999999/wallet.xlsx'), 404)
    const keeper = await browserOf(await givenStaff({ role: 'warehouse_keeper' }))
    const expert = await browserOf(await givenStaff({ role: 'sales_expert' }))
    for (const person of [keeper, expert]) {
      assert.equal(await statusOf(person, `/desk/customers/${customerId}/file.xlsx`), 403)
      assert.equal(await statusOf(person, `/desk/members/${customerId}/wallet.xlsx`), 403)
    }
  })

  for (const name of Object.keys(EXPORTS) as ExportName[]) {
    test(`a further page of ${name} goes on from its key, without sorting`, async ({ assert }) => {
      const { key, rows } = EXPORTS[name]
      const pages = inPages(rows('all', null), key)
      const ids: number[] = []
      for await (const page of pages) ids.push(...page.map(({ id }) => Number(id)))
      assert.deepEqual(
        ids,
        [...new Set(ids)].sort((a, b) => a - b)
      )
      if (db.connection().dialect.name === 'mysql' || OPEN_ONLY.includes(name)) return
      const further = rows('all', null)().where(key, '>', 5).orderBy(key).limit(1000)
      const { sql, bindings } = further.toSQL()
      const plan: { detail: string }[] = await db.rawQuery(`EXPLAIN QUERY PLAN ${sql}`, bindings)
      const sorts = plan.filter(({ detail }) => /TEMP B-TREE FOR ORDER/.test(detail))
      assert.deepEqual(sorts, [], sql)
    })
  }
})
