import type { Actor } from '#app/core/actor'
import { clock } from '#app/core/clock'
import { once } from '#app/core/idempotency'
import type { Rial } from '#app/core/money'
import { found, Refusal } from '#app/core/refusal'
import { changed, isDuplicate, type Trx } from '#app/core/sql'
import { afterCommit, transaction } from '#app/core/transaction'
import { audit } from '#app/people/models/audit'
import { clashWith, forgetMembershipRules } from '#app/club/membership'
import MembershipRule, { type MembershipKind } from '#app/club/models/membership_rule'

type StaffActor = Extract<Actor, { kind: 'staff' }>

export interface NewMembershipRule {
  kind: MembershipKind
  /** Rial of net purchases, and within how many days; 0 for the other kinds. */
  amount: Rial
  days: number
  by: StaffActor
  key: string
}

/** Ten years: more nobody can say aloud. */
const MOST_DAYS = 3650

/**
 * A way to become a member opens.
 * @throws Refusal `membership_amount_impossible`, `membership_days_impossible`,
 * `membership_clash` {number} of the rule that it clashes with, `key_reused`
 */
export function addMembershipRule(
  order: NewMembershipRule,
  outer?: Trx
): Promise<{ ruleId: number; repeated: boolean }> {
  const { by, key, kind } = order
  const numbers = kind === 'purchases' ? order : { amount: 0, days: 0 }
  const wanted = { kind, amount: numbers.amount, days: numbers.days }
  return transaction((trx) => {
    const scope = `add_membership_rule:staff:${by.id}`
    return once({ scope, key, input: wanted }, trx, async () => {
      assertNumbers(wanted)
      await lockRules(trx)
      const clash = clashWith(wanted, await MembershipRule.inForce(trx))
      if (clash) throw clashRefusal(clash.id)
      const rule = await write(wanted, by, trx)
      const subject = { type: 'membership_rule', id: rule.id }
      await audit('add_membership_rule', { subject, after: wanted }, by, trx)
      afterCommit(trx, forgetMembershipRules)
      return { ruleId: rule.id }
    })
  }, outer)
}

type Wanted = Pick<NewMembershipRule, 'kind' | 'amount' | 'days'>

const clashRefusal = (number: number) =>
  new Refusal('membership_clash', { field: 'kind', params: { number } })

function assertNumbers({ kind, amount, days }: Wanted) {
  if (kind !== 'purchases') return
  if (amount <= 0) throw new Refusal('membership_amount_impossible', { field: 'amount' })
  if (days <= 0 || days > MOST_DAYS)
    throw new Refusal('membership_days_impossible', { field: 'days' })
}

/** Who changes the ways waits for the other. */
async function lockRules(trx: Trx) {
  await changed(
    trx
      .from('earn_rule_books')
      .where('id', 1)
      .update({ edition: trx.raw('edition + 0') })
  )
}

async function write({ kind, amount, days }: Wanted, by: StaffActor, trx: Trx) {
  const liveKey = kind === 'purchases' ? `purchases:${amount}:${days}` : kind
  try {
    const row = { kind, amount, days, liveKey, createdById: by.id }
    return await MembershipRule.create(row, { client: trx })
  } catch (error) {
    if (!isDuplicate(error)) throw error
    const other = await MembershipRule.query({ client: trx }).where({ liveKey }).firstOrFail()
    throw clashRefusal(other.id)
  }
}

/**
 * A way to become a member closes; members stay members.
 * @throws Refusal `membership_last` for the only one that is left
 */
export function endMembershipRule(
  { ruleId, by }: { ruleId: number; by: StaffActor },
  outer?: Trx
): Promise<boolean> {
  return transaction(async (trx) => {
    await lockRules(trx)
    const rule = found(await MembershipRule.find(ruleId, { client: trx }))
    if (rule.liveKey === null) return false
    const rules = await MembershipRule.inForce(trx)
    if (rules.length === 1) throw new Refusal('membership_last', { field: 'kind' })
    await rule.merge({ liveKey: null, endedAt: clock.now(), endedById: by.id }).save()
    const subject = { type: 'membership_rule', id: ruleId }
    const { kind, amount, days } = rule
    await audit('end_membership_rule', { subject, before: { kind, amount, days } }, by, trx)
    afterCommit(trx, forgetMembershipRules)
    return true
  }, outer)
}
