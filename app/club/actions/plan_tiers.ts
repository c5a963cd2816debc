import type { DateTime } from 'luxon'
import type { Actor } from '#app/core/actor'
import { clock } from '#app/core/clock'
import { once } from '#app/core/idempotency'
import {
  formatShortDate,
  fromJalali,
  type JalaliDay,
  jalaliParts,
  startOfTehranDay,
} from '#app/core/jalali'
import { formatToman } from '#app/core/money'
import { found, Refusal } from '#app/core/refusal'
import { changed, isDuplicate, sqlTime, type Trx } from '#app/core/sql'
import { transaction } from '#app/core/transaction'
import { audit } from '#app/people/models/audit'
import { applyPlan } from '#app/club/applying_tiers'
import { assertUnnamed, isExtending } from '#app/club/ending_tiers'
import Tier, { termsOf, type TierTerms } from '#app/club/models/tier'
import TierPlan, { TierVersion } from '#app/club/models/tier_plan'
import TierRun from '#app/club/models/tier_run'
import { assertLadder, type PlannedTier } from '#app/club/tier_rules'

export interface TierPlanning {
  /** The lowest first; every tier that stays, and new ones with `tierId` null. */
  tiers: readonly PlannedTier[]
  /** Tiers that end with the plan; nobody ends one by leaving it out unseen. */
  leaving?: readonly number[]
  /** The day from which they hold; null is at once, as today is. */
  startsOn: JalaliDay | null
  note: string | null
  by: Extract<Actor, { kind: 'staff' }>
  key: string
}

/**
 * The tiers as they are to be from a day on. Nothing that was earned changes; what is earned before
 * that day is earned as before. Members of a tier that ends go to the nearest lower one that stays.
 * @throws Refusal of `assertLadder` and `assertUnnamed`, `tier_base_stays`, `tier_extending`, `tier_plan_past`, `tier_plan_waiting` {date}, `tier_plan_same`,
 * `tier_plan_stale` when another change of tiers came between, `tier_run_open` when members are being
 * moved, `key_reused`
 */
export function planTiers(planning: TierPlanning, outer?: Trx) {
  const { by, key, ...input } = planning
  return transaction((trx) => {
    const scope = `plan_tiers:staff:${by.id}`
    return once({ scope, key, input }, trx, () => plan(planning, trx))
  }, outer)
}

async function plan(planning: TierPlanning, trx: Trx) {
  const today = startOfTehranDay(clock.now())
  const { year, month, day } = planning.startsOn ?? jalaliParts(today)
  const startsAt = fromJalali(year, month, day)
  if (startsAt < today) throw new Refusal('tier_plan_past', { field: 'startsOn' })
  const ladder = await Tier.ladder(trx)
  const leaving = leavingOf(planning, ladder)
  assertLadder(planning.tiers)
  await assertNoneWaits(trx)
  assertSameTiers(planning, ladder)
  await assertUnnamed(planning.leaving ?? [], trx)
  if (await isExtending(leaving, trx)) {
    throw new Refusal('tier_extending', { field: `leaving.${leaving[0].id}` })
  }
  if (startsAt <= today && (await TierRun.isMoving(trx))) {
    throw new Refusal('tier_run_open', { status: 409 })
  }
  await keepFirst(ladder, planning, trx)

  const made = await write(planning, startsAt, trx)
  const before = { tiers: inShort(ladder), startsAt: null, note: null, leaving: null }
  const { note, tiers } = planning
  const asked = { tiers: inShort(tiers), startsAt: formatShortDate(startsAt, 'fa'), note }
  const after = { ...asked, leaving: leaving.map(({ nameFa }) => nameFa).join('، ') || null }
  const subject = { type: 'tier_plan', id: made.id }
  await audit('plan_tiers', { subject, before, after }, planning.by, trx)
  if (startsAt <= today) await applyPlan(made.id, trx)
  return { planId: made.id, holdsNow: startsAt <= today }
}

/** For the audit: «برنزی ۳٪ از ۰، نقره‌ای ۵٪ از ۵٬۰۰۰٬۰۰۰»; the versions have the rest. */
function inShort(tiers: readonly Pick<TierTerms, 'nameFa' | 'earnBasisPoints' | 'threshold'>[]) {
  const one = ({ nameFa, earnBasisPoints, threshold }: (typeof tiers)[number]) =>
    `${nameFa} ${earnBasisPoints / 100}٪ از ${formatToman(threshold, 'fa')}`
  return tiers.map(one).join('، ')
}

async function assertNoneWaits(trx: Trx) {
  const waiting = await TierPlan.waiting(trx)
  if (waiting) throw new Refusal('tier_plan_waiting', { field: 'startsOn', status: 409 })
}

/** The tiers that the plan ends. @throws Refusal `tier_base_stays`: everybody begins in the lowest */
function leavingOf({ leaving = [] }: TierPlanning, ladder: readonly Tier[]): Tier[] {
  const [base] = ladder
  if (base && leaving.includes(base.id)) {
    throw new Refusal('tier_base_stays', { field: `leaving.${base.id}` })
  }
  return ladder.filter(({ id }) => leaving.includes(id))
}

/** Somebody who looks at an old page neither drops a tier unseen nor makes one twice. */
function assertSameTiers({ tiers, leaving = [] }: TierPlanning, ladder: Tier[]) {
  const known = tiers.filter(({ tierId }) => tierId !== null).map(({ tierId }) => tierId)
  const staying = ladder.filter(({ id }) => !leaving.includes(id))
  const isSame =
    known.length === staying.length &&
    staying.every(({ id }, at) => known[at] === id) &&
    staying.length + leaving.length === ladder.length
  if (!isSame) throw new Refusal('tier_plan_stale', { status: 409 })
  const isEqual = (one: PlannedTier, at: number) =>
    JSON.stringify(termsOf({ ...one, position: 0 })) ===
    JSON.stringify(termsOf({ ...termsOf(ladder[at]), position: 0 }))
  if (tiers.length === ladder.length && tiers.every(isEqual)) throw new Refusal('tier_plan_same')
}

/** Before the first change ever, what held until then becomes a version of its own. */
async function keepFirst(ladder: Tier[], { by }: TierPlanning, trx: Trx) {
  if (await TierPlan.query({ client: trx }).first()) return
  const since = clock.now().minus({ years: 50 })
  const made = await TierPlan.create(
    { startsAt: since, appliedAt: since, note: null, actorKind: by.kind, actorId: by.id },
    { client: trx }
  )
  await writeVersions(
    made.id,
    ladder.map((tier) => ({ ...termsOf(tier), tierId: tier.id })),
    trx
  )
}

/** Two at once meet at the UNIQUE `waiting_key`. */
async function write({ tiers, note, by }: TierPlanning, startsAt: DateTime, trx: Trx) {
  try {
    const row = { startsAt, note, waitingKey: 'waiting', actorKind: by.kind, actorId: by.id }
    const made = await TierPlan.create(row, { client: trx })
    const versions = tiers.map((tier, at) => {
      const { tierId, ...terms } = tier
      return { ...termsOf({ ...terms, position: at + 1 }), tierId }
    })
    await writeVersions(made.id, versions, trx)
    return made
  } catch (error) {
    if (!isDuplicate(error)) throw error
    throw new Refusal('tier_plan_waiting', { field: 'startsOn', status: 409 })
  }
}

async function writeVersions(
  planId: number,
  versions: (TierTerms & { tierId: number | null })[],
  trx: Trx
) {
  await TierVersion.createMany(
    versions.map((one) => ({ ...one, planId })),
    { client: trx }
  )
}

/**
 * A change of tiers that waits for its day is called off.
 * @throws NotFound, Refusal `tier_plan_over` (409) when it holds already or was called off
 */
export function cancelTierPlan(
  { planId, by }: { planId: number; by: Extract<Actor, { kind: 'staff' }> },
  outer?: Trx
): Promise<void> {
  return transaction(async (trx) => {
    found(await TierPlan.find(planId, { client: trx }))
    const isMine = await changed(
      trx
        .from('tier_plans')
        .where({ id: planId, waiting_key: 'waiting' })
        .update({ waiting_key: null, cancelled_at: sqlTime(clock.now()) })
    )
    if (!isMine) throw new Refusal('tier_plan_over', { status: 409 })
    await audit('cancel_tier_plan', { subject: { type: 'tier_plan', id: planId } }, by, trx)
  }, outer)
}
