import type { Actor } from '#app/core/actor'
import { afterCommit, transaction } from '#app/core/transaction'
import { found, Refusal } from '#app/core/refusal'
import { isDuplicate, type Trx } from '#app/core/sql'
import { audit } from '#app/people/models/audit'
import Benefit, { type BenefitPeriod } from '#app/club/models/benefit'
import { assertStaying } from '#app/club/ending_tiers'
import { lockRuleBook } from '#app/club/models/earn_rule'
import Tier from '#app/club/models/tier'
import TierPlan from '#app/club/models/tier_plan'
import { forgetBenefits } from '#app/club/queries/benefits'

export interface BenefitOrder {
  /** Null: a new one. */
  benefitId: number | null
  nameFa: string
  nameEn: string
  period: BenefitPeriod
  active: boolean
  /** Uses in the period by the tier's code; a tier that is left out or has 0 does not give it. */
  /** Gregorian days in Tehran, both included; left out: no end on that side. */
  startsOn?: string | null
  endsOn?: string | null
  uses: Readonly<Record<string, number | undefined>>
  by: Extract<Actor, { kind: 'staff' }>
}

/**
 * Sets what a benefit is, from which day until which, and which tiers give it how often; what was used
 * stays counted.
 * @throws NotFound, Refusal of `assertStaying` when only tiers that are to end give it, `benefit_days_empty` with field `endsOn`, `benefit_name_taken` with field
 * `nameFa`, `benefit_period_fixed` when its uses are already counted in another period
 */
export function saveBenefit(order: BenefitOrder, outer?: Trx): Promise<{ benefitId: number }> {
  return transaction(async (trx) => {
    const { startsOn, endsOn } = order
    if (startsOn && endsOn && endsOn < startsOn) {
      throw new Refusal('benefit_days_empty', { field: 'endsOn' })
    }
    const benefit = await write(order, trx)
    const ladder = await Tier.ladder(trx)
    await trx.from('tier_benefits').where('benefit_id', benefit.id).delete()
    const given = ladder.filter(({ code }) => (order.uses[code] ?? 0) > 0)
    if (benefit.active) await assertGiven(given, trx)
    for (const { id, code } of given) {
      const row = { tier_id: id, benefit_id: benefit.id, uses: order.uses[code] }
      await trx.insertQuery().table('tier_benefits').insert(row)
    }
    const after = {
      benefit: benefit.nameFa,
      starts_on: benefit.startsOn,
      ends_on: benefit.endsOn,
      tiers: given.map(({ nameFa, code }) => `${nameFa} ${order.uses[code]}`).join('، '),
    }
    await audit(
      'save_benefit',
      { subject: { type: 'benefit', id: benefit.id }, after },
      order.by,
      trx
    )
    afterCommit(trx, forgetBenefits)
    return { benefitId: benefit.id }
  }, outer)
}

/** A benefit in force keeps a tier that gives it. A plan that ends tiers holds the same lock. */
async function assertGiven(given: readonly Tier[], trx: Trx): Promise<void> {
  await lockRuleBook(trx)
  const waiting = await TierPlan.waiting(trx)
  const isGoing = ({ id }: Tier) =>
    waiting !== null && !waiting.versions.some(({ tierId }) => tierId === id)
  if (given.length === 0 || !given.every(isGoing)) return
  const [{ id, code }] = given
  await assertStaying([id], `uses.${code}`, trx)
}

async function write(
  { benefitId, nameFa, nameEn, period, active, ...days }: BenefitOrder,
  trx: Trx
) {
  const { startsOn = null, endsOn = null } = days
  const row = { nameFa, nameEn, period, active, startsOn, endsOn }
  try {
    if (benefitId === null) return await Benefit.create(row, { client: trx })
    const benefit = found(await Benefit.find(benefitId, { client: trx }))
    if (benefit.period !== period && (await isUsed(benefitId, trx))) {
      throw new Refusal('benefit_period_fixed', { field: 'period' })
    }
    return await benefit.merge(row).save()
  } catch (error) {
    if (!isDuplicate(error)) throw error
    throw new Refusal('benefit_name_taken', { field: 'nameFa' })
  }
}

const isUsed = (benefitId: number, trx: Trx) =>
  trx.from('benefit_uses').where('benefit_id', benefitId).first()
