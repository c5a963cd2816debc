import type { Actor } from '#app/core/actor'
import { clock } from '#app/core/clock'
import { once } from '#app/core/idempotency'
import { found, Refusal } from '#app/core/refusal'
import { changed, isDuplicate, sqlTime, type Trx } from '#app/core/sql'
import { transaction } from '#app/core/transaction'
import { record } from '#app/crm/record'
import { audit } from '#app/people/models/audit'
import Staff from '#app/people/models/staff'
import Benefit, { periodKey } from '#app/club/models/benefit'
import Member from '#app/club/models/member'
import { isOfHisBranches } from '#app/club/tier_granting'

export interface BenefitUse {
  customerId: number
  benefitId: number
  branchId: number | null
  /** Given beyond the count, by who may, with the reason; null: within it. */
  overrideReason: string | null
  by: Extract<Actor, { kind: 'staff' }>
  key: string
}

/**
 * A member uses a benefit of the tier once; counted in the period of now. Two at once use the last
 * one once.
 * @throws NotFound, Refusal `benefit_needs_member`, `benefit_not_given` when the tier has it not,
 * `benefit_not_today` outside its days,
 * `benefit_not_counted`, `benefit_used_up` {uses} with field `overrideReason`, `benefit_branch` (403) when
 * it is given beyond the count to a member of none of his branches, `key_reused`
 */
export function useBenefit(use: BenefitUse, outer?: Trx) {
  const { by, key, ...input } = use
  return transaction((trx) => {
    const scope = `use_benefit:staff:${by.id}`
    return once({ scope, key, input }, trx, () => take(use, trx))
  }, outer)
}

async function take(use: BenefitUse, trx: Trx) {
  const { customerId, benefitId, branchId, by } = use
  const overrideReason = use.overrideReason?.trim() || null
  const member = await Member.of(customerId, trx)
  if (!member) throw new Refusal('benefit_needs_member')
  const benefit = found(await Benefit.query({ client: trx }).where('id', benefitId).first())
  const uses = await allowed(member, benefit, overrideReason, trx)
  const period = periodKey(benefit.period)
  const place = { member_id: member.id, benefit_id: benefitId, period_key: period }
  const isWithin = await count(place, uses, trx)
  if (!isWithin) {
    if (overrideReason) await assertMayOverride(use, trx)
    await beyond(place, uses, overrideReason, trx)
  }

  const reason = isWithin ? null : overrideReason
  await trx
    .insertQuery()
    .table('benefit_uses')
    .insert({
      ...place,
      customer_id: customerId,
      branch_id: branchId,
      override_reason: reason,
      actor_kind: by.kind,
      actor_id: by.id,
      created_at: sqlTime(clock.now()),
    })
  const about = { type: 'benefit', id: benefitId }
  const facts = { subject: benefit.nameFa, ...(reason && { reason }) }
  await record('benefit_used', { customerId, about, branchId, by, facts }, trx)
  if (!isWithin) {
    const after = { benefit: benefit.nameFa, note: reason }
    await audit(
      'override_benefit',
      { subject: { type: 'customer', id: customerId }, after, branchId },
      by,
      trx
    )
  }
  return { isWithin }
}

/** How often the tier gives it; 0 where only an override can. */
async function allowed(member: Member, benefit: Benefit, reason: string | null, trx: Trx) {
  if (benefit.period === 'always') throw new Refusal('benefit_not_counted')
  const given = await trx
    .from('tier_benefits')
    .where({ tier_id: member.tierId, benefit_id: benefit.id })
    .first()
  if (given && benefit.isGiven) return Number(given.uses)
  if (reason) return 0
  if (given && benefit.active) throw new Refusal('benefit_not_today', { field: 'overrideReason' })
  throw new Refusal('benefit_not_given', { field: 'overrideReason' })
}

type Place = { member_id: number; benefit_id: number; period_key: string }

/** Counts one more use within the number; the UPDATE itself is the guard. */
async function count(place: Place, uses: number, trx: Trx): Promise<boolean> {
  if (uses === 0) return false
  try {
    await trx
      .insertQuery()
      .table('benefit_counters')
      .insert({ ...place, used: 1 })
    return true
  } catch (error) {
    if (!isDuplicate(error)) throw error
  }
  const one = trx
    .from('benefit_counters')
    .where(place)
    .where('used', '<', uses)
    .update({ used: trx.raw('used + 1') })
  return (await changed(one)) === 1
}

/** As for a tier by hand: who has the right in some branches has it for their members. */
async function assertMayOverride({ by, customerId }: BenefitUse, trx: Trx): Promise<void> {
  const staff = found(
    await Staff.query({ client: trx }).where('id', by.id).preload('roles').first()
  )
  if (await isOfHisBranches(staff, customerId, trx)) return
  throw new Refusal('benefit_branch', { status: 403, field: 'overrideReason' })
}

/** One more than the number: only with a reason. */
async function beyond(place: Place, uses: number, reason: string | null, trx: Trx) {
  if (!reason) {
    throw new Refusal('benefit_used_up', { field: 'overrideReason', params: { uses } })
  }
  const more = trx
    .from('benefit_counters')
    .where(place)
    .update({ used: trx.raw('used + 1') })
  if ((await changed(more)) === 1) return
  await trx
    .insertQuery()
    .table('benefit_counters')
    .insert({ ...place, used: 1 })
}
