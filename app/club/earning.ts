import type { DateTime } from 'luxon'
import { TEHRAN, tehranDate } from '#app/core/jalali'
import { percentOf, RIAL_PER_TOMAN, splitByWeight, sumOf, type Rial } from '#app/core/money'
import type { EarnChannel, EarnTerms } from '#app/club/models/earn_rule'
import type Tier from '#app/club/models/tier'

/** The base rule of the club: the tier's percent, of whatever no other rule has taken. */
export const TIER_PERCENT = 'tier_percent'

type Percent = Pick<Tier, 'earnBasisPoints'>
type SpendRules = Pick<Tier, 'spendThreshold' | 'maxShareBasisPoints'> & {
  /** Least that may be spent at one time (Rial); none when left out. */
  minSpend?: Rial
}

/** Credit (Rial) that a base earns: the tier's percent, rounded down to the whole Toman. */
export function creditFor({ tier, base }: { tier: Percent; base: Rial }): Rial {
  return wholeToman(percentOf(Math.max(0, base), tier.earnBasisPoints))
}

/** Rial rounded down to what can be paid: nobody has a coin below the Toman. */
export function wholeToman(amount: Rial): Rial {
  return amount - (amount % RIAL_PER_TOMAN)
}

/**
 * The most credit (Rial) that may pay a bill: nothing below the tier's threshold (حد نصاب) or when
 * it would be less than the tier's least for one time, else what is there, up to the tier's share of
 * the bill.
 */
export function largestSpend(of: { tier: SpendRules; available: Rial; bill: Rial }): Rial {
  const { tier, available, bill } = of
  if (available < neededToSpend(tier)) return 0
  const most = Math.min(available, percentOf(Math.max(0, bill), tier.maxShareBasisPoints))
  return most < (tier.minSpend ?? 0) ? 0 : Math.max(0, most)
}

/** Balance (Rial) from which any credit may be spent: who has less than one spend may not either. */
export function neededToSpend(tier: Pick<SpendRules, 'spendThreshold' | 'minSpend'>): Rial {
  return Math.max(tier.spendThreshold, tier.minSpend ?? 0)
}

/** What is missing (Rial) until any credit may be spent; 0 when the threshold is reached. */
export function missingForSpend(of: { tier: SpendRules; available: Rial }): Rial {
  return Math.max(0, neededToSpend(of.tier) - of.available)
}

/** The parts of a bill (Rial) that earn nothing. */
export interface Excluded {
  vat: Rial
  freight: Rial
  credit: Rial
}

/** Kept on the lot as it was when it was earned: tiers and names may change later. */
export interface Why {
  base: Rial
  basisPoints: number
  tier: { code: string; nameFa: string; nameEn: string }
  excluded: Excluded
  /** Number of the document as people know it. */
  document: string
}

/** What «چرا این عدد؟» says of credit earned by a tier's percent. Amounts in Rial. */
export function whyOf(of: {
  tier: Pick<Tier, 'code' | 'nameFa' | 'nameEn' | 'earnBasisPoints'>
  base: Rial
  excluded?: Partial<Excluded>
  document: string
}): Why & Record<string, unknown> {
  const { code, nameFa, nameEn, earnBasisPoints } = of.tier
  return {
    base: of.base,
    basisPoints: earnBasisPoints,
    tier: { code, nameFa, nameEn },
    excluded: { vat: 0, freight: 0, credit: 0, ...of.excluded },
    document: of.document,
  }
}

/** A rule as the computation takes it. Categories stand with everything below them. */
export interface ActiveRule extends EarnTerms {
  ruleId: number
  versionId: number
  version: number
  position: number
  /** Every category that the rule's categories hold; null when it asks for none. */
  families: ReadonlySet<number> | null
}

/** Whether VAT, freight and what credit paid count for what is earned. */
export interface Counts {
  vat: boolean
  freight: boolean
  credit: boolean
}

export interface EarningLine {
  /** Rial, net of discount and VAT. */
  net: Rial
  vat: Rial
  /** Null when the till sold an amount and no goods by name. */
  categoryId: number | null
}

export interface EarningBill {
  /** When it was bought. */
  at: DateTime
  channel: EarnChannel
  branchId: number | null
  tier: Pick<Tier, 'id' | 'earnBasisPoints'>
  lines: readonly EarningLine[]
  freight: Rial
  /** Part of the bill that club credit pays. */
  creditUsed: Rial
}

/** What the rules are: those that may speak, what counts, what each gave this member that day. */
export interface Ground {
  rules: readonly ActiveRule[]
  counts: Counts
  givenToday: ReadonlyMap<number, Rial>
}

/** One rule's part of an earning: a lot of its own. */
export interface EarnedPart {
  /** Null: the tier's percent. */
  rule: ActiveRule | null
  base: Rial
  amount: Rial
  /** What a cap took off, and which. */
  cut: { by: 'bill' | 'day' | 'paid'; amount: Rial } | null
}

/** A rule that would have spoken for a part of the bill where another did. */
export interface PassedOver {
  /** Null: the tier's percent. */
  rule: ActiveRule | null
  by: ActiveRule
}

export interface Earned {
  parts: EarnedPart[]
  passedOver: PassedOver[]
  /** What was earned on, and what did not count. */
  base: Rial
  excluded: Excluded
  total: Rial
}

/**
 * The one computation of what a bill earns, whatever door it came through: which rule speaks for
 * which line, what each gives, what was passed over and what a cap took off. Rules that take a
 * line's place exclude each other by their order, and so do those that come on top; the tier's
 * percent is for what nobody else takes. All together never give more than what is earned on: rules
 * that come on top of each other would else pay people for buying. Amounts in Rial, each part
 * rounded down to the Toman.
 */
export function evaluateEarning(bill: EarningBill, ground: Ground): Earned {
  const based = basesOf(bill, ground.counts)
  const base = sumOf(based.map((line) => line.base))
  const speaking = ground.rules.filter((rule) => speaks(rule, bill))
  const main = chosen(based, speaking.filter(isMain))
  const extra = chosen(based, speaking.filter(isExtra))
  const visit = base > 0 ? visitOf(based, speaking) : { rules: [], over: [] }

  const all = [
    ...[...main.byRule].map(([rule, on]) => part(rule, bill, on, ground)),
    ...[...extra.byRule].filter(([rule]) => rule).map(([rule, on]) => part(rule, bill, on, ground)),
    ...visit.rules.map((rule) => part(rule, bill, base, ground)),
  ]
  const parts = withinPaid(all, base).filter(({ amount, cut }) => amount > 0 || cut)
  return {
    parts,
    passedOver: [...main.over, ...extra.over.filter(({ rule }) => rule), ...visit.over],
    base,
    excluded: excludedOf(bill, ground.counts),
    total: sumOf(parts.map(({ amount }) => amount)),
  }
}

const isMain = ({ kind, extra }: ActiveRule) =>
  !extra && (kind === 'percent' || kind === 'per_amount')
const isExtra = ({ kind, extra }: ActiveRule) =>
  extra && (kind === 'percent' || kind === 'per_amount')

/** Whether a rule has anything to say to this bill; which lines it means is another question. */
function speaks(rule: ActiveRule, bill: EarningBill): boolean {
  const local = bill.at.setZone(TEHRAN)
  const { branchIds, tierIds, weekdays } = rule.conditions
  return (
    isInDays(rule, bill.at) &&
    (rule.channel === null || rule.channel === bill.channel) &&
    has(branchIds, bill.branchId) &&
    has(tierIds, bill.tier.id) &&
    has(weekdays, (local.weekday + 1) % 7) &&
    (rule.fromHour === null || (local.hour >= rule.fromHour && local.hour < rule.untilHour!)) &&
    sumOf(bill.lines.map(({ net }) => net)) >= rule.minBill
  )
}

/** Whether the day of the moment lies within the rule's own days. */
export function isInDays(
  { startsOn, endsOn }: Pick<EarnTerms, 'startsOn' | 'endsOn'>,
  at: DateTime
) {
  const day = tehranDate(at)
  return (startsOn === null || startsOn <= day) && (endsOn === null || day <= endsOn)
}

const has = (list: readonly number[], value: number | null) =>
  list.length === 0 || (value !== null && list.includes(value))

interface BasedLine {
  base: Rial
  categoryId: number | null
}

/** What of each line (and of freight, if it counts) is earned on; credit takes from each its share. */
function basesOf(bill: EarningBill, counts: Counts): BasedLine[] {
  const full = bill.lines.map(({ net, vat, categoryId }) => ({
    base: Math.max(0, net + (counts.vat ? vat : 0)),
    categoryId,
  }))
  if (counts.freight && bill.freight > 0) full.push({ base: bill.freight, categoryId: null })
  if (counts.credit || bill.creditUsed <= 0) return full
  const sum = sumOf(full.map(({ base }) => base))
  if (bill.creditUsed >= sum) return full.map((line) => ({ ...line, base: 0 }))
  const shares = splitByWeight(
    bill.creditUsed,
    full.map(({ base }) => base)
  )
  return full.map((line, at) => ({ ...line, base: line.base - shares[at] }))
}

function excludedOf({ lines, freight, creditUsed }: EarningBill, counts: Counts): Excluded {
  return {
    vat: counts.vat ? 0 : sumOf(lines.map(({ vat }) => vat)),
    freight: counts.freight ? 0 : freight,
    credit: counts.credit ? 0 : creditUsed,
  }
}

const means = (rule: ActiveRule, { categoryId }: BasedLine) =>
  rule.families === null || (categoryId !== null && rule.families.has(categoryId))

/** For each line the first rule that means it; the others that would have are passed over. */
function chosen(lines: readonly BasedLine[], rules: readonly ActiveRule[]) {
  const byRule = new Map<ActiveRule | null, Rial>()
  const over = new Map<string, PassedOver>()
  for (const line of lines.filter(({ base }) => base > 0)) {
    const [winner = null, ...losers] = rules.filter((rule) => means(rule, line))
    byRule.set(winner, (byRule.get(winner) ?? 0) + line.base)
    if (winner === null) continue
    for (const rule of [...losers, null]) {
      over.set(`${rule?.ruleId ?? 0}:${winner.ruleId}`, { rule, by: winner })
    }
  }
  return { byRule, over: [...over.values()] }
}

/** A visit is thanked for once, by the first rule that means any of its lines. */
function visitOf(lines: readonly BasedLine[], rules: readonly ActiveRule[]) {
  const visits = rules
    .filter(({ kind }) => kind === 'per_visit')
    .filter((rule) => lines.some((line) => means(rule, line)))
  const [winner, ...losers] = visits
  if (!winner) return { rules: [], over: [] }
  return { rules: [winner], over: losers.map((rule) => ({ rule, by: winner })) }
}

function part(rule: ActiveRule | null, bill: EarningBill, base: Rial, ground: Ground): EarnedPart {
  if (!rule) return { rule, base, amount: creditFor({ tier: bill.tier, base }), cut: null }
  const full = wholeToman(givenBy(rule, base))
  const left = rule.capPerDay && rule.capPerDay - (ground.givenToday.get(rule.ruleId) ?? 0)
  const caps = [
    { by: 'bill' as const, cap: rule.capPerBill },
    { by: 'day' as const, cap: left === null ? null : Math.max(0, left) },
  ].flatMap(({ by, cap }) => (cap === null ? [] : [{ by, cap: wholeToman(cap) }]))
  const tightest = caps.sort((a, b) => a.cap - b.cap)[0]
  if (!tightest || tightest.cap >= full) return { rule, base, amount: full, cut: null }
  return {
    rule,
    base,
    amount: tightest.cap,
    cut: { by: tightest.by, amount: full - tightest.cap },
  }
}

/** In the order in which they speak, until as much is given as was paid. */
function withinPaid(parts: readonly EarnedPart[], base: Rial): EarnedPart[] {
  let left = wholeToman(base)
  return parts.map((one) => {
    const amount = Math.min(one.amount, left)
    left -= amount
    if (amount === one.amount) return one
    const cut = { by: 'paid' as const, amount: one.amount - amount + (one.cut?.amount ?? 0) }
    return { ...one, amount, cut }
  })
}

function givenBy(rule: ActiveRule, base: Rial): Rial {
  if (rule.kind === 'percent') return percentOf(base, rule.basisPoints)
  if (rule.kind === 'per_amount') return Math.floor(base / rule.every) * rule.amount
  return rule.amount
}
