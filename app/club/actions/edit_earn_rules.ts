import type { Actor } from '#app/core/actor'
import { once } from '#app/core/idempotency'
import { found, Refusal } from '#app/core/refusal'
import { insertedId, sqlTime, type Trx } from '#app/core/sql'
import { clock } from '#app/core/clock'
import { transaction } from '#app/core/transaction'
import { audit } from '#app/people/models/audit'
import { assertStaying } from '#app/club/ending_tiers'
import { assertRulesLive, changesOf, factsOf } from '#app/club/rule_draft'
import EarnRule, {
  assertPossible,
  type EarnTerms,
  lockRuleBook,
  normalTerms,
  noteRevision,
} from '#app/club/models/earn_rule'

type StaffActor = Extract<Actor, { kind: 'staff' }>

/** More rules than anybody can say aloud. */
const RULES_AT_MOST = 60

/**
 * Writes a rule into the draft: a new one, or the change of one in force. Nothing is given by it
 * before the draft is put into force.
 * @throws Refusal of `assertPossible`, `assertKnown` and, with field `tiers`, of `assertStaying`; `earn_rule_hidden` {first, second} when one would never
 * speak; `earn_rules_full`, `key_reused`
 */
export function draftEarnRule(
  order: { ruleId: number | null; terms: EarnTerms; by: StaffActor; key: string },
  outer?: Trx
): Promise<{ ruleId: number; repeated: boolean }> {
  const { by, key, ruleId: known, terms } = order
  return transaction((trx) => {
    const scope = `draft_earn_rule:staff:${by.id}`
    return once({ scope, key, input: { ruleId: known, terms } }, trx, async () => {
      const normal = normalTerms(terms)
      assertPossible(normal)
      await lockRuleBook(trx)
      await assertStaying(normal.conditions.tierIds, 'tiers', trx)
      await assertKnown(normal.conditions, trx)
      const ruleId = known ?? (await newRule(by, trx))
      const draft = await draftOf(ruleId, known !== null, by, trx)
      await draft.merge({ ...normal, removed: false }).save()
      await assertRulesLive(trx)
      await noteRevision(trx)
      const subject = { type: 'earn_rule', id: ruleId }
      await audit('draft_earn_rule', { subject, after: factsOf(draft) }, by, trx)
      return { ruleId }
    })
  }, outer)
}

const NAMED = [
  { ids: 'branchIds', table: 'branches', field: 'branches' },
  { ids: 'categoryIds', table: 'categories', field: 'categories' },
  { ids: 'tierIds', table: 'tiers', field: 'tiers' },
] as const

/** A rule for what is not there would never speak. @throws Refusal `earn_rule_unknown` */
async function assertKnown(conditions: EarnTerms['conditions'], trx: Trx): Promise<void> {
  for (const { ids, table, field } of NAMED) {
    const asked = [...new Set(conditions[ids])]
    if (asked.length === 0) continue
    const there = await trx.from(table).whereIn('id', asked).select('id')
    if (there.length < asked.length) throw new Refusal('earn_rule_unknown', { field })
  }
}

async function newRule(by: StaffActor, trx: Trx): Promise<number> {
  const drafted = await EarnRule.drafted(trx)
  if (drafted.length >= RULES_AT_MOST) throw new Refusal('earn_rules_full')
  const row = { created_by_id: by.id, created_at: sqlTime(clock.now()) }
  return insertedId(trx.insertQuery().table('earn_rules').insert(row))
}

/** The rule's draft, made of what is in force when there is none yet; a new rule goes last. */
async function draftOf(ruleId: number, isKnown: boolean, by: StaffActor, trx: Trx) {
  const rows = await EarnRule.query({ client: trx })
    .where('ruleId', ruleId)
    .whereIn('status', ['live', 'draft'])
  const draft = rows.find(({ status }) => status === 'draft')
  if (draft) return draft.merge({ writtenById: by.id })
  if (isKnown) found(rows[0])
  const fresh = new EarnRule().merge({
    ...(rows[0] ? copied(rows[0]) : { position: await lastPosition(trx), removed: false }),
    ruleId,
    version: 0,
    status: 'draft',
    draftOf: ruleId,
    writtenById: by.id,
  })
  return fresh.useTransaction(trx)
}

/** Terms and place of a version, for the next one. */
function copied(row: EarnRule) {
  const { kind, extra, title, basisPoints, every, amount, action, channel, conditions } = row
  const { startsOn, endsOn, fromHour, untilHour, minBill, capPerBill, capPerDay, position } = row
  const what = { kind, extra, title, basisPoints, every, amount, action, channel, conditions }
  const when = { startsOn, endsOn, fromHour, untilHour, minBill, capPerBill, capPerDay }
  return { ...what, ...when, position, removed: false }
}

async function lastPosition(trx: Trx): Promise<number> {
  const row = await trx
    .from('earn_rule_versions')
    .whereIn('status', ['live', 'draft'])
    .max('position as last')
    .first()
  return Number(row?.last ?? 0) + 1
}

/** Takes a rule out of the draft; what is in force stays so until the draft is put into force. */
export function dropEarnRule(
  { ruleId, by }: { ruleId: number; by: StaffActor },
  outer?: Trx
): Promise<void> {
  return transaction(async (trx) => {
    await lockRuleBook(trx)
    const draft = await draftOf(ruleId, true, by, trx)
    if (draft.removed) return
    const isNew = !(await EarnRule.query({ client: trx }).where('liveOf', ruleId).first())
    if (isNew) await draft.delete()
    else await draft.merge({ removed: true }).save()
    await noteRevision(trx)
    const subject = { type: 'earn_rule', id: ruleId }
    await audit('drop_earn_rule', { subject, before: factsOf(draft) }, by, trx)
  }, outer)
}

/**
 * A rule speaks one place earlier or later than before, in the draft.
 * @throws Refusal `earn_rule_hidden` when one would then never speak
 */
export function moveEarnRule(
  order: { ruleId: number; way: 'up' | 'down'; by: StaffActor; key: string },
  outer?: Trx
): Promise<{ moved: boolean; repeated: boolean }> {
  const { ruleId, way, by, key } = order
  return transaction((trx) => {
    const scope = `move_earn_rule:staff:${by.id}`
    return once({ scope, key, input: { ruleId, way } }, trx, async () => {
      await lockRuleBook(trx)
      const rules = await EarnRule.drafted(trx)
      const at = rules.findIndex((rule) => rule.ruleId === ruleId)
      found(rules[at])
      const other = rules[at + (way === 'up' ? -1 : 1)]
      if (!other) return { moved: false }
      await swap(rules[at], other, by, trx)
      await assertRulesLive(trx)
      await noteRevision(trx)
      const subject = { type: 'earn_rule', id: ruleId }
      await audit('draft_earn_rule', { subject, after: { way } }, by, trx)
      return { moved: true }
    })
  }, outer)
}

async function swap(one: EarnRule, other: EarnRule, by: StaffActor, trx: Trx) {
  const places = [one.position, other.position]
  for (const [at, { ruleId }] of [other, one].entries()) {
    const draft = await draftOf(ruleId, true, by, trx)
    await draft.merge({ position: places[at] }).save()
  }
}

/** The draft is thrown away; the rules stay as they are in force. */
export function discardEarnDraft({ by }: { by: StaffActor }, outer?: Trx): Promise<number> {
  return transaction(async (trx) => {
    await lockRuleBook(trx)
    const before = await changesOf(trx)
    if (before.length === 0) return 0
    await trx.from('earn_rule_versions').where('status', 'draft').delete()
    await noteRevision(trx)
    await audit('discard_earn_rules', { before: { changes: before } }, by, trx)
    return before.length
  }, outer)
}
