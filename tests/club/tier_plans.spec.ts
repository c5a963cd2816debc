import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import { clock } from '#app/core/clock'
import { formatJalaliDay, jalaliParts } from '#app/core/jalali'
import { Refusal } from '#app/core/refusal'
import { cancelTierPlan, planTiers } from '#app/club/actions/plan_tiers'
import applyTierPlansJob from '#app/club/jobs/apply_tier_plans_job'
import Tier, { termsOf } from '#app/club/models/tier'
import type { PlannedTier } from '#app/club/tier_rules'
import Lot from '#app/ledger/models/lot'
import type Staff from '#app/people/models/staff'
import { confirmDelivery } from '#app/sales/actions/confirm_delivery'
import { sellAtTill } from '#app/till/actions/sell_at_till'
import { newKey, Shop, staffActor } from '#tests/many/world'
import { breaches, givenClub } from '#tests/support/given_club'
import { Person } from '#tests/support/http_person'
import { books, difference } from '#tests/support/killer_books'

const door = `http://127.0.0.1:${process.env.PORT}`
const asStaff = ({ id: staffId }: Staff) => new Person([door]).signedIn({ staffId })
const TRACES = ['audits', 'devices', 'rate_limits']

/** The ladder as it is, as a plan. */
const asPlanned = async (): Promise<PlannedTier[]> => {
  const ladder = await Tier.ladder()
  return ladder.map((tier) => ({ ...termsOf(tier), tierId: tier.id, to: null }))
}
const refusalOf = async (deed: Promise<unknown>) => {
  const error = await deed.then(() => null).catch((thrown: unknown) => thrown)
  return error instanceof Refusal ? [error.refusal, error.details.field ?? ''] : error
}
const tier = (code: string) => Tier.findByOrFail('code', code)

test.group('Tiers that change from a day on', (group) => {
  let shop: Shop
  group.setup(async () => {
    shop = await Shop.open()
  })
  group.each.teardown(async () => {
    clock.reset()
    await db.from('tier_plans').update({ waiting_key: null })
  })

  const plan = async (
    change: (tiers: PlannedTier[]) => PlannedTier[] | void,
    { days = 0, key = newKey() } = {}
  ) => {
    const tiers = await asPlanned()
    return planTiers({
      tiers: change(tiers) ?? tiers,
      startsOn: jalaliParts(clock.now().plus({ days })),
      note: null,
      by: staffActor(shop.staff.admin),
      key,
    })
  }

  test('[row 5] from today it holds at once; a bill of before keeps its percent', async ({
    assert,
  }) => {
    await plan((tiers) => void (tiers[2].earnBasisPoints = 700 + 1))
    const { shipmentId, customerId } = await shop.shipped(0)
    clock.travel({ minutes: 5 })
    await plan((tiers) => void (tiers[2].earnBasisPoints = 2000))
    const { earnBasisPoints } = await tier('gold')
    assert.equal(earnBasisPoints, 2000)
    await confirmDelivery({ shipmentId, by: staffActor(shop.staff.sales), key: newKey() })
    const lot = await db
      .from('lots')
      .where({ customer_id: customerId, rule: 'tier_percent' })
      .firstOrFail()
    const { why } = await Lot.findOrFail(lot.id)
    assert.equal(why.basisPoints, 701)
    assert.deepEqual(await breaches(), [])
  })

  test('[row 5] from a coming day it waits, then holds, once, with a new tier in its place', async ({
    assert,
  }) => {
    const { earnBasisPoints: before } = await tier('silver')
    await plan(
      (tiers) => {
        tiers[1].earnBasisPoints = before + 25
        const fresh = {
          tierId: null,
          nameFa: 'فیروزه‌ای',
          nameEn: 'Turquoise',
          threshold: 90_000_000,
        }
        return tiers.toSpliced(2, 0, { ...tiers[1], ...fresh })
      },
      { days: 3 }
    )
    assert.equal(await applyTierPlansJob.run(), 0)
    const silver = await tier('silver')
    assert.equal(silver.earnBasisPoints, before)
    clock.travel({ days: 3 })
    const runs = await Promise.all([applyTierPlansJob.run(), applyTierPlansJob.run()])
    assert.deepEqual(runs.sort(), [0, 1])
    const ladder = await Tier.ladder()
    assert.deepEqual(
      ladder.map(({ nameEn, position }) => [nameEn, position]),
      [
        ['Bronze', 1],
        ['Silver', 2],
        ['Turquoise', 3],
        ['Gold', 4],
        ['Diamond', 5],
      ]
    )
    assert.equal(ladder[1].earnBasisPoints, before + 25)
    const old = await Tier.asOf(silver.id, clock.now().minus({ days: 1 }))
    assert.equal(old.earnBasisPoints, before)
  })

  test('[row 5] a hole, an overlap, a threshold that does not rise: refused beside the field, nothing changes', async ({
    assert,
  }) => {
    const before = await books(TRACES)
    const wrong: [(tiers: PlannedTier[]) => void, string, string][] = [
      [(t) => void (t[0].threshold = 10), 'tier_range_start', 'tiers.0.rangeFrom'],
      [(t) => void (t[1].threshold = t[2].threshold), 'tier_not_rising', 'tiers.2.rangeFrom'],
      [(t) => void (t[0].to = t[1].threshold - 10), 'tier_range_gap', 'tiers.1.rangeFrom'],
      [(t) => void (t[0].to = t[1].threshold + 10), 'tier_range_overlap', 'tiers.1.rangeFrom'],
      [(t) => void (t.at(-1)!.to = 10 ** 12), 'tier_range_end', 'tiers.4.rangeTo'],
      [(t) => void (t[1].nameFa = t[0].nameFa), 'tier_name_taken', 'tiers.1.nameFa'],
      [() => undefined, 'tier_plan_same', ''],
      [(t) => void t.pop(), 'tier_plan_stale', ''],
    ]
    for (const [change, code, field] of wrong) {
      assert.deepEqual(await refusalOf(plan(change)), [code, field])
    }
    assert.deepEqual(await refusalOf(plan((t) => void (t[1].minSpend = 10), { days: -1 })), [
      'tier_plan_past',
      'startsOn',
    ])
    assert.deepEqual(difference(before, await books(TRACES)), {})
  })

  test('[row 5] one change waits at a time; called off it never holds; the same form counts once', async ({
    assert,
  }) => {
    const key = newKey()
    const change = (tiers: PlannedTier[]) => void (tiers[1].minSpend = 500_000)
    const first = await plan(change, { days: 2, key })
    const again = await plan(change, { days: 2, key })
    assert.deepEqual([again.planId, again.repeated], [first.planId, true])
    const others = [1, 2, 3].map((days) => refusalOf(plan(change, { days })))
    for (const refusal of await Promise.all(others)) {
      assert.deepEqual(refusal, ['tier_plan_waiting', 'startsOn'])
    }
    const by = staffActor(shop.staff.admin)
    await cancelTierPlan({ planId: first.planId, by })
    assert.deepEqual(await refusalOf(cancelTierPlan({ planId: first.planId, by })), [
      'tier_plan_over',
      '',
    ])
    clock.travel({ days: 3 })
    assert.equal(await applyTierPlansJob.run(), 0)
    const silver = await tier('silver')
    assert.equal(silver.minSpend, 0)
  })

  test('[row 34] balance threshold and least at one time, at the till and on the web', async ({
    assert,
  }) => {
    await plan((tiers) => {
      const gold = tiers.find(({ nameEn }) => nameEn === 'Gold')!
      Object.assign(gold, { spendThreshold: 500_000, minSpend: 300_000 })
    })
    const sale = async (credit: number, customerId: number) =>
      sellAtTill({
        branchId: shop.branchId,
        staffId: shop.staff.cashier.id,
        customerId,
        amount: 2_200_000,
        credit,
        method: 'cash',
        key: newKey(),
        by: staffActor(shop.staff.cashier),
      })
    const poor = await shop.member(400_000)
    const rich = await shop.member(900_000)
    const before = await books(TRACES)
    assert.deepEqual(await refusalOf(sale(300_000, poor.customerId)), [
      'below_spend_threshold',
      'credit',
    ])
    assert.deepEqual(await refusalOf(sale(299_990, rich.customerId)), ['below_min_spend', 'credit'])
    assert.deepEqual(difference(before, await books(TRACES)), {})
    await sale(300_000, rich.customerId)
    const { available } = await rich.wallet.balances(db.connection())
    assert.isAtLeast(available, 600_000)

    const page = await new Person([door]).signedIn({ customerId: poor.customerId })
    const { html } = await page.get('/panel/wallet')
    assert.include(html, '۱۰٬۰۰۰ تومان دیگر تا بتوانید اعتبارتان را خرج کنید')
    assert.include(html, 'value="80"')
    assert.deepEqual(await breaches(), [])
  })

  test('[row 5] by the pages: a percent above 100 and a gap are refused beside the field with what was typed; then it is planned and called off', async ({
    assert,
  }) => {
    const person = await asStaff(shop.staff.admin)
    const form = await person.get('/desk/tiers/plans/new')
    const before = await books(TRACES)
    const high = await person.submit(form, '/desk/tiers/plans', { 'tiers[gold][earn]': '۱۰۱' })
    assert.equal(high.status, 422)
    assert.include(high.html, 'درصد اعتبار نباید بیشتر از ۱۰۰ باشد')
    assert.include(high.html, 'value="۱۰۱"')
    const gap = await person.submit(form, '/desk/tiers/plans', {
      'tiers[silver][rangeFrom]': '۶٬۰۰۰٬۰۰۰',
    })
    assert.include(gap.html, 'فاصله می‌افتد')
    assert.deepEqual(difference(before, await books(TRACES)), {})

    const day = jalaliParts(clock.now().plus({ days: 10 }))
    const planned = await person.submit(form, '/desk/tiers/plans', {
      'tiers[gold][earn]': '۱۲٫۵',
      'startsOn': formatJalaliDay(day, 'fa'),
    })
    assert.include(planned.html, '۱۲٫۵')
    const gold = await tier('gold')
    assert.notEqual(gold.earnBasisPoints, 1250)
    const second = await person.get('/desk/tiers/plans/new')
    assert.include(second.html, 'دیدن یا لغو تغییرِ در راه')
    assert.notInclude(second.html, 'name="tiers[gold][earn]"')
    const late = await person.submit(form, '/desk/tiers/plans', {
      'tiers[gold][earn]': '۱۳',
      'key': newKey(),
    })
    assert.include(late.html, 'تغییر دیگری در راه است')
    assert.include(late.html, 'value="۱۳"')
    const waiting = await db.from('tier_plans').where('waiting_key', 'waiting').firstOrFail()
    const off = await person.submit(planned, `/desk/tiers/plans/${waiting.id}/cancellation`)
    assert.include(off.html, 'لغو شد')
    assert.isNull(await db.from('tier_plans').where('waiting_key', 'waiting').first())
    const cashier = await asStaff(shop.staff.cashier)
    const { html } = await cashier.get('/desk/tiers')
    assert.notInclude(html, 'tiers/plans/new')
    await givenClub.tiers()
  })
})
