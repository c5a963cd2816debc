import ExcelJS from 'exceljs'
import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import { clock } from '#app/core/clock'
import { expireLots } from '#app/club/actions/expire_lots'
import Branch from '#app/people/models/branch'
import { liabilityNow } from '#app/reports/queries/club_figures'
import { liabilityOf } from '#app/reports/queries/liability'
import { books, difference } from '#tests/support/killer_books'
import { givenClub } from '#tests/support/given_club'
import { browserOf, givenStaff, type VisitorBrowser } from '#tests/support/given_people'

const days = (n: number) => clock.now().plus({ days: n })
const amounts = (rows: { amount: number }[]) => rows.map(({ amount }) => amount)

async function download(person: VisitorBrowser, path: string) {
  const cookie = [...person.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  const answered = await fetch(process.env.APP_URL + path, { headers: { cookie } })
  const book = new ExcelJS.Workbook()
  if (answered.status === 200) await book.xlsx.load(await answered.arrayBuffer())
  return { status: answered.status, book }
}

test.group('Liability and breakage', (group) => {
  group.setup(async () => {
    const gold = await givenClub.member({ tier: 'gold' })
    const silver = await givenClub.member({ tier: 'silver' })
    clock.travelTo(days(-100))
    await givenClub.credit(gold.wallet, 200_000, { expiresAt: days(50) })
    clock.reset()
    await expireLots()
    await givenClub.credit(gold.wallet, 300_000, { expiresAt: days(20) })
    await givenClub.credit(gold.wallet, 100_000, { expiresAt: days(80) })
    await givenClub.credit(silver.wallet, 150_000, { expiresAt: null })
    await givenClub.credit(silver.wallet, 50_000, { pendingUntil: days(5) })
    await givenClub.spend(gold.wallet, 100_000)
  })

  test('[row 40] what is owed by end, age, tier and branch; all sum up to the same', async ({
    assert,
  }) => {
    const board = await liabilityOf('all', await Branch.active())
    assert.deepEqual([board.available, board.pending], [450_000, 50_000])
    assert.deepEqual(amounts(board.byEnding), [200_000, 0, 100_000, 200_000])
    assert.deepEqual(amounts(board.byAge), [500_000, 0, 0, 0, 0])
    assert.deepEqual(amounts(board.byTier), [300_000, 200_000])
    assert.deepEqual(amounts(board.byBranch), [500_000])
    const kept = await liabilityNow()
    assert.equal(board.available + board.pending, kept.available + kept.pending)
  })

  test('[row 40] breakage is expected as the last twelve months were: expired ÷ earned', async ({
    assert,
  }) => {
    const board = await liabilityOf('all', [])
    assert.deepEqual(board.history, { earned: 800_000, expired: 200_000 })
    assert.equal(board.breakage, 2500)
    assert.equal(board.expectedBreakage, 125_000)
    const nobody = await liabilityOf([999], [])
    assert.deepEqual([nobody.breakage, nobody.expectedBreakage], [null, null])
  })

  test('[row 40] by the page and as a journal; looking changes nothing', async ({ assert }) => {
    const manager = await browserOf(await givenStaff({ role: 'manager' }))
    const before = await books(['audits', 'devices'])
    const { text } = await manager.get('/desk/liability')
    for (const shown of ['۵۰٬۰۰۰ تومان', '۲۵٪', '۱۲٬۵۰۰<span class="unit">تومان', 'طلایی'])
      assert.include(text, shown)
    const english = await manager.get('/en/desk/liability')
    assert.include(english.text, '12,500<span class="unit">toman')

    const { status, book } = await download(manager, '/desk/liability/journal.xlsx?month=abc')
    assert.equal(status, 200)
    const sheet = book.worksheets[0]
    const total = sheet
      .getColumn(6)
      .values.slice(2)
      .reduce<number>((sum, v) => sum + Number(v), 0)
    const moved = await db
      .from('transfers')
      .where('created_at', '>', '2000-01-01')
      .sum('amount as amount')
      .firstOrFail()
    assert.equal(total * 10, Number(moved.amount) - 200_000)
    assert.deepEqual(difference(before, await books(['audits', 'devices'])), {})
    const cashier = await browserOf(await givenStaff({ role: 'cashier' }))
    const refused = await cashier.get('/desk/liability')
    assert.equal(refused.status, 403)
  })

  test('[row 40] what is put aside is owed too: the total is what the self-audit finds, only the tables are without it', async ({
    assert,
  }) => {
    const { wallet } = await givenClub.member({ credit: 700_000, tier: 'gold' })
    await givenClub.hold(wallet, 400_000)
    const board = await liabilityOf('all', [])
    assert.equal(board.held, 400_000)
    const row = await db
      .from('accounts')
      .whereIn('kind', ['member_credit', 'member_pending'])
      .sum({ free: 'available', held: 'held' })
      .firstOrFail()
    assert.equal(board.available + board.pending + board.held!, Number(row.free) + Number(row.held))
    const nobody = await liabilityOf([999], [])
    assert.isNull(nobody.held)
    const manager = await browserOf(await givenStaff({ role: 'manager' }))
    for (const [path, total] of [
      ['/desk/liability', '۱۲۰٬۰۰۰'],
      ['/en/desk/liability', '120,000'],
    ]) {
      const { text } = await manager.get(path)
      assert.include(text, total)
    }
  })
})
