import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import { clock } from '#app/core/clock'
import { formatJalaliDay, jalaliParts } from '#app/core/jalali'
import { Refusal } from '#app/core/refusal'
import { transaction } from '#app/core/transaction'
import { endManualTier } from '#app/club/actions/end_manual_tiers'
import { setManualTier } from '#app/club/actions/set_manual_tier'
import Member from '#app/club/models/member'
import Tier from '#app/club/models/tier'
import { recordPurchase, takeBackPurchase } from '#app/crm/models/customer_stat'
import { settings } from '#app/people/models/setting'
import type Staff from '#app/people/models/staff'
import { newKey, staffActor } from '#tests/many/world'
import { given } from '#tests/support/given'
import { breaches, givenClub } from '#tests/support/given_club'
import { givenStaff } from '#tests/support/given_people'
import { Person } from '#tests/support/http_person'
import { books, difference } from '#tests/support/killer_books'

const door = `http://127.0.0.1:${process.env.PORT}`
const TRACES = ['audits', 'devices', 'rate_limits']

let invoices = 800_000

test.group('Who gives which tier by hand to whom', (group) => {
  let [here, elsewhere] = [0, 0]
  let head: Staff
  let manager: Staff

  group.setup(async () => {
    const branches = [await given.branch(), await given.branch()]
    ;[here, elsewhere] = branches.map(({ id }) => id)
    head = await givenStaff({ role: 'branch_manager', branchId: here })
    manager = await givenStaff({ role: 'manager' })
  })
  group.each.teardown(async () => {
    clock.reset()
    await settings.set('tierByHand', { levels: 1 })
  })

  const memberOf = async (branchId: number | null, tier = 'bronze') => {
    const member = await givenClub.member({ tier })
    await db.from('customers').where('id', member.customerId).update({ branch_id: branchId })
    return member.customerId
  }
  const buy = async (customerId: number, branchId: number, daysAgo: number) => {
    const at = clock.now().minus({ days: daysAgo })
    const purchase = { customerId, branchId, invoiceId: ++invoices, amount: 3_000_000, at }
    await transaction((trx) => recordPurchase(purchase, trx))
    return purchase
  }
  const lastDay = () => jalaliParts(clock.now().plus({ days: 20 }))
  /** `given`, or the refusal with its status. */
  const answer = (deed: Promise<unknown>) =>
    deed.then(
      () => 'given',
      (error: unknown) => {
        if (!(error instanceof Refusal)) throw error
        return `${error.refusal} ${error.status}`
      }
    )
  const give = async (staff: Staff, customerId: number, code: string, key = newKey()) => {
    const { id: tierId } = await Tier.findByOrFail('code', code)
    const order = { customerId, tierId, lastDay: lastDay(), reason: 'مهمان ویژه' }
    return answer(setManualTier({ ...order, by: staffActor(staff), key }))
  }
  const end = (staff: Staff, customerId: number) =>
    answer(endManualTier({ customerId, by: staffActor(staff) }))
  const tierOf = async (customerId: number) => (await Member.of(customerId))!.tier.code

  test('[row 6] to members of his branches alone: whose home it is, or who bought there within a year', async ({
    assert,
  }) => {
    const home = await memberOf(here)
    const buyer = await memberOf(elsewhere)
    await buy(buyer, here, 300)
    assert.equal(await give(head, home, 'silver'), 'given')
    assert.equal(await give(head, buyer, 'silver'), 'given')

    const stranger = await memberOf(elsewhere)
    const homeless = await memberOf(null)
    const longAgo = await memberOf(elsewhere)
    await buy(longAgo, here, 370)
    const returned = await memberOf(elsewhere)
    await transaction(async (trx) => {
      const purchase = { customerId: returned, branchId: here, invoiceId: ++invoices, amount: 9 }
      await recordPurchase({ ...purchase, at: clock.now() }, trx)
      await takeBackPurchase(purchase, trx)
    })
    const [traces, before] = [TRACES.slice(1), await books(TRACES.slice(1))]
    for (const other of [stranger, homeless, longAgo, returned]) {
      assert.equal(await give(head, other, 'silver'), 'manual_tier_branch 403')
    }
    assert.deepEqual(difference(before, await books(traces)), {})

    assert.equal(await give(manager, stranger, 'diamond'), 'given')
    const held = await books(traces)
    assert.equal(await end(head, stranger), 'manual_tier_branch 403')
    assert.deepEqual(difference(held, await books(traces)), {})
    assert.equal(await end(head, buyer), 'given')
    assert.deepEqual(await breaches(), [])
  })

  test('[row 6] one level above the own at most, not step by step, not past who held him down; the house any', async ({
    assert,
  }) => {
    const customerId = await memberOf(here)
    const before = await books(TRACES.slice(1))
    assert.equal(await give(head, customerId, 'gold'), 'manual_tier_above 422')
    assert.deepEqual(difference(before, await books(TRACES.slice(1))), {})
    const key = newKey()
    assert.equal(await give(head, customerId, 'silver', key), 'given')
    assert.equal(await give(head, customerId, 'silver', key), 'given')
    assert.equal(await give(head, customerId, 'gold'), 'manual_tier_above 422')
    assert.equal(await tierOf(customerId), 'silver')
    const audits = await db.from('audits').where({ action: 'set_tier', subject_id: customerId })
    assert.lengthOf(audits, 1)

    const down = await memberOf(here, 'diamond')
    assert.equal(await give(manager, down, 'bronze'), 'given')
    const held = await books(TRACES.slice(1))
    assert.equal(await give(head, down, 'gold'), 'manual_tier_above 422')
    assert.equal(await end(head, down), 'manual_tier_above 422')
    assert.deepEqual(difference(held, await books(TRACES.slice(1))), {})
    assert.equal(await end(manager, down), 'given')

    await settings.set('tierByHand', { levels: 2 })
    assert.equal(await give(head, customerId, 'gold'), 'given')
    await settings.set('tierByHand', { levels: 0 })
    assert.equal(await give(head, customerId, 'silver'), 'manual_tier_above 422')
    assert.equal(await give(head, customerId, 'bronze'), 'given')
    assert.equal(await give(manager, customerId, 'diamond'), 'given')
  })

  test('[row 6] two at once, each one level: one level', async ({ assert }) => {
    const customerId = await memberOf(here)
    const wishes = ['silver', 'gold', 'silver', 'gold']
    const answers = await Promise.all(wishes.map((code) => give(head, customerId, code)))
    const above = 'manual_tier_above 422'
    assert.deepEqual(answers, ['given', above, 'given', above])
    assert.equal(await tierOf(customerId), 'silver')
    assert.deepEqual(await breaches(), [])
  })

  test('[row 6] by the pages: the form offers what he may give, says why not, and the house sets the limit', async ({
    assert,
  }) => {
    const mine = await memberOf(here)
    const other = await memberOf(elsewhere)
    const gold = await Tier.findByOrFail('code', 'gold')
    const person = await new Person([door]).signedIn({ staffId: head.id })
    const page = await person.get(`/desk/members/${mine}/wallet`)
    const options = page.html.slice(page.html.indexOf('name="tierId"')).split('</select>')[0]
    assert.include(options, 'نقره‌ای')
    assert.notInclude(options, 'طلایی')
    assert.include(page.html, 'تا ۱ سطح بالاتر از سطح خود عضو')
    const foreign = await person.get(`/desk/members/${other}/wallet`)
    assert.include(foreign.html, 'این عضو از شعبه‌های شما نیست')
    assert.notInclude(foreign.html, 'name="tierId"')

    const before = await books(TRACES)
    const day = formatJalaliDay(lastDay(), 'fa')
    const typed = { tierId: String(gold.id), lastDay: day, reason: 'مهمان' }
    const above = await person.submit(page, `/desk/members/${mine}/tier`, typed)
    assert.include(above.html, 'دست بالا ۱ سطح بالاتر از سطح خود عضو')
    const from = `/desk/members/${other}/wallet`
    const fields = { ...typed, key: newKey() }
    const sent = await person.post(`/desk/members/${other}/tier`, fields, { csrf: true, from })
    assert.include(sent.html, 'این عضو از شعبه‌های شما نیست')
    assert.deepEqual(difference(before, await books(TRACES)), {})

    const boss = await new Person([door]).signedIn({ staffId: manager.id })
    const runs = await boss.get('/desk/tier-runs')
    const wrong = await boss.submit(runs, '/desk/tier-runs/rule', { handLevels: '-1' })
    assert.include(wrong.html, 'role="alert"')
    await boss.submit(await boss.get('/desk/tier-runs'), '/desk/tier-runs/rule', {
      handLevels: '۲',
    })
    const again = await person.get(`/desk/members/${mine}/wallet`)
    await person.submit(again, `/desk/members/${mine}/tier`, typed)
    assert.equal(await tierOf(mine), 'gold')
  })
})
