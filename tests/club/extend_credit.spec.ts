import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import { clock } from '#app/core/clock'
import { formatShortDate, jalaliParts } from '#app/core/jalali'
import { sqlTime, timeOf } from '#app/core/sql'
import { transaction } from '#app/core/transaction'
import { decideWallet, walletRules } from '#app/club/actions/decide_wallet'
import {
  type ExtensionOrder,
  runCreditExtension,
  startCreditExtension,
} from '#app/club/actions/extend_credit'
import extendJob from '#app/club/jobs/extend_credit_job'
import CreditExtension from '#app/club/models/credit_extension'
import { creditExpiry } from '#app/club/models/wallet'
import { endOfCredit, endOfDay, endOfNextSeason } from '#app/club/validity'
import { expireLots } from '#app/club/actions/expire_lots'
import { fromJalali } from '#app/core/jalali'
import { settings } from '#app/people/models/setting'
import type Staff from '#app/people/models/staff'
import { breaches, givenClub, valueTables } from '#tests/support/given_club'
import { givenStaff } from '#tests/support/given_people'
import { asStaff, codeOf, newKey } from '#tests/support/given_sales'
import { Person } from '#tests/support/http_person'

const door = `http://127.0.0.1:${process.env.PORT}`
const inDays = (days: number) => clock.now().plus({ days })
const endsOf = async (accountId: number) => {
  const rows = await db.from('lots').where('account_id', accountId).orderBy('id')
  return rows.map((row) => sqlTime(timeOf(row.expires_at)))
}

let manager: Staff

function order(wish: Partial<ExtensionOrder> = {}): ExtensionOrder {
  const times = { from: clock.now(), until: inDays(40), newEnd: inDays(90) }
  const which = { tierId: null, branchId: null, ...times }
  return { ...which, reason: 'سیل', by: asStaff(manager), key: newKey(), ...wish }
}

async function finish(id: number) {
  while ((await runCreditExtension(id)) !== null);
  return CreditExtension.findOrFail(id)
}

test.group('[row 33] How long credit holds', () => {
  test('to the end of the next season, to one day, or some months', ({ assert }) => {
    const from = fromJalali(1405, 8, 30)
    const months = 12
    assert.deepEqual(jalaliParts(endOfNextSeason(from)), { year: 1405, month: 12, day: 29 })
    const winter = fromJalali(1405, 11, 1)
    assert.deepEqual(jalaliParts(endOfNextSeason(winter)), { year: 1406, month: 3, day: 31 })
    const season = endOfCredit(from, { way: 'season', months, day: null })
    assert.isTrue(season.equals(endOfNextSeason(from)))
    const day = { year: 1405, month: 9, day: 30 }
    assert.isTrue(endOfCredit(from, { way: 'date', months, day }).equals(endOfDay(day)))
    const over = endOfCredit(from, { way: 'date', months, day: { year: 1405, month: 8, day: 1 } })
    assert.deepEqual(jalaliParts(over), { year: 1406, month: 8, day: 30 })
    const morning = fromJalali(1405, 8, 30, 9, 42)
    const rolling = endOfCredit(morning, { way: 'rolling', months, day: null })
    /* «تا ۳۰ آبان»: all of that day. */
    assert.isTrue(rolling.equals(endOfDay({ year: 1406, month: 8, day: 30 })))
  })

  test('the house decides it; a day that is over is refused and changes nothing', async ({
    assert,
  }) => {
    const by = asStaff(await givenStaff({ role: 'administrator' }))
    const rules = await walletRules()
    const past = {
      ...rules,
      creditEnd: { way: 'date' as const, day: { year: 1400, month: 1, day: 1 } },
    }
    assert.equal(await codeOf(decideWallet({ rules: past, by })), 'end_in_past')
    const none = { ...rules, creditEnd: { way: 'date' as const, day: null } }
    assert.equal(await codeOf(decideWallet({ rules: none, by })), 'end_missing')
    assert.deepEqual(await walletRules(), rules)
    const day = { ...jalaliParts(inDays(60)) }
    await decideWallet({ rules: { ...rules, creditEnd: { way: 'date', day } }, by })
    const end = await transaction((trx) => creditExpiry(clock.now(), trx))
    assert.isTrue(end.equals(endOfDay(day)))
    await settings.set('creditEnd', { way: 'rolling', day: null })
    const audits = db.from('audits').where('action', 'decide_wallet')
    assert.lengthOf(await audits, 1)
  })
})

test.group('[row 33] A campaign that gives credit a later end', (group) => {
  group.setup(async () => {
    manager = await givenStaff({ role: 'manager' })
  })
  group.each.teardown(async () => {
    const broken = await breaches()
    if (broken.length > 0) throw new Error(broken.join('\n'))
  })

  test('only what the filter names, once, with record, message and audit; value stays', async ({
    assert,
  }) => {
    const gold = await givenClub.member({ tier: 'gold' })
    const bronze = await givenClub.member({ tier: 'bronze' })
    for (const { wallet } of [gold, bronze]) {
      await givenClub.credit(wallet, 300_000, { expiresAt: inDays(10) })
      await givenClub.credit(wallet, 200_000, { expiresAt: inDays(100) })
    }
    const before = await valueTables()
    const wish = order({ tierId: gold.member.tierId })
    const { extensionId } = await startCreditExtension(wish)
    const again = await startCreditExtension(wish)
    assert.deepEqual([again.extensionId, again.repeated], [extensionId, true])
    const done = await finish(extensionId)
    assert.deepInclude(done.$attributes, {
      state: 'done',
      lotsFound: 1,
      lotsDone: 1,
      amountDone: 300_000,
    })
    const [first] = await endsOf(gold.wallet.creditAccountId)
    assert.equal(first, sqlTime(wish.newEnd))
    const [untouched] = await endsOf(bronze.wallet.creditAccountId)
    assert.notEqual(untouched, sqlTime(wish.newEnd))
    const after = await valueTables()
    assert.equal(after['lots total'], before['lots total'])
    assert.equal(after['accounts total'], before['accounts total'])
    const told = { customer_id: gold.customerId, kind: 'credit_extended' }
    assert.lengthOf(await db.from('crm_records').where(told), 1)
    assert.isNull(await runCreditExtension(extensionId))
    assert.lengthOf(await db.from('crm_records').where(told), 1)
  })

  test('two nodes at once extend each lot once', async ({ assert }) => {
    const members = await Promise.all([1, 2, 3].map(() => givenClub.member()))
    for (const { wallet } of members) {
      await givenClub.credit(wallet, 100_000, { expiresAt: inDays(20) })
    }
    const { extensionId } = await startCreditExtension(order({ newEnd: inDays(95) }))
    await Promise.allSettled([runCreditExtension(extensionId), runCreditExtension(extensionId)])
    await extendJob.run()
    const { lotsDone, lotsFound, state } = await CreditExtension.findOrFail(extensionId)
    assert.deepEqual([lotsDone, state], [lotsFound, 'done'])
    const rows = await db.from('credit_extension_lots').where('extension_id', extensionId)
    assert.lengthOf(rows, lotsFound)
  })

  test('an end that is over, or nothing to extend: refused, nothing changes', async ({
    assert,
  }) => {
    const { wallet } = await givenClub.member()
    await givenClub.credit(wallet, 100_000, { expiresAt: inDays(20) })
    const before = await valueTables()
    assert.equal(await codeOf(startCreditExtension(order({ newEnd: inDays(-1) }))), 'end_in_past')
    const sooner = order({ newEnd: inDays(5) })
    assert.equal(await codeOf(startCreditExtension(sooner)), 'nothing_to_extend')
    assert.deepEqual(await valueTables(), before)
    assert.equal(await expireLots(), 0)
  })

  test('an empty form says beside each field what is missing; nothing begins', async ({
    assert,
  }) => {
    const admin = await givenStaff({ role: 'administrator' })
    const desk = await new Person([door]).signedIn({ staffId: admin.id })
    const page = await desk.get('/desk/credit-extensions/new')
    assert.notInclude(page.html, '-error" role')
    const before = await db.from('credit_extensions')
    const empty = { key: newKey(), from: '', until: '', end: '', reason: '' }
    const path = '/desk/credit-extensions'
    const refused = await desk.post(path, empty, { csrf: true, from: page.path })
    for (const field of ['from', 'until', 'end']) {
      assert.include(refused.html, `id="ask-${field}-error" role="alert"`)
    }
    assert.deepEqual(await db.from('credit_extensions'), before)
  })

  test('a look at an end that is over, or at days that are crossed, says which; no other sentence stands there', async ({
    assert,
  }) => {
    const admin = await givenStaff({ role: 'administrator' })
    const desk = await new Person([door]).signedIn({ staffId: admin.id })
    const look = async (...days: number[]) => {
      const [from, until, end] = days.map((n) => formatShortDate(inDays(n), 'fa'))
      const query = new URLSearchParams({ from, until, end })
      const { html } = await desk.get(`/en/desk/credit-extensions/new?${query}`)
      return html
    }
    const over = await look(0, 30, -10)
    assert.include(over, 'That day is over')
    assert.notInclude(over, 'No such credit')
    assert.include(await look(30, 0, 90), 'The last day is before the first')
    assert.notInclude(await look(0, 30, 90), 'That day is over')
  })

  test('in the browser: looked at, begun, followed; the rules page saves', async ({ assert }) => {
    const { wallet } = await givenClub.member()
    await givenClub.credit(wallet, 700_000, { expiresAt: inDays(15) })
    const admin = await givenStaff({ role: 'administrator' })
    const desk = await new Person([door]).signedIn({ staffId: admin.id })
    const [from, until, end] = [0, 30, 200].map((days) =>
      encodeURIComponent(formatShortDate(inDays(days), 'fa'))
    )
    const asked = `from=${from}&until=${until}&end=${end}`
    const page = await desk.get(`/desk/credit-extensions/new?${asked}`)
    assert.include(page.html, 'پیش‌نمایش')
    const shown = await desk.submit(page, '/credit-extensions', { reason: 'جبران قطعی سامانه' })
    assert.include(shown.html, 'آغاز شد')
    await extendJob.run()
    const english = await desk.get(`/en${shown.path}`)
    assert.include(english.html, 'Done')
    const list = await desk.get('/desk/credit-extensions')
    assert.include(list.html, 'جبران قطعی سامانه')
    const rules = await desk.get('/desk/wallet-rules')
    const saved = await desk.submit(rules, '/wallet-rules', { first: 'cash_first' })
    assert.include(saved.html, 'قواعد کیف پول ثبت شد')
    const { first } = await settings.get('drawOrder')
    assert.equal(first, 'cash_first')
  })
})
