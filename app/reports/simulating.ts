import { type DateTime } from 'luxon'
import { tehranDate } from '#app/core/jalali'
import { splitByWeight, sumOf, type Rial } from '#app/core/money'
import {
  type ActiveRule,
  type Counts,
  type Earned,
  evaluateEarning,
  type EarningLine,
} from '#app/club/earning'
import { ruleCode } from '#app/club/earn_rules'
import type { EarnChannel } from '#app/club/models/earn_rule'
import { creditOf } from '#app/sales/returning'

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
  returns: readonly PlayedReturn[]
}

/** A part of a sale that came back, net in Rial. */
export interface PlayedReturn {
  at: DateTime
  net: Rial
}

/** What a set of rules would have done. Amounts in Rial. */
export interface Played {
  /** What was given and not taken back. */
  cost: Rial
  /** What returns took back; absent in simulations from before they were played. */
  clawedBack?: Rial
  /** Buyers whose credit reached what may be spent. */
  reached: number
  /** How many of them after so many days from their first purchase. */
  days: number[]
  /** What each rule gave, by its number and version; `tier_percent` for the base rule. */
  byRule: Record<string, Rial>
}

export interface SimulationResult {
  /** Net sales to members, and to everybody, less what came back. */
  sales: Rial
  /** What members brought back of these sales; absent in simulations from before. */
  returned?: Rial
  allSales: Rial
  purchases: number
  buyers: number
  drafted: Played
  inForce: Played
}

export const WINDOW_DAYS = 90

const nothing = (): Played => ({
  cost: 0,
  clawedBack: 0,
  reached: 0,
  days: Array.from({ length: WINDOW_DAYS + 1 }, () => 0),
  byRule: {},
})

export const emptyResult = (allSales: Rial): SimulationResult => ({
  sales: 0,
  returned: 0,
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

/**
 * Adds one member's sales, in the order they were made, to what was played so far. A sale of which
 * everything came back is no purchase, and who kept nothing is no buyer; but it was given credit
 * (also of a daily cap) until then.
 */
export function playMember(
  sales: readonly PlayedSale[],
  rules: RuleSets,
  game: Game,
  result: SimulationResult
): void {
  const kept = sales.filter((sale) => netOf(sale) > backOf(sale))
  if (kept.length > 0) result.buyers++
  result.purchases += kept.length
  for (const sale of sales) {
    result.sales += netOf(sale) - backOf(sale)
    result.returned = (result.returned ?? 0) + backOf(sale)
  }
  const first = kept[0] ?? null
  playSet({ sales, first }, rules.drafted, game, result.drafted)
  playSet({ sales, first }, rules.inForce, game, result.inForce)
}

const netOf = ({ lines }: PlayedSale): Rial => sumOf(lines.map(({ net }) => net))
const backOf = ({ returns }: PlayedSale): Rial => sumOf(returns.map(({ net }) => net))

interface Purchases {
  sales: readonly PlayedSale[]
  /** The first that was kept; null: nothing was. */
  first: PlayedSale | null
}

function playSet(
  { sales, first }: Purchases,
  rules: readonly ActiveRule[],
  game: Game,
  into: Played
) {
  const given = new Map<string, Map<number, Rial>>()
  const moves: Move[] = []
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
    }
    moves.push(...takeBack(sale, { parts, total }, game, into))
  }
  const reward = first && firstReward(moves, sales.at(-1)!.tier.spendThreshold, game.until)
  if (!reward) return
  into.reached++
  const days = Math.max(0, Math.floor(reward.diff(first.at, 'days').days))
  into.days[Math.min(WINDOW_DAYS, days)]++
}

/** Credit that may be spent from then on; below zero: that is taken back. */
interface Move {
  at: DateTime
  amount: Rial
}

/**
 * What a sale gave, less what its returns take back of it: as the return itself reckons, first of
 * what still waits.
 */
function takeBack(
  sale: PlayedSale,
  { parts, total }: Pick<Earned, 'parts' | 'total'>,
  game: Game,
  into: Played
): Move[] {
  const ripe = sale.at.plus({ days: sale.channel === 'web' ? game.waits : 0 })
  let [earned, net, waiting] = [total, netOf(sale), total]
  const taken: Move[] = []
  for (const { at, net: netBack } of sale.returns) {
    const amount = creditOf({ earned, net }, netBack)
    earned -= amount
    net -= netBack
    if (at < ripe) waiting -= amount
    else if (amount > 0) taken.push({ at, amount: -amount })
  }
  const amounts = splitByWeight(
    earned,
    parts.map(({ amount }) => amount)
  )
  for (const [at, { rule }] of parts.entries()) {
    const name = rule ? ruleCode(rule) : 'tier_percent'
    into.byRule[name] = (into.byRule[name] ?? 0) + amounts[at]
  }
  into.cost += earned
  into.clawedBack = (into.clawedBack ?? 0) + total - earned
  return waiting > 0 ? [{ at: ripe, amount: waiting }, ...taken] : taken
}

/** When what is there is enough to be spent; null when it never was. */
function firstReward(moves: readonly Move[], threshold: Rial, until: DateTime): DateTime | null {
  let sum = 0
  for (const { at, amount } of moves.toSorted((a, b) => a.at.toMillis() - b.at.toMillis())) {
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
