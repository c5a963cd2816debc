import { type DateTime } from 'luxon'
import { tehranDate } from '#app/core/jalali'
import type { Rial } from '#app/core/money'
import { type ActiveRule, type Counts, evaluateEarning, type EarningLine } from '#app/club/earning'
import { ruleCode } from '#app/club/earn_rules'
import type { EarnChannel } from '#app/club/models/earn_rule'

/*
 * Rules played on sales that were. Each member is played alone, from the first purchase of the
 * time to the last, so that only sums and a row of days are kept, however many members there are.
 */

export interface PlayedTier {
  id: number
  earnBasisPoints: number
  spendThreshold: Rial
}

export interface PlayedSale {
  at: DateTime
  channel: EarnChannel
  branchId: number
  tier: PlayedTier
  lines: EarningLine[]
  freight: Rial
  creditUsed: Rial
}

/** What a set of rules would have done. Amounts in Rial. */
export interface Played {
  cost: Rial
  /** Buyers whose credit reached what may be spent. */
  reached: number
  /** How many of them after so many days from their first purchase. */
  days: number[]
  /** What each rule gave, by its number and version; `tier_percent` for the base rule. */
  byRule: Record<string, Rial>
}

export interface SimulationResult {
  /** Net sales to members, and to everybody. */
  sales: Rial
  allSales: Rial
  purchases: number
  buyers: number
  drafted: Played
  inForce: Played
}

export const WINDOW_DAYS = 90

const nothing = (): Played => ({
  cost: 0,
  reached: 0,
  days: Array.from({ length: WINDOW_DAYS + 1 }, () => 0),
  byRule: {},
})

export const emptyResult = (allSales: Rial): SimulationResult => ({
  sales: 0,
  allSales,
  purchases: 0,
  buyers: 0,
  drafted: nothing(),
  inForce: nothing(),
})

interface Game {
  counts: Counts
  /** Days that the credit of a sale of the web waits, about. */
  waits: number
  until: DateTime
}

interface RuleSets {
  drafted: readonly ActiveRule[]
  inForce: readonly ActiveRule[]
}

/** Adds one member's sales, in the order they were made, to what was played so far. */
export function playMember(
  sales: readonly PlayedSale[],
  rules: RuleSets,
  game: Game,
  result: SimulationResult
): void {
  if (sales.length === 0) return
  result.buyers++
  result.purchases += sales.length
  for (const { lines } of sales) for (const { net } of lines) result.sales += net
  playSet(sales, rules.drafted, game, result.drafted)
  playSet(sales, rules.inForce, game, result.inForce)
}

function playSet(
  sales: readonly PlayedSale[],
  rules: readonly ActiveRule[],
  game: Game,
  into: Played
) {
  const given = new Map<string, Map<number, Rial>>()
  const credits: { at: DateTime; amount: Rial }[] = []
  for (const sale of sales) {
    const day = tehranDate(sale.at)
    const today = given.get(day) ?? new Map<number, Rial>()
    given.set(day, today)
    const { parts, total } = evaluateEarning(sale, {
      rules,
      counts: game.counts,
      givenToday: today,
    })
    for (const { rule, amount } of parts) {
      if (rule) today.set(rule.ruleId, (today.get(rule.ruleId) ?? 0) + amount)
      const name = rule ? ruleCode(rule) : 'tier_percent'
      into.byRule[name] = (into.byRule[name] ?? 0) + amount
    }
    into.cost += total
    const waits = sale.channel === 'web' ? game.waits : 0
    if (total > 0) credits.push({ at: sale.at.plus({ days: waits }), amount: total })
  }
  const reward = firstReward(credits, sales.at(-1)!.tier.spendThreshold, game.until)
  if (!reward) return
  into.reached++
  into.days[Math.min(WINDOW_DAYS, Math.floor(reward.diff(sales[0].at, 'days').days))]++
}

/** When what was given is enough to be spent; null when it was not. */
function firstReward(
  credits: { at: DateTime; amount: Rial }[],
  threshold: Rial,
  until: DateTime
): DateTime | null {
  let sum = 0
  for (const { at, amount } of credits.toSorted((a, b) => a.at.toMillis() - b.at.toMillis())) {
    if (at > until) return null
    sum += amount
    if (sum >= Math.max(1, threshold)) return at
  }
  return null
}

/** Days to the first reward that half of those who got one needed at most; null when nobody did. */
export function medianDays({ days, reached }: Played): number | null {
  if (reached === 0) return null
  let seen = 0
  return days.findIndex((count) => (seen += count) * 2 >= reached)
}

/** A part of a whole in basis points. */
export const shareOf = (part: number, whole: number) =>
  whole > 0 ? Math.round((part / whole) * 10_000) : 0

export interface Pace {
  mostCostBasisPoints: number
  leastReachBasisPoints: number
  mostDays: number
}

export interface Verdict {
  pace: 'fast' | 'slow'
  reason: 'costs_much' | 'costs_double' | 'few_reach' | 'takes_long' | 'nobody_reaches'
  /** What was found and what the house wants: basis points, days, or times. */
  found: number
  wanted: number
}

/** Why the drafted rules would be too fast or too slow; empty when they are neither. */
export function verdictsOf(result: SimulationResult, pace: Pace): Verdict[] {
  const { drafted, inForce, sales, buyers } = result
  if (buyers === 0) return []
  const cost = shareOf(drafted.cost, sales)
  const reach = shareOf(drafted.reached, buyers)
  const days = medianDays(drafted)
  const verdicts: (Verdict | false)[] = [
    cost > pace.mostCostBasisPoints && {
      pace: 'fast',
      reason: 'costs_much',
      found: cost,
      wanted: pace.mostCostBasisPoints,
    },
    inForce.cost > 0 &&
      drafted.cost >= inForce.cost * 2 && {
        pace: 'fast',
        reason: 'costs_double',
        found: Math.floor(drafted.cost / inForce.cost),
        wanted: 2,
      },
    days === null
      ? { pace: 'slow', reason: 'nobody_reaches', found: 0, wanted: 0 }
      : days > pace.mostDays && {
          pace: 'slow',
          reason: 'takes_long',
          found: days,
          wanted: pace.mostDays,
        },
    days !== null &&
      reach < pace.leastReachBasisPoints && {
        pace: 'slow',
        reason: 'few_reach',
        found: reach,
        wanted: pace.leastReachBasisPoints,
      },
  ]
  return verdicts.filter((verdict) => verdict !== false)
}
