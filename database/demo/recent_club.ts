import db from '@adonisjs/lucid/services/db'
import { clock } from '#app/core/clock'
import { jalaliParts } from '#app/core/jalali'
import { Refusal } from '#app/core/refusal'
import { draftEarnRule } from '#app/club/actions/edit_earn_rules'
import { addMembershipRule } from '#app/club/actions/membership_rules'
import { openTierRun } from '#app/club/actions/open_tier_run'
import { planTiers } from '#app/club/actions/plan_tiers'
import { publishEarnRules } from '#app/club/actions/publish_earn_rules'
import { saveBenefit } from '#app/club/actions/save_benefit'
import { steerTierRun } from '#app/club/actions/steer_tier_run'
import { useBenefit } from '#app/club/actions/use_benefit'
import { workTierRun } from '#app/club/actions/work_tier_run'
import type { BenefitPeriod } from '#app/club/models/benefit'
import { type EarnTerms, ruleBook } from '#app/club/models/earn_rule'
import Tier, { termsOf } from '#app/club/models/tier'
import { settings } from '#app/people/models/setting'
import { plan, type Recent } from '#database/demo/recent'
import { DAY, HOUR } from '#database/demo/times'
import { byStaff, demoPeople, staffOf, type DemoPerson, type World } from '#database/demo/world'

/* What the managers of the club decided in the last days: rules, tiers, benefits. */

/** Amounts in Rial. */
const MEMBERSHIP = { amount: 400_000_000, days: 365 }

const NO_TERMS: EarnTerms = {
  kind: 'percent',
  extra: true,
  title: null,
  basisPoints: 0,
  every: 0,
  amount: 0,
  action: null,
  startsOn: null,
  endsOn: null,
  channel: null,
  conditions: { branchIds: [], categoryIds: [], tierIds: [], weekdays: [] },
  fromHour: null,
  untilHour: null,
  minBill: 0,
  capPerBill: null,
  capPerDay: null,
}

interface DemoBenefit {
  nameFa: string
  nameEn: string
  period: BenefitPeriod
  uses: Readonly<Record<string, number>>
}

const BENEFITS: readonly DemoBenefit[] = [
  {
    nameFa: 'ارسال رایگان',
    nameEn: 'Free delivery',
    period: 'month',
    uses: { silver: 1, gold: 3, diamond: 6 },
  },
  {
    nameFa: 'بسته‌بندی هدیه',
    nameEn: 'Gift wrapping',
    period: 'month',
    uses: { bronze: 1, silver: 2, gold: 4, diamond: 8 },
  },
  {
    nameFa: 'هدیهٔ زادروز',
    nameEn: 'Birthday gift',
    period: 'year',
    uses: { silver: 1, gold: 1, diamond: 1 },
  },
  {
    nameFa: 'پشتیبانی بدون نوبت',
    nameEn: 'Support without a queue',
    period: 'always',
    uses: { gold: 1, diamond: 1 },
  },
]

export function planRecentClub(recent: Recent) {
  const { now, world } = recent
  const manager = byStaff(staffOf(world, 'manager', world.branches[0].id))
  const marketing = byStaff(staffOf(world, 'marketing', world.branches[0].id))
  plan(recent, now - 9 * DAY, () => eveningRule(recent, marketing, manager))
  plan(recent, now - 2 * DAY, () => draftedRule(recent, marketing))
  plan(recent, now - 8 * DAY, () =>
    addMembershipRule({ kind: 'purchases', ...MEMBERSHIP, by: manager, key: recent.key() })
  )
  plan(recent, now - 7 * DAY, () => benefits(manager))
  plan(recent, now - 5 * DAY, () => tierRun(recent, manager, true))
  plan(recent, now - 26 * HOUR, () => waitingTiers(recent, manager))
  plan(recent, now - 4 * HOUR, () => tierRun(recent, manager, false))
  for (let nth = 0; nth < 12; nth++) {
    plan(recent, now - 6 * DAY + nth * 11 * HOUR, () => someUse(recent, nth))
  }
}

type By = ReturnType<typeof byStaff>

async function eveningRule(recent: Recent, writer: By, publisher: By) {
  const title = 'عصرهای باشگاه'
  const terms = { ...NO_TERMS, title, basisPoints: 200, fromHour: 17, untilHour: 21 }
  await draftEarnRule({ ruleId: null, terms, by: writer, key: recent.key() })
  const { revision } = await ruleBook(db.connection())
  await publishEarnRules({ revision, by: publisher, key: recent.key() })
}

async function draftedRule(recent: Recent, by: By) {
  const { categoryId } = recent.world.variants[0]
  const conditions = { ...NO_TERMS.conditions, categoryIds: [categoryId] }
  const terms = {
    ...NO_TERMS,
    title: 'جشنوارهٔ این دسته',
    basisPoints: 300,
    minBill: 20_000_000,
    capPerBill: 3_000_000,
    conditions,
  }
  await draftEarnRule({ ruleId: null, terms, by, key: recent.key() })
}

async function benefits(by: By) {
  for (const benefit of BENEFITS)
    await saveBenefit({ ...benefit, benefitId: null, active: true, by })
}

/** The highest tier earns half a percent more from some weeks on. */
async function waitingTiers(recent: Recent, by: By) {
  const ladder = await Tier.ladder()
  const tiers = ladder.map((tier, at) => {
    const isLast = at === ladder.length - 1
    const terms = termsOf(tier)
    const earnBasisPoints = terms.earnBasisPoints + (isLast ? 50 : 0)
    const to = isLast ? null : ladder[at + 1].threshold
    return { ...terms, earnBasisPoints, tierId: tier.id, to }
  })
  const startsOn = jalaliParts(clock.now().plus({ days: 20 }))
  const note = 'پاداش بیشتر برای وفادارترین‌ها'
  await planTiers({ tiers, startsOn, note, by, key: recent.key() })
}

/** The last twelve months judged: carried out once, and once prepared for somebody to decide. */
async function tierRun(recent: Recent, by: By, isCarriedOut: boolean) {
  const review = await settings.get('tierReview')
  await settings.set('tierReview', { ...review, window: 'months', months: 12 })
  const { graceDays } = review
  const days = isCarriedOut ? graceDays + 2 : 1
  const lastDay = jalaliParts(clock.now().minus({ days }))
  const { runId } = await openTierRun({ lastDay, by, key: recent.key() })
  while (await workTierRun(runId)) continue
  if (!isCarriedOut) return
  await steerTierRun({ runId, move: 'start', by })
  while (await workTierRun(runId)) continue
}

async function someUse(recent: Recent, nth: number) {
  const { world } = recent
  const person = nth < 2 ? demoPeople(world)[nth] : someMember(world)
  const { code } = person.member!.tier
  const counted = BENEFITS.filter(({ period, uses }) => period !== 'always' && uses[code])
  if (counted.length === 0) return
  const { nameFa } = counted[nth % counted.length]
  const benefit = await db.from('benefits').where('name_fa', nameFa).firstOrFail()
  const branchId = person.branch.id
  const use = { customerId: person.id, benefitId: Number(benefit.id), branchId }
  const by = byStaff(staffOf(world, 'cashier', branchId))
  await useBenefit({ ...use, overrideReason: null, by, key: recent.key() }).catch(unlessRefused)
}

/** Who has used it up, or lost the tier, goes without. */
function unlessRefused(error: unknown) {
  if (!(error instanceof Refusal)) throw error
}

export function someMember(world: World): DemoPerson {
  for (;;) {
    const one = world.random.pick(world.people)
    if (one.member && !one.isDemo && one.status === 'valid') return one
  }
}
