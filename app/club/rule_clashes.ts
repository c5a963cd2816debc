import type { ActiveRule } from '#app/club/earning'

/*
 * Where rules meet. Of those that meet, the order decides; one that another covers wholly would
 * never speak at all, and is refused.
 */

/** Rules of one layer exclude each other; rules of different layers never meet. */
function layerOf({ kind, extra, action }: ActiveRule): string {
  if (kind === 'per_visit') return 'visit'
  if (kind === 'per_action') return `action:${action}`
  return extra ? 'extra' : 'main'
}

const meets = <T>(a: readonly T[], b: readonly T[]) =>
  a.length === 0 || b.length === 0 || a.some((one) => b.includes(one))
const covers = <T>(a: readonly T[], b: readonly T[]) =>
  a.length === 0 || (b.length > 0 && b.every((one) => a.includes(one)))

const LISTS = ['branchIds', 'tierIds', 'weekdays'] as const
const EVER = { from: '0000-00-00', until: '9999-99-99' }

const daysOf = ({ startsOn, endsOn }: ActiveRule) => ({
  from: startsOn ?? EVER.from,
  until: endsOn ?? EVER.until,
})
const hoursOf = ({ fromHour, untilHour }: ActiveRule) => ({
  from: fromHour ?? 0,
  until: untilHour ?? 24,
})
const channelsOf = ({ channel }: ActiveRule) => (channel ? [channel] : [])
const goodsOf = ({ families }: ActiveRule) => [...(families ?? [])]

/** Whether there is a purchase for which both would speak. */
export function overlaps(a: ActiveRule, b: ActiveRule): boolean {
  const [days, otherDays, hours, otherHours] = [daysOf(a), daysOf(b), hoursOf(a), hoursOf(b)]
  return (
    layerOf(a) === layerOf(b) &&
    LISTS.every((list) => meets(a.conditions[list], b.conditions[list])) &&
    meets(channelsOf(a), channelsOf(b)) &&
    meets(goodsOf(a), goodsOf(b)) &&
    days.from <= otherDays.until &&
    otherDays.from <= days.until &&
    hours.from < otherHours.until &&
    otherHours.from < hours.until
  )
}

/** Whether the first speaks wherever the second would. */
export function shadows(first: ActiveRule, second: ActiveRule): boolean {
  const [days, otherDays] = [daysOf(first), daysOf(second)]
  const [hours, otherHours] = [hoursOf(first), hoursOf(second)]
  return (
    layerOf(first) === layerOf(second) &&
    LISTS.every((list) => covers(first.conditions[list], second.conditions[list])) &&
    covers(channelsOf(first), channelsOf(second)) &&
    (first.families === null || covers(goodsOf(first), goodsOf(second))) &&
    days.from <= otherDays.from &&
    otherDays.until <= days.until &&
    hours.from <= otherHours.from &&
    otherHours.until <= hours.until &&
    first.minBill <= second.minBill
  )
}

export interface Clash {
  /** Speaks first. */
  first: ActiveRule
  second: ActiveRule
}

/** Pairs that meet, in the order of the rules. */
export function clashesOf(rules: readonly ActiveRule[]): Clash[] {
  return pairsOf(rules).filter(({ first, second }) => overlaps(first, second))
}

/** The first pair of which the second would never speak. */
export function deadRule(rules: readonly ActiveRule[]): Clash | null {
  return pairsOf(rules).find(({ first, second }) => shadows(first, second)) ?? null
}

function pairsOf(rules: readonly ActiveRule[]): Clash[] {
  return rules.flatMap((first, at) => rules.slice(at + 1).map((second) => ({ first, second })))
}
