import type { DateTime } from 'luxon'
import { tehranDate } from '#app/core/jalali'
import type { Actor, DocumentRef } from '#app/core/actor'
import { clock } from '#app/core/clock'
import type { Rial } from '#app/core/money'
import { type Client, sqlTime, type Trx } from '#app/core/sql'
import { settings } from '#app/people/models/setting'
import { ShortCache } from '#app/people/short_cache'
import {
  type ActiveRule,
  type Earned,
  type EarnedPart,
  type Ground,
  TIER_PERCENT,
  whyOf,
} from '#app/club/earning'
import EarnRule from '#app/club/models/earn_rule'
import type Tier from '#app/club/models/tier'
import type Wallet from '#app/club/models/wallet'

/** An order is delivered within so many days; what was shown when it was made is kept at hand. */
const KEPT_DAYS = 60

interface KeptRule extends ActiveRule {
  liveFrom: DateTime
  liveUntil: DateTime | null
}

const kept = new ShortCache((client) => load(clock.now().minus({ days: KEPT_DAYS }), client))

/** After a change this process knows it at once, the others within seconds. */
export const forgetEarnRules = () => kept.forget()

async function load(since: DateTime, client: Client): Promise<KeptRule[]> {
  const rows = await EarnRule.query({ client })
    .whereIn('status', ['live', 'past'])
    .where((query) => query.whereNull('live_until').orWhere('live_until', '>=', sqlTime(since)))
    .orderBy('position')
    .orderBy('id')
  const rules = await activeRules(rows, client)
  return rules.map((rule, at) => ({
    ...rule,
    liveFrom: rows[at].liveFrom!,
    liveUntil: rows[at].liveUntil,
  }))
}

/** Rules as the computation takes them, in the order given. */
export async function activeRules(rows: EarnRule[], client: Client): Promise<ActiveRule[]> {
  const asks = rows.some(({ conditions }) => conditions.categoryIds.length > 0)
  const parents: { id: number; parent_id: number | null }[] = asks
    ? await client.from('categories').select('id', 'parent_id')
    : []
  return rows.map((row) => activeRule(row, parents))
}

function activeRule(row: EarnRule, parents: { id: number; parent_id: number | null }[]) {
  const { ruleId, id: versionId, version, position, conditions } = row
  const { kind, extra, title, basisPoints, every, amount, action, channel } = row
  const { startsOn, endsOn, fromHour, untilHour, minBill, capPerBill, capPerDay } = row
  const what = { kind, extra, title, basisPoints, every, amount, action, channel, conditions }
  const when = { startsOn, endsOn, fromHour, untilHour }
  const limits = { minBill, capPerBill, capPerDay }
  const families = conditions.categoryIds.length ? family(conditions.categoryIds, parents) : null
  return { ruleId, versionId, version, position, ...what, ...when, ...limits, families }
}

/** The categories and everything below them. */
function family(ids: readonly number[], parents: { id: number; parent_id: number | null }[]) {
  const all = new Set(ids)
  for (let before = -1; before !== all.size;) {
    before = all.size
    for (const { id, parent_id: parent } of parents) if (parent && all.has(parent)) all.add(id)
  }
  return all
}

/** The rules that were in force at a moment. In a transaction hand over its client. */
export async function rulesAt(at: DateTime, client: Client): Promise<readonly ActiveRule[]> {
  const isOld = at < clock.now().minus({ days: KEPT_DAYS - 1 })
  const rules = isOld ? await load(at, client) : await kept.get(client)
  return rules.filter(
    ({ liveFrom, liveUntil }) => liveFrom <= at && (liveUntil === null || liveUntil > at)
  )
}

interface AskedGround {
  /** When it was bought. */
  at: DateTime
  /** Whose daily caps count; null for who is no customer yet. */
  customerId: number | null
  /** Locks the member's account, so that two at once do not pass a cap together. */
  lock?: () => Promise<void>
}

/**
 * What an earning is computed by. No statement while the rules are in memory, but one for a member
 * where a rule has a daily cap.
 */
export async function earningGround(
  { at, customerId, lock }: AskedGround,
  client: Client
): Promise<Ground> {
  const rules = await rulesAt(at, client)
  const counts = await settings.get('earning', client)
  const capped = rules.filter(({ capPerDay }) => capPerDay !== null).map(({ ruleId }) => ruleId)
  if (customerId === null || capped.length === 0) return { rules, counts, givenToday: new Map() }
  await lock?.()
  return { rules, counts, givenToday: await givenOn(tehranDate(at), customerId, capped, client) }
}

async function givenOn(day: string, customerId: number, ruleIds: number[], client: Client) {
  const rows = await client
    .from('earn_parts')
    .where({ customer_id: customerId, day })
    .whereIn('rule_id', ruleIds)
    .groupBy('rule_id')
    .select('rule_id')
    .sum('amount as given')
  return new Map<number, Rial>(rows.map((row) => [Number(row.rule_id), Number(row.given)]))
}

export interface Giving {
  earned: Earned
  wallet: Wallet
  tier: Tier
  /** Number of the document as people know it. */
  document: string
  source: DocumentRef
  /** When it was bought: daily caps count by this day. */
  at: DateTime
  branchId: number | null
  caseId: number | null
  by: Actor
  pendingUntil?: DateTime | null
}

/** Gives what was earned: each rule's part is a lot of its own that says which rule and why. */
export async function giveEarned(giving: Giving, trx: Trx): Promise<void> {
  const { wallet, source, branchId, caseId, by, pendingUntil } = giving
  const around = { source, branchId, caseId, by, pendingUntil }
  for (const part of giving.earned.parts.filter(({ amount }) => amount > 0)) {
    const { rule, amount } = part
    const why = whyOfPart(part, giving)
    const named = rule ? ruleCode(rule) : TIER_PERCENT
    const lot = await wallet.earn({ ...around, amount, rule: named, why }, trx)
    if (rule) await notePart(rule, part, { lotId: lot.id, wallet, day: tehranDate(giving.at) }, trx)
  }
}

/** How a lot names the version that gave it. */
export const ruleCode = ({ ruleId, version }: Pick<ActiveRule, 'ruleId' | 'version'>) =>
  `earn_rule:${ruleId}:${version}`

function notePart(
  { ruleId, versionId }: ActiveRule,
  { base, amount }: EarnedPart,
  of: { lotId: number; wallet: Wallet; day: string },
  trx: Trx
) {
  return trx
    .insertQuery()
    .table('earn_parts')
    .insert({
      rule_id: ruleId,
      version_id: versionId,
      customer_id: of.wallet.customerId,
      lot_id: of.lotId,
      day: of.day,
      base,
      amount,
      created_at: sqlTime(clock.now()),
    })
}

/** As much of a rule as its sentence needs, kept on the lot: the rule may change later. */
export function rememberedRule(rule: ActiveRule) {
  const { ruleId: id, version, title, kind, extra, basisPoints, every, amount, action } = rule
  return { id, version, title, kind, extra, basisPoints, every, amount, action }
}
export type RememberedRule = ReturnType<typeof rememberedRule>

function whyOfPart({ rule, base, cut }: EarnedPart, { earned, tier, document }: Giving) {
  const { excluded } = earned
  const why = whyOf({ tier, base, excluded, document })
  if (!rule) return why
  const over = earned.passedOver
    .filter(({ by }) => by.ruleId === rule.ruleId)
    .map(({ rule: loser }) => (loser ? rememberedRule(loser) : null))
  return { ...why, rule: rememberedRule(rule), cut, over }
}

/** Whether a rule that may speak asks where, or for which goods: then somebody has to look. */
export const asksForBranch = (rules: readonly ActiveRule[]) =>
  rules.some(({ conditions }) => conditions.branchIds.length > 0)
export const asksForCategory = (rules: readonly ActiveRule[]) =>
  rules.some(({ families }) => families !== null)
