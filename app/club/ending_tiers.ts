import { apart } from '#app/core/apart'
import { clock } from '#app/core/clock'
import type { Locale } from '#app/core/digits'
import { Refusal } from '#app/core/refusal'
import { type Client, sqlTime, type Trx } from '#app/core/sql'
import Benefit, { isToday } from '#app/club/models/benefit'
import EarnRule, { lockRuleBook } from '#app/club/models/earn_rule'
import Tier from '#app/club/models/tier'
import { ruleLabel } from '#app/club/rule_label'
import TierPlan from '#app/club/models/tier_plan'

/* Tiers that a plan leaves out, and what still names them (decision 18). */

/** Places of ended tiers, out of the way of the ladder and of one that is being put anew. */
const ENDED_PLACE = -1_000_000

/** Tiers leave the ladder; each names the nearest lower one that stays. The lowest never leaves. */
export async function endTiers(
  leaving: readonly Tier[],
  ladder: readonly Tier[],
  trx: Trx
): Promise<void> {
  const staying = ladder.filter((tier) => !leaving.includes(tier))
  for (const { id, position } of leaving) {
    const successor = staying.findLast((tier) => tier.position < position)!
    const place = { position: ENDED_PLACE - id, successor_id: successor.id }
    await trx
      .from('tiers')
      .where({ id })
      .update({ ...place, ended_at: sqlTime(clock.now()) })
    /* Who had ended in this one before goes on to where it leads. */
    await trx.from('tiers').where('successor_id', id).update({ successor_id: successor.id })
    await trx
      .from('manual_tiers')
      .where('tier_id', id)
      .whereNotNull('active_key')
      .update({ tier_id: successor.id })
  }
}

/** Credit of members of these tiers is just being given a later end. */
export async function isExtending(tiers: readonly Tier[], client: Client): Promise<boolean> {
  if (tiers.length === 0) return false
  const ids = tiers.map(({ id }) => id)
  const running = client.from('credit_extensions').where('state', 'running')
  return (await running.whereIn('tier_id', ids).select('id').first()) !== null
}

/** Some members of an ended tier are not moved yet. */
export async function areLeaving(client: Client): Promise<boolean> {
  return (await endedWithMembers(client)) !== null
}

/** An ended tier that still has members; null when nobody is left in one. */
export async function endedWithMembers(client: Client): Promise<number | null> {
  const row = await client
    .from('tiers as e')
    .whereNotNull('e.ended_at')
    .whereExists(client.from('members as m').whereColumn('m.tier_id', 'e.id').select('m.id'))
    .select('e.id')
    .first()
  return row ? Number(row.id) : null
}

/**
 * Nothing that would be left in the air names these tiers: no earn rule in force or drafted, no
 * benefit that they alone give. The book of rules stays locked, so that
 * neither comes meanwhile.
 * @throws Refusal `tier_is_named` {rules, benefits} with field `leaving.<id>`
 */
export async function assertUnnamed(leaving: readonly number[], trx: Trx): Promise<void> {
  if (leaving.length === 0) return
  await lockRuleBook(trx)
  const alone = await givenOnlyBy(leaving, trx)
  const written = await EarnRule.query({ client: trx })
    .whereIn('status', ['live', 'draft'])
    .where('removed', false)
    .orderBy('ruleId')
  for (const id of leaving) {
    const naming = written.filter(({ conditions }) => conditions.tierIds.includes(id))
    const given = alone.filter(({ tierIds }) => tierIds.includes(id))
    if (naming.length + given.length === 0) continue
    const rules = new Map(naming.map((rule) => [rule.ruleId, rule]))
    const params = {
      rules: inBoth([...rules.values()], ruleLabel),
      benefits: inBoth(given, (one, locale) => (locale === 'fa' ? one.nameFa : one.nameEn)),
    }
    throw new Refusal('tier_is_named', { field: `leaving.${id}`, params })
  }
}

/** What a sentence lists, in each language; `none` is what it chooses by. */
function inBoth<Of>(
  all: readonly Of[],
  labelled: (one: Of, locale: Locale) => string
): Record<Locale, string> {
  const list = (locale: Locale, comma: string) =>
    all.map((one) => apart(labelled(one, locale))).join(comma) || 'none'
  return { fa: list('fa', '، '), en: list('en', ', ') }
}

/** Benefits in force, or that will be, which no tier gives but these. */
async function givenOnlyBy(tierIds: readonly number[], trx: Trx) {
  const ladder = await Tier.ladder(trx)
  const there = new Set(ladder.map(({ id }) => id))
  const benefits = await Benefit.query({ client: trx }).where('active', true).orderBy('id')
  const rows = await trx.from('tier_benefits').select('tier_id', 'benefit_id')
  const givers = Map.groupBy(rows, (row) => Number(row.benefit_id))
  return benefits
    .filter(({ endsOn }) => isToday({ startsOn: null, endsOn }))
    .map(({ id, nameFa, nameEn }) => {
      const by = (givers.get(id) ?? []).map((row) => Number(row.tier_id))
      return { nameFa, nameEn, tierIds: by.filter((one) => there.has(one)) }
    })
    .filter((one) => one.tierIds.length > 0 && one.tierIds.every((id) => tierIds.includes(id)))
}

/**
 * What is written now names only tiers that stay: none that was ended, none that a coming plan leaves
 * out. @throws Refusal `tier_leaves` {tier} with the field given
 */
export async function assertStaying(
  tierIds: readonly number[],
  field: string,
  trx: Trx
): Promise<void> {
  if (tierIds.length === 0) return
  const gone = await goingTiers(trx)
  const named = gone.find(({ id }) => tierIds.includes(id))
  if (!named) return
  throw new Refusal('tier_leaves', {
    field,
    params: { tier: { fa: named.nameFa, en: named.nameEn } },
  })
}

/** Tiers that were ended and those that the coming plan leaves out. */
async function goingTiers(trx: Trx): Promise<Tier[]> {
  const waiting = await TierPlan.waiting(trx)
  const staying = waiting?.versions.map(({ tierId }) => tierId)
  const all = await Tier.query({ client: trx })
  return all.filter(({ id, endedAt }) => endedAt !== null || (staying && !staying.includes(id)))
}
