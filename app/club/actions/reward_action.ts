import type { Actor, DocumentRef } from '#app/core/actor'
import { clock } from '#app/core/clock'
import type { Rial } from '#app/core/money'
import { isDuplicate, sqlTime, type Trx } from '#app/core/sql'
import { transaction } from '#app/core/transaction'
import { record } from '#app/crm/record'
import { completenessOf } from '#app/club/completeness'
import { giveEarned, rulesAt } from '#app/club/earn_rules'
import { type ActiveRule, isInDays } from '#app/club/earning'
import Customer from '#app/people/models/customer'
import type { EarnAction } from '#app/club/models/earn_rule'
import Member from '#app/club/models/member'
import Wallet from '#app/club/models/wallet'

export interface Deed {
  action: EarnAction
  customerId: number
  /** What was done; each is thanked for once. */
  about: DocumentRef
  branchId?: number | null
  caseId?: number | null
  by: Actor
}

/**
 * Thanks a member for something that he did, if a rule in force says so, once for each document.
 * Who is no member, or nothing in force: nothing is written, and a later deed may be thanked for.
 * @returns what was given, in Rial
 */
export function rewardAction(deed: Deed, outer?: Trx): Promise<Rial> {
  return transaction(async (trx) => {
    const rules = await rulesAt(clock.now(), trx)
    if (!rules.some(({ action }) => action === deed.action)) return 0
    const member = await Member.of(deed.customerId, trx)
    const rule = member && ruleFor(rules, deed.action, member)
    if (!rule || !(await noteOnce(deed, rule, trx))) return 0
    await give(deed, rule, member, trx)
    return rule.amount
  }, outer)
}

/** The first rule that means this action and this tier today. */
function ruleFor(rules: readonly ActiveRule[], action: EarnAction, { tierId }: Member) {
  const fits = ({ tierIds }: ActiveRule['conditions']) =>
    tierIds.length === 0 || tierIds.includes(tierId)
  return rules.find(
    (rule) => rule.action === action && fits(rule.conditions) && isInDays(rule, clock.now())
  )
}

/** Two at once meet at the UNIQUE document. */
async function noteOnce({ action, customerId, about }: Deed, rule: ActiveRule, trx: Trx) {
  const row = { action, customer_id: customerId, about_type: about.type, about_id: about.id }
  try {
    await trx
      .insertQuery()
      .table('earn_actions')
      .insert({
        ...row,
        version_id: rule.versionId,
        amount: rule.amount,
        created_at: sqlTime(clock.now()),
      })
    return true
  } catch (error) {
    if (!isDuplicate(error)) throw error
    return false
  }
}

async function give(deed: Deed, rule: ActiveRule, member: Member, trx: Trx) {
  const { about: source, branchId = null, caseId = null, by, customerId } = deed
  const { amount } = rule
  const excluded = { vat: 0, freight: 0, credit: 0 }
  const parts = [{ rule, base: 0, amount, cut: null }]
  const earned = { parts, passedOver: [], base: 0, excluded, total: amount }
  const wallet = await Wallet.of(customerId, trx)
  const of = { document: '', source, at: clock.now(), branchId, caseId, by }
  await giveEarned({ earned, wallet, tier: member.tier, ...of }, trx)
  const facts = { action: deed.action }
  await record(
    'credit_earned',
    { customerId, caseId, branchId, about: source, amount, by, facts },
    trx
  )
}

/** Thanks for a profile that is complete now, once in a life. @returns what was given, in Rial */
export async function rewardProfile(
  { customerId, by }: { customerId: number; by: Actor },
  trx: Trx
): Promise<Rial> {
  const rules = await rulesAt(clock.now(), trx)
  if (!rules.some(({ action }) => action === 'profile_completed')) return 0
  const customer = await Customer.findOrFail(customerId, { client: trx })
  const { missing } = await completenessOf(customer, trx)
  if (missing.length > 0) return 0
  const about = { type: 'customer', id: customerId }
  return rewardAction({ action: 'profile_completed', customerId, about, by }, trx)
}
