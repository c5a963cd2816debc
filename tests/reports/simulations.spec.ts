import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import {
  runSimulations,
  startSimulation,
  stopSimulation,
} from '#app/reports/actions/simulate_earning'
import EarnSimulation from '#app/reports/models/earn_simulation'
import { emptyResult, medianDays, type SimulationResult, verdictsOf } from '#app/reports/simulating'
import { clock } from '#app/core/clock'
import { givenClub, valueTables } from '#tests/support/given_club'
import { draftRule, givenRules, noRules, ruleMaker } from '#tests/support/given_rules'
import { newKey, refusalOf } from '#tests/support/given_sales'
import {
  type Counter,
  givenCardHolder,
  givenCounter,
  givenVat,
  sell,
} from '#tests/support/given_till'
import { Person } from '#tests/support/http_person'
import { givenInterest } from '#tests/support/given_profile'
import { givenStaff } from '#tests/support/given_people'
import { bringBack } from '#tests/support/given_returns'
import { scannedTables, statementsOf } from '#tests/support/statements'

const door = `http://127.0.0.1:${process.env.PORT}`

async function start() {
  const { simulationId } = await startSimulation({ by: await ruleMaker(), key: newKey() })
  return simulationId
}

/** The rules as they are kept; trying one out leaves them so. */
const ruleRows = async () => [await db.from('earn_rules'), await db.from('earn_rule_versions')]

test.group('Playing rules on the sales that were', (group) => {
  let counter: Counter
  group.setup(async () => {
    counter = await givenCounter()
    await givenVat(0)
    const rules = { earnBasisPoints: 500, spendThreshold: 100_000 }
    const [one, two] = [await givenCardHolder({ rules }), await givenCardHolder({ rules })]
    await givenClub.member()
    const now = clock.now()
    const buy = async (card: string, amount: number, daysAgo: number) => {
      clock.travelTo(now.minus({ days: daysAgo }))
      await sell(counter, { card, amount })
      clock.reset()
    }
    await buy(one.card, 9_000_000, 100)
    await buy(one.card, 1_000_000, 80)
    await buy(one.card, 1_000_000, 60)
    await buy(two.card, 500_000, 30)
    clock.travelTo(now.minus({ days: 1 }))
    await sell(counter, { amount: 7_500_000 })
    clock.reset()
  })
  group.each.setup(async () => {
    await noRules()
    await db.from('earn_simulations').delete()
  })

  test('[row 9] cost, share, who reaches the threshold and when: the draft beside the rules in force; nothing is given', async ({
    assert,
  }) => {
    await givenRules({ basisPoints: 1000 })
    const [live] = await db.from('earn_rules').select('id')
    await draftRule({ basisPoints: 2000, capPerBill: 150_000 }, Number(live.id))
    const before = await valueTables()
    const id = await start()
    await runSimulations()
    assert.deepEqual(await valueTables(), before)
    const { status, result, percent } = await EarnSimulation.findOrFail(id)
    assert.deepEqual([status, percent], ['done', 100])
    assert.deepEqual(
      [result.sales, result.allSales, result.purchases, result.buyers],
      [2_500_000, 10_000_000, 3, 2]
    )
    assert.deepEqual([result.inForce.cost, result.drafted.cost], [250_000, 400_000])
    assert.deepEqual([result.inForce.reached, medianDays(result.inForce)], [1, 0])
    assert.deepEqual([result.drafted.reached, medianDays(result.drafted)], [2, 0])
    assert.deepEqual(result.drafted.byRule, { [`earn_rule:${live.id}:0`]: 400_000 })
  })

  test('[row 9] days count from the first purchase; who never reaches is not counted', async ({
    assert,
  }) => {
    await draftRule({ basisPoints: 500, conditions: { branchIds: [counter.branchId] } })
    const id = await start()
    await runSimulations()
    const { result } = await EarnSimulation.findOrFail(id)
    assert.deepEqual([result.drafted.reached, medianDays(result.drafted)], [1, 20])
    assert.equal(result.inForce.byRule.tier_percent, result.inForce.cost)
  })

  test('[row 9] page by page: cut off and played again, or by two at once, it ends the same; again it does nothing', async ({
    assert,
  }) => {
    await draftRule({})
    const first = await start()
    await runSimulations()
    const whole = await EarnSimulation.findOrFail(first)
    const second = await start()
    await Promise.all([runSimulations(), runSimulations(), runSimulations()])
    await db.from('earn_simulations').where('id', second).update({ claimed_until: null })
    await runSimulations()
    const again = await EarnSimulation.findOrFail(second)
    assert.deepEqual(again.result, whole.result)
    assert.equal(again.membersDone, again.membersTotal)
    assert.equal(await runSimulations(), 0)
  })

  test('[row 9] one at a time; stopped it stays stopped and frees the place', async ({
    assert,
  }) => {
    const by = await ruleMaker()
    const id = await start()
    const refusal = await refusalOf(startSimulation({ by, key: newKey() }))
    assert.equal(refusal.refusal, 'simulation_runs')
    assert.isTrue(await stopSimulation({ simulationId: id, by }))
    assert.isFalse(await stopSimulation({ simulationId: id, by }))
    assert.equal(await runSimulations(), 0)
    const stopped = await EarnSimulation.findOrFail(id)
    assert.deepEqual([stopped.status, stopped.membersDone], ['stopped', 0])
    await start()
  })

  test('[row 9] too fast, too slow, or neither, with the reason', ({ assert }) => {
    const pace = { mostCostBasisPoints: 1000, leastReachBasisPoints: 2500, mostDays: 45 }
    const of = (change: Partial<SimulationResult['drafted']>) => {
      const result = { ...emptyResult(0), sales: 1_000_000, buyers: 10 }
      const inForce = { ...result.inForce, cost: 50_000 }
      const drafted = { ...result.drafted, cost: 60_000, ...change }
      return verdictsOf({ ...result, inForce, drafted }, pace).map(({ reason }) => reason)
    }
    const after = (day: number, reached: number) => {
      const days = Array.from({ length: 91 }, (_, at) => (at === day ? reached : 0))
      return { days, reached }
    }
    assert.deepEqual(of(after(10, 5)), [])
    assert.deepEqual(of({ cost: 99_999, ...after(10, 5) }), [])
    assert.deepEqual(of({ cost: 130_000, ...after(10, 5) }), ['costs_much', 'costs_double'])
    assert.deepEqual(of(after(46, 5)), ['takes_long'])
    assert.deepEqual(of(after(10, 2)), ['few_reach'])
    assert.deepEqual(of({}), ['nobody_reaches'])
  })

  test('[row 9] every statement of it has an index', async ({ assert }) => {
    await draftRule({ conditions: { categoryIds: [await givenInterest()] } })
    await start()
    const statements = await statementsOf(() => runSimulations())
    const reads = statements.filter(
      ({ sql }) => /^select/i.test(sql) && !/`(tiers|settings)`/.test(sql)
    )
    const scanned: string[] = []
    for (const read of reads) scanned.push(...(await scannedTables(read)))
    assert.deepEqual(scanned, [])
  })

  test('[row 9] by the pages: asked for, seen in progress, stopped, and its end read by the manager', async ({
    assert,
  }) => {
    await draftRule({ title: 'جشن' })
    const { id: staffId } = await ruleMaker()
    const person = await new Person([door]).signedIn({ staffId })
    const list = await person.get('/desk/earn-simulations')
    const running = await person.submit(list, '/desk/earn-simulations', {})
    assert.include(running.html, 'up-poll')
    const address = running.path
    const stopped = await person.submit(running, `${address}/end`, {})
    assert.include(stopped.html, 'شبیه‌سازی متوقف شد')
    const anew = await person.get('/desk/earn-simulations')
    const again = await person.submit(anew, '/desk/earn-simulations', {})
    await runSimulations()
    const done = await person.get(again.path)
    assert.notInclude(done.html, 'up-poll')
    assert.include(done.html, 'هر خرید، ۱۰٪ اعتبار می‌دهد')
    assert.include(done.html, 'هزینهٔ ۹۰ روز')
  })

  test('[row 9] the form says its sentence as it is filled in, left-empty fields and all; a purchase is tried out', async ({
    assert,
  }) => {
    const { id: staffId } = await ruleMaker()
    const person = await new Person([door]).signedIn({ staffId })
    const before = await ruleRows()
    /* As a browser sends it: every field of the form, most of them empty. */
    const blank = `key=${newKey()}&title=&action=&every=&amount=&starts_on=&ends_on=&from_hour=&until_hour=&channel=`
    const ask = (query: string) => person.get(`/desk/earn-rules/sentence?${query}`)
    const said = await ask(`kind=percent&percent=${encodeURIComponent('۱۰')}&${blank}&min_bill=`)
    assert.include(said.html, 'هر خرید، ۱۰٪ اعتبار می‌دهد')
    const english = await person.get(
      `/en/desk/earn-rules/sentence?kind=per_visit&percent=&${blank.replace('amount=', 'amount=5000')}`
    )
    assert.include(english.html, 'Every purchase gives 5 thousand toman credit')
    const odd = await ask(`kind=percent&percent=%3Cb%3E&${blank}`)
    assert.equal(odd.status, 200)
    assert.include(odd.html, 'تا جمله‌اش اینجا دیده شود')

    const rest = 'channel=till&branch=&category=&weekday=&hour='
    const tried = await person.get(
      `/desk/earn-rules?bill=${encodeURIComponent('۱٬۰۰۰٬۰۰۰')}&${rest}`
    )
    assert.include(tried.html, 'اعتبار این خرید')
    const wrong = await person.get(`/desk/earn-rules?bill=abc&${rest}`)
    assert.include(wrong.html, 'role="alert"')
    assert.notInclude(wrong.html, 'اعتبار این خرید')
    assert.deepEqual(await ruleRows(), before)
  })

  test('[row 9] what came back is not earned: each return takes its part back as the return itself does, by hand', async ({
    assert,
  }) => {
    const rules = { earnBasisPoints: 500, spendThreshold: 100_000 }
    const [keeps, brings] = [await givenCardHolder({ rules }), await givenCardHolder({ rules })]
    const now = clock.now()
    const manager = await givenStaff({ role: 'branch_manager', branchId: counter.branchId })
    const buy = async (card: string, amount: number, daysAgo: number) => {
      clock.travelTo(now.minus({ days: daysAgo }))
      const { invoiceId } = await sell(counter, { card, amount, confirmed: true })
      return invoiceId
    }
    const back = async (invoiceId: number, amount: number, daysAgo: number) => {
      clock.travelTo(now.minus({ days: daysAgo }))
      const line = await db.from('invoice_lines').where('invoice_id', invoiceId).firstOrFail()
      const lines = [{ lineId: Number(line.id), amount }]
      await bringBack(invoiceId, manager, { lines, freight: false })
    }
    const part = await buy(keeps.card, 3_000_000, 70)
    await back(part, 1_000_010, 69)
    const whole = await buy(brings.card, 900_000, 50)
    await back(whole, 400_000, 45)
    await back(whole, 500_000, 40)
    clock.reset()

    /* By hand: ten percent of 2,500,000 (the story's others) and of both of these, less what went. */
    await givenRules({ basisPoints: 1000 })
    const id = await start()
    await runSimulations()
    const { result } = await EarnSimulation.findOrFail(id)
    assert.deepEqual([result.purchases, result.buyers], [4, 3])
    assert.deepEqual(
      [result.sales, result.returned, result.allSales],
      [2_500_000 + 1_999_990, 1_900_010, 10_000_000 + 1_999_990]
    )
    /* 300,000 × 1,000,010 ⁄ 3,000,000 = 100,001, in whole Toman 100,000; of the other all 90,000. */
    assert.equal(result.inForce.clawedBack, 100_000 + 90_000)
    assert.equal(result.inForce.cost, 250_000 + 200_000)
    assert.equal(result.inForce.reached, 2)
    const real = await db
      .from('sales_returns')
      .whereIn('invoice_id', [part, whole])
      .sum('clawed_back as total')
      .firstOrFail()
    /* In truth five percent was given: of each half of that, in whole Toman. */
    assert.equal(Number(real.total), 50_000 + 45_000)
    const cause = result.inForce.byRule
    assert.equal(
      Object.values(cause).reduce((sum, one) => sum + one, 0),
      result.inForce.cost
    )
  })
})
