import { clock } from '#app/core/clock'
import { changed, sqlTime, type Trx } from '#app/core/sql'
import { endTiers, isExtending } from '#app/club/ending_tiers'
import Tier, { termsOf } from '#app/club/models/tier'
import TierRun from '#app/club/models/tier_run'
import { TierVersion } from '#app/club/models/tier_plan'

/**
 * A plan becomes what `tiers` says, once; a tier that it leaves out is ended, and its members are moved
 * after that (`leaveEndedTiers`). @returns false when another process was quicker, when it was called
 * off, while a re-evaluation moves members (its thresholds hold until it is through), and while credit
 * of a tier that it leaves out is being extended
 */
export async function applyPlan(planId: number, trx: Trx): Promise<boolean> {
  const run = await TierRun.open(trx)
  if (run) await TierRun.lock(run.id, trx)
  if (await TierRun.isMoving(trx)) return false
  const versions = await TierVersion.query({ client: trx }).where({ planId }).orderBy('position')
  const ladder = await Tier.ladder(trx)
  const leaving = ladder.filter(({ id }) => !versions.some(({ tierId }) => tierId === id))
  if (await isExtending(leaving, trx)) return false
  const isMine = await changed(
    trx
      .from('tier_plans')
      .where({ id: planId, waiting_key: 'waiting' })
      .update({ waiting_key: null, applied_at: sqlTime(clock.now()) })
  )
  if (!isMine) return false
  await endTiers(leaving, ladder, trx)
  /* Positions are UNIQUE: all step aside before each takes its own. */
  await trx
    .from('tiers')
    .whereNull('ended_at')
    .update({ position: trx.raw('-position') })
  for (const version of versions) {
    if (version.tierId === null) await begin(version, trx)
    else await trx.from('tiers').where('id', version.tierId).update(columnsOf(version))
  }
  return true
}

async function begin(version: TierVersion, trx: Trx) {
  const tier = await Tier.create(
    { ...termsOf(version), code: `tier_${version.id}` },
    { client: trx }
  )
  await version.merge({ tierId: tier.id }).save()
}

const columnsOf = (version: TierVersion) => ({
  position: version.position,
  name_fa: version.nameFa,
  name_en: version.nameEn,
  colour: version.colour,
  earn_basis_points: version.earnBasisPoints,
  referral_basis_points: version.referralBasisPoints,
  threshold: version.threshold,
  spend_threshold: version.spendThreshold,
  min_spend: version.minSpend,
  max_share_basis_points: version.maxShareBasisPoints,
})
