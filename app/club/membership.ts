import db from '@adonisjs/lucid/services/db'
import { clock } from '#app/core/clock'
import type { Language } from '#app/core/language'
import type { Rial } from '#app/core/money'
import { Refusal } from '#app/core/refusal'
import { type Client, sqlTime } from '#app/core/sql'
import { ShortCache } from '#app/people/short_cache'
import type { JoinSource } from '#app/club/models/member'
import MembershipRule, { type MembershipKind } from '#app/club/models/membership_rule'
import { spoken } from '#app/club/rule_words'

/** So many Rial of net purchases within so many days. */
export interface PurchaseRule {
  amount: Rial
  days: number
}

/** By which ways one becomes a member now. */
export interface MembershipTerms {
  voluntary: boolean
  invitation: boolean
  purchases: (PurchaseRule & { ruleId: number })[]
}

const kept = new ShortCache(async (client): Promise<MembershipTerms> => {
  const rules = await MembershipRule.inForce(client)
  const kinds = new Set(rules.map(({ kind }) => kind))
  return {
    voluntary: kinds.has('voluntary'),
    invitation: kinds.has('invitation'),
    purchases: rules
      .filter(({ kind }) => kind === 'purchases')
      .map(({ id: ruleId, amount, days }) => ({ ruleId, amount, days })),
  }
})

/** In a transaction hand over its client. */
export const membershipTerms = (client?: Client) => kept.get(client)
export const forgetMembershipRules = () => kept.forget()

/** Ways that a person asks for; staff, imports and the rules themselves ask nobody. */
const ASKED: readonly JoinSource[] = ['web', 'till']

/** Whether somebody who asks for it may join, with an invitation or without. */
export async function mayJoin(isInvited: boolean, client?: Client): Promise<boolean> {
  const { voluntary, invitation } = await membershipTerms(client)
  return voluntary || (invitation && isInvited)
}

/**
 * How the membership came about: by invitation where that is the only way.
 * @throws Refusal `join_needs_invitation`, `join_by_purchase` {missing}, `join_closed`
 */
export async function admit(
  { source, customerId }: { source: JoinSource; customerId: number },
  isInvited: boolean,
  client: Client
): Promise<JoinSource> {
  if (!ASKED.includes(source)) return source
  const { voluntary, invitation } = await membershipTerms(client)
  if (voluntary) return source
  if (invitation && isInvited) return 'invitation'
  if (invitation) throw new Refusal('join_needs_invitation', { field: 'referralCode' })
  const way = await wayToJoin(customerId, client)
  if (!way) throw new Refusal('join_closed')
  throw new Refusal('join_by_purchase', { params: { missing: { rial: way.missing } } })
}

export interface WayToJoin extends PurchaseRule {
  ruleId: number
  bought: Rial
  /** What is still to be bought, in Rial, whole Toman. */
  missing: Rial
  /** 0 to 100. */
  percent: number
}

/** What a customer has bought and what is missing by the rule that is nearest; null without such a rule. */
export async function wayToJoin(customerId: number, client?: Client): Promise<WayToJoin | null> {
  const { purchases } = await membershipTerms(client)
  const ways: WayToJoin[] = []
  for (const { ruleId, amount, days } of purchases) {
    const bought = await boughtWithin(customerId, days, client ?? db.connection())
    const missing = Math.ceil(Math.max(0, amount - bought) / 10) * 10
    const percent = Math.max(0, Math.min(100, Math.floor((bought / amount) * 100)))
    ways.push({ ruleId, amount, days, bought, missing, percent })
  }
  return ways.sort((a, b) => a.missing - b.missing)[0] ?? null
}

/** Net purchases of the last days, in Rial. */
async function boughtWithin(customerId: number, days: number, client: Client): Promise<Rial> {
  const row = await client
    .from('customer_purchases')
    .where('customer_id', customerId)
    .where('created_at', '>=', sqlTime(clock.now().minus({ days })))
    .sum('amount as total')
    .first()
  return Number(row?.total ?? 0)
}

interface Wanted extends PurchaseRule {
  kind: MembershipKind
}

/**
 * The rule beside which another would be for nothing, or would make it so: the same again, an
 * invitation where everybody may join, a sum that whoever reaches it has reached before.
 */
export function clashWith<Rule extends Wanted>(
  wanted: Wanted,
  rules: readonly Rule[]
): Rule | null {
  return rules.find((rule) => meet(wanted, rule)) ?? null
}

function meet(a: Wanted, b: Wanted): boolean {
  if (a.kind === 'purchases' || b.kind === 'purchases')
    return a.kind === b.kind && (implies(a, b) || implies(b, a))
  return true
}

/** Who fulfils the first fulfils the second. */
const implies = (a: PurchaseRule, b: PurchaseRule) => a.amount >= b.amount && a.days <= b.days

/** A membership rule as it is said aloud. */
export function sayMembership({ kind, amount, days }: Wanted, language: Language): string {
  const { t } = language
  return kind === 'purchases'
    ? t('club.membership.say.purchases', { amount: spoken(amount, language), days })
    : t(`club.membership.say.${kind}`)
}
