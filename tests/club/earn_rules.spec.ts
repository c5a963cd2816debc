import { DateTime } from 'luxon'
import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import { clock } from '#app/core/clock'
import { localDigits } from '#app/core/digits'
import { TEHRAN } from '#app/core/jalali'
import { languageOf } from '#app/core/language'
import { SYSTEM } from '#app/core/actor'
import { joinClub } from '#app/club/actions/join_club'
import { discardEarnDraft, dropEarnRule, moveEarnRule } from '#app/club/actions/edit_earn_rules'
import { publishEarnRules } from '#app/club/actions/publish_earn_rules'
import { type ActiveRule, evaluateEarning, type EarningBill } from '#app/club/earning'
import EarnRule, { ruleBook } from '#app/club/models/earn_rule'
import { whySentence } from '#app/club/page_words'
import { sayRule } from '#app/club/rule_words'
import Lot from '#app/ledger/models/lot'
import { addProfileOccasion, editProfile } from '#app/front/actions/edit_profile'
import { settings } from '#app/people/models/setting'
import { given } from '#tests/support/given'
import { anOccasion, givenInterested, wholeEdit } from '#tests/support/given_profile'
import { breaches, givenClub } from '#tests/support/given_club'
import { refusalOf } from '#tests/support/given_sales'
import {
  draftRule,
  givenRules,
  noRules,
  publishRules,
  ruleMaker,
  someTerms,
} from '#tests/support/given_rules'
import {
  type Counter,
  givenCardHolder,
  givenCounter,
  givenVat,
  sell,
  tillBooks,
} from '#tests/support/given_till'
import { newKey } from '#tests/support/given_sales'
import { statementsOf } from '#tests/support/statements'

const FRIDAY_NOON = DateTime.fromISO('2026-11-20T12:00', { zone: TEHRAN }) as DateTime<true>
const NOTHING = { vat: false, freight: false, credit: false }

/** Rules as the computation takes them, without a database. */
function rulesOf(...terms: Parameters<typeof someTerms>[0][]): ActiveRule[] {
  return terms.map((of, at) => {
    const whole = someTerms(of)
    const { categoryIds } = whole.conditions
    const families = categoryIds.length ? new Set(categoryIds) : null
    return { ...whole, ruleId: at + 1, versionId: at + 1, version: 1, position: at, families }
  })
}

const aBill = (of: Partial<EarningBill> = {}): EarningBill => ({
  at: FRIDAY_NOON,
  channel: 'web',
  branchId: 1,
  tier: { id: 1, earnBasisPoints: 500 },
  lines: [{ net: 1_000_000, vat: 100_000, categoryId: 7 }],
  freight: 60_000,
  creditUsed: 0,
  ...of,
})

const earn = (bill: EarningBill, rules: ActiveRule[], counts = NOTHING, givenToday = new Map()) =>
  evaluateEarning(bill, { rules, counts, givenToday })
const amounts = (bill: EarningBill, rules: ActiveRule[], counts = NOTHING) =>
  earn(bill, rules, counts).parts.map(({ rule, amount }) => [rule?.ruleId ?? 0, amount])

test.group('What a bill earns by rules', () => {
  test('[row 8] without rules: the tier, without VAT, freight and credit; each counts when the house says so', ({
    assert,
  }) => {
    assert.deepEqual(amounts(aBill(), []), [[0, 50_000]])
    assert.deepEqual(amounts(aBill({ creditUsed: 400_000 }), []), [[0, 30_000]])
    assert.equal(earn(aBill(), [], { ...NOTHING, vat: true }).total, 55_000)
    assert.equal(earn(aBill(), [], { ...NOTHING, freight: true }).total, 53_000)
    assert.equal(
      earn(aBill({ creditUsed: 400_000 }), [], { ...NOTHING, credit: true }).total,
      50_000
    )
    assert.equal(earn(aBill({ creditUsed: 5_000_000 }), []).total, 0)
  })

  test('[row 8] of two rules on one line the first wins, and the other is named as passed over', ({
    assert,
  }) => {
    const rules = rulesOf({ basisPoints: 1000 }, { basisPoints: 2000 })
    const { parts, passedOver } = earn(aBill(), rules)
    assert.deepEqual(
      parts.map(({ rule, amount }) => [rule?.ruleId, amount]),
      [[1, 100_000]]
    )
    assert.deepEqual(
      passedOver.map(({ rule, by }) => [rule?.ruleId ?? 'tier', by.ruleId]),
      [
        [2, 1],
        ['tier', 1],
      ]
    )
  })

  test('[row 8] by category a rule takes its lines, the tier the others; on top is told apart', ({
    assert,
  }) => {
    const lines = [
      { net: 1_000_000, vat: 0, categoryId: 7 },
      { net: 500_000, vat: 0, categoryId: 8 },
      { net: 300_000, vat: 0, categoryId: null },
    ]
    const rules = rulesOf(
      { basisPoints: 2000, conditions: { categoryIds: [7] } },
      { kind: 'per_amount', every: 200_000, amount: 10_000, extra: true }
    )
    assert.deepEqual(amounts(aBill({ lines }), rules), [
      [1, 200_000],
      [0, 40_000],
      [2, 90_000],
    ])
  })

  test('[row 8] branch, channel, tier, weekday, hour, days and the smallest bill decide who speaks', ({
    assert,
  }) => {
    const silent: Parameters<typeof someTerms>[0][] = [
      { conditions: { branchIds: [2] } },
      { conditions: { tierIds: [9] } },
      { conditions: { weekdays: [0, 5] } },
      { channel: 'till' },
      { fromHour: 13, untilHour: 24 },
      { fromHour: 0, untilHour: 12 },
      { startsOn: '2026-11-21' },
      { endsOn: '2026-11-19' },
      { minBill: 1_000_001 },
    ]
    const speaking: Parameters<typeof someTerms>[0][] = [
      { conditions: { branchIds: [1, 2], tierIds: [1], weekdays: [6] } },
      { channel: 'web', fromHour: 12, untilHour: 13, minBill: 1_000_000 },
      { startsOn: '2026-11-20', endsOn: '2026-11-20' },
    ]
    for (const of of silent) assert.deepEqual(amounts(aBill(), rulesOf(of)), [[0, 50_000]])
    for (const of of speaking) assert.deepEqual(amounts(aBill(), rulesOf(of)), [[1, 100_000]])
  })

  test('[row 8] caps of a bill and of a day take off, and say so; a visit is thanked for once', ({
    assert,
  }) => {
    const rules = rulesOf(
      { basisPoints: 5000, capPerBill: 300_000, capPerDay: 350_000 },
      { kind: 'per_visit', amount: 20_000 },
      { kind: 'per_visit', amount: 90_000 }
    )
    const fresh = earn(aBill(), rules)
    assert.deepEqual(
      fresh.parts.map(({ amount, cut }) => [amount, cut]),
      [
        [300_000, { by: 'bill', amount: 200_000 }],
        [20_000, null],
      ]
    )
    const [, , visit] = fresh.passedOver.map(({ rule, by }) => [rule?.ruleId, by.ruleId])
    assert.deepEqual(
      visit ?? fresh.passedOver.map((o) => [o.rule?.ruleId, o.by.ruleId]).at(-1),
      [3, 2]
    )
    const later = earn(aBill(), rules, NOTHING, new Map([[1, 200_000]]))
    assert.deepEqual(later.parts[0].cut, { by: 'day', amount: 350_000 })
    assert.equal(later.parts[0].amount, 150_000)
    const paidByCredit = earn(aBill({ creditUsed: 9_000_000 }), rules)
    assert.equal(paidByCredit.total, 0)
  })

  test('[row 8] rules on top of each other never give more than was paid, and say what was taken off', ({
    assert,
  }) => {
    const rules = rulesOf(
      { basisPoints: 8000 },
      { basisPoints: 7000, extra: true, capPerBill: 600_000 },
      { kind: 'per_visit', amount: 50_000 }
    )
    const earned = earn(aBill(), rules)
    assert.equal(earned.total, 1_000_000)
    assert.deepEqual(
      earned.parts.map(({ amount, cut }) => [amount, cut]),
      [
        [800_000, null],
        [200_000, { by: 'paid', amount: 500_000 }],
        [0, { by: 'paid', amount: 50_000 }],
      ]
    )
    const little = earn(
      aBill({ creditUsed: 970_000 }),
      rulesOf({ kind: 'per_visit', amount: 50_000 })
    )
    const [, visit] = little.parts
    assert.isAtMost(little.total, 30_000)
    assert.equal(visit.cut?.by, 'paid')
  })
})

test.group('Rules in force', (group) => {
  let counter: Counter
  group.setup(async () => {
    counter = await givenCounter()
    await givenVat(0)
  })
  group.each.setup(noRules)
  group.each.teardown(async () => {
    const broken = await breaches()
    if (broken.length > 0) throw new Error(broken.join('\n'))
  })

  const lotsOf = (customerId: number) => Lot.query().where('customerId', customerId).orderBy('id')

  test('[row 8] a sale gives a lot for each rule, with number, version and reason', async ({
    assert,
  }) => {
    const [percent, visit] = await givenRules(
      { title: 'جشن', basisPoints: 1000, capPerBill: 80_000 },
      { kind: 'per_visit', amount: 50_000 }
    )
    const { card, customerId } = await givenCardHolder()
    await sell(counter, { card, amount: 1_000_000 })
    const lots = await lotsOf(customerId)
    assert.deepEqual(
      lots.map(({ rule, amount }) => [rule, amount]),
      [
        [`earn_rule:${percent}:1`, 80_000],
        [`earn_rule:${visit}:1`, 50_000],
      ]
    )
    const said = whySentence(lots[0], languageOf('fa'))
    assert.include(said, '«جشن»: ۱۰٪ از ۱۰۰٬۰۰۰ تومان')
    assert.include(said, '۲٬۰۰۰ تومان به خاطر سقف هر فاکتور کم شد')
    assert.include(said, 'به جای درصد سطح')
  })

  test('[row 8] a changed rule is a new version; earlier lots keep the old one', async ({
    assert,
  }) => {
    const [id] = await givenRules({ basisPoints: 1000 })
    const { card, customerId } = await givenCardHolder()
    await sell(counter, { card, amount: 1_000_000 })
    await draftRule({ basisPoints: 2000 }, id)
    await sell(counter, { card, amount: 1_000_000 })
    await publishRules()
    await sell(counter, { card, amount: 1_000_000 })
    const lots = await lotsOf(customerId)
    assert.deepEqual(
      lots.map(({ rule, amount }) => [rule, amount]),
      [
        [`earn_rule:${id}:1`, 100_000],
        [`earn_rule:${id}:1`, 100_000],
        [`earn_rule:${id}:2`, 200_000],
      ]
    )
    const past = await EarnRule.query().where({ ruleId: id, version: 1 }).firstOrFail()
    assert.deepEqual([past.status, past.basisPoints], ['past', 1000])
  })

  test('[row 8] the same sale sent again earns once; two at once do not pass the daily cap together', async ({
    assert,
  }) => {
    await givenRules({ basisPoints: 5000, capPerDay: 700_000 })
    const { card, customerId } = await givenCardHolder()
    const order = { card, amount: 1_000_000, key: newKey() }
    await sell(counter, order)
    await sell(counter, order)
    await Promise.all([1, 2, 3].map(() => sell(counter, { card, amount: 1_000_000 })))
    const lots = await lotsOf(customerId)
    const ruled = lots.filter(({ rule }) => rule.startsWith('earn_rule'))
    assert.equal(
      ruled.reduce((sum, { amount }) => sum + amount, 0),
      700_000
    )
    clock.travel({ days: 1 })
    await sell(counter, { card, amount: 1_000_000 })
    clock.reset()
    const after = await lotsOf(customerId)
    assert.equal(after.at(-1)!.amount, 500_000)
  })

  test('[row 8] while the rules are in memory they cost a sale no statement', async ({
    assert,
  }) => {
    const { card } = await givenCardHolder()
    await sell(counter, { card })
    const statements = await statementsOf(() => sell(counter, { card }))
    assert.lengthOf(
      statements.filter(({ sql }) => /earn_/.test(sql)),
      0
    )
  })

  test('[row 8] joining and a complete profile are thanked for, once [row 4]', async ({
    assert,
  }) => {
    await givenRules(
      { kind: 'per_action', action: 'join', amount: 100_000 },
      { kind: 'per_action', action: 'profile_completed', amount: 30_000 }
    )
    await givenClub.tiers()
    const { id: customerId } = await given.customer()
    await joinClub({ customerId, source: 'web', by: SYSTEM })
    await joinClub({ customerId, source: 'web', by: SYSTEM })
    await givenInterested(customerId)
    await editProfile({ customerId, edit: wholeEdit(), by: SYSTEM })
    assert.lengthOf(await lotsOf(customerId), 1)
    await addProfileOccasion(anOccasion(customerId))
    await editProfile({ customerId, edit: { birthYear: 1371 }, by: SYSTEM })
    const lots = await lotsOf(customerId)
    assert.deepEqual(
      lots.map(({ amount }) => amount),
      [100_000, 30_000]
    )
    assert.include(whySentence(lots[1], languageOf('fa')), 'سپاس برای کامل کردن پروفایل')
  })

  test('[row 8] impossible values are refused beside their field and change nothing', async ({
    assert,
  }) => {
    const tries: [Parameters<typeof someTerms>[0], string, string][] = [
      [{ basisPoints: 10_001 }, 'earn_percent_impossible', 'percent'],
      [{ basisPoints: -1 }, 'earn_percent_impossible', 'percent'],
      [{ kind: 'per_amount', every: 0, amount: 10 }, 'earn_every_impossible', 'every'],
      [{ kind: 'per_amount', every: 100, amount: 110 }, 'earn_gives_all', 'amount'],
      [{ kind: 'per_visit', amount: 0 }, 'earn_amount_impossible', 'amount'],
      [{ kind: 'per_action', amount: 10 }, 'earn_action_missing', 'action'],
      [{ fromHour: 10, untilHour: 10 }, 'earn_hours_empty', 'until_hour'],
      [{ fromHour: 10 }, 'earn_hours_empty', 'until_hour'],
      [{ startsOn: '2026-11-21', endsOn: '2026-11-20' }, 'earn_days_empty', 'ends_on'],
      [{ capPerBill: -10 }, 'earn_cap_impossible', 'cap_per_bill'],
      [{ capPerDay: 0 }, 'earn_cap_impossible', 'cap_per_day'],
      [{ minBill: -10 }, 'earn_min_bill_impossible', 'min_bill'],
      [{ channel: 'till', conditions: { categoryIds: [1] } }, 'earn_till_no_goods', 'categories'],
      [{ conditions: { branchIds: [999_999] } }, 'earn_rule_unknown', 'branches'],
      [{ conditions: { categoryIds: [999_999] } }, 'earn_rule_unknown', 'categories'],
      [{ conditions: { tierIds: [999_999] } }, 'earn_rule_unknown', 'tiers'],
    ]
    await ruleMaker()
    const before = await ruleTables()
    for (const [terms, code, field] of tries) {
      const refusal = await refusalOf(draftRule(terms))
      assert.deepEqual([refusal.refusal, refusal.details.field], [code, field])
    }
    assert.deepEqual(await ruleTables(), before)
  })

  test('[row 8] a rule that another hides is refused with both named, in drafting and in moving', async ({
    assert,
  }) => {
    const friday = { title: 'جمعه', conditions: { weekdays: [6] } }
    const [first, all] = await givenRules(friday, { title: 'همه' })
    const before = await ruleTables()
    const again = await refusalOf(draftRule({ conditions: { weekdays: [6], tierIds: [1] } }))
    assert.equal(again.refusal, 'earn_rule_hidden')
    assert.deepEqual(again.details.params!.first, {
      fa: `${localDigits(first, 'fa')} (جمعه)`,
      en: `${first} (جمعه)`,
    })
    const by = await ruleMaker()
    const moved = await refusalOf(moveEarnRule({ ruleId: all, way: 'up', by, key: newKey() }))
    assert.equal(moved.refusal, 'earn_rule_hidden')
    assert.deepEqual(await ruleTables(), before)
    await draftRule({ extra: true, conditions: { weekdays: [6] } })
  })

  test('[row 8] the draft gives nothing; who has not seen it cannot put it into force; it can be thrown away', async ({
    assert,
  }) => {
    const [id] = await givenRules({ basisPoints: 1000 })
    const by = await ruleMaker()
    const { revision } = await ruleBook(db.connection())
    await dropEarnRule({ ruleId: id, by })
    const late = await refusalOf(publishEarnRules({ revision, by, key: newKey() }))
    assert.equal(late.refusal, 'earn_draft_changed')
    const { card, customerId } = await givenCardHolder()
    await sell(counter, { card, amount: 1_000_000 })
    const [before] = await lotsOf(customerId)
    assert.equal(before.rule, `earn_rule:${id}:1`)
    assert.equal(await discardEarnDraft({ by }), 1)
    assert.lengthOf(await EarnRule.drafted(), 1)
    await dropEarnRule({ ruleId: id, by })
    await publishRules()
    await sell(counter, { card, amount: 1_000_000 })
    const [, later] = await lotsOf(customerId)
    assert.equal(later.rule, 'tier_percent')
    const empty = await refusalOf(publishRules())
    assert.equal(empty.refusal, 'earn_draft_empty')
  })

  test('[row 9] every rule is a sentence that can be said, in both languages', async ({
    assert,
  }) => {
    const names = {
      branches: new Map([[1, 'ولیعصر']]),
      categories: new Map([[7, 'پوشاک']]),
      tiers: new Map([[3, 'طلایی']]),
      tiersNow: new Map(),
    }
    const say = (of: Parameters<typeof someTerms>[0], locale: 'fa' | 'en' = 'fa') =>
      sayRule(someTerms(of), names, languageOf(locale))
    assert.equal(say({}), 'هر خرید، ۱۰٪ اعتبار می‌دهد.')
    assert.equal(say({}, 'en'), 'Every purchase gives 10% credit.')
    assert.equal(
      say({
        basisPoints: 250,
        fromHour: 17,
        untilHour: 21,
        minBill: 2_000_000,
        capPerBill: 500_000,
        capPerDay: 1_000_000,
        conditions: { branchIds: [1], categoryIds: [7], tierIds: [3], weekdays: [6, 5] },
      }),
      'روزهای پنجشنبه و جمعه، از ساعت ۱۷ تا ۲۱، در شعبهٔ ولیعصر، برای سطح طلایی، هر خرید از پوشاک بالای ۲۰۰ هزار تومان، ۲٫۵٪ اعتبار می‌دهد؛ تا سقف ۵۰ هزار تومان در هر فاکتور و ۱۰۰ هزار تومان در روز برای هر عضو.'
    )
    assert.equal(
      say({ kind: 'per_amount', every: 1_000_000, amount: 50_000, extra: true }),
      'هر خرید، به ازای هر ۱۰۰ هزار تومان خرید، ۵ هزار تومان اعتبار می‌دهد، افزون بر اعتبار معمول خرید.'
    )
  })
})

test.group('What counts', (group) => {
  let counter: Counter
  group.setup(async () => {
    counter = await givenCounter()
    await givenVat(1000)
  })

  test('[row 8] what counts is a decision of the house', async ({ assert }) => {
    const { card, customerId } = await givenCardHolder({ rules: { earnBasisPoints: 1000 } })
    await sell(counter, { card, amount: 1_100_000 })
    await settings.set('earning', { vat: true, freight: false, credit: false })
    await sell(counter, { card, amount: 1_100_000 })
    await settings.set('earning', NOTHING)
    const lots = await Lot.query().where('customerId', customerId).orderBy('id')
    assert.deepEqual(
      lots.map(({ amount }) => amount),
      [100_000, 110_000]
    )
  })
})

async function ruleTables() {
  const tables = [
    'earn_rules',
    'earn_rule_versions',
    'earn_rule_books',
    'audits',
    'idempotency_keys',
  ]
  const rows: unknown[] = []
  for (const table of tables) rows.push(await db.from(table).select('*'))
  return JSON.stringify(rows) + (await tillBooks())
}
