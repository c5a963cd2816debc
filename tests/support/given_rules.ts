import { randomBytes } from 'node:crypto'
import db from '@adonisjs/lucid/services/db'
import { draftEarnRule } from '#app/club/actions/edit_earn_rules'
import { publishEarnRules } from '#app/club/actions/publish_earn_rules'
import { addMembershipRule, type NewMembershipRule } from '#app/club/actions/membership_rules'
import { forgetMembershipRules } from '#app/club/membership'
import { forgetEarnRules } from '#app/club/earn_rules'
import { type EarnTerms, ruleBook } from '#app/club/models/earn_rule'
import type Staff from '#app/people/models/staff'
import { givenStaff } from '#tests/support/given_people'

const key = () => randomBytes(18).toString('base64url')

/** A rule that gives ten percent of everything, unless said. Amounts in Rial. */
export const someTerms = (
  of: Partial<Omit<EarnTerms, 'conditions'>> & {
    conditions?: Partial<EarnTerms['conditions']>
  } = {}
): EarnTerms => ({
  kind: 'percent',
  extra: false,
  title: null,
  basisPoints: 1000,
  every: 0,
  amount: 0,
  action: null,
  startsOn: null,
  endsOn: null,
  channel: null,
  fromHour: null,
  untilHour: null,
  minBill: 0,
  capPerBill: null,
  capPerDay: null,
  ...of,
  conditions: { branchIds: [], categoryIds: [], tierIds: [], weekdays: [], ...of.conditions },
})

let manager: Promise<Staff> | null = null
let database: unknown = null

/** A manager of the story; another database has another one. */
export async function ruleMaker() {
  const now = db.manager.get(db.primaryConnectionName)?.connection
  if (!manager || database !== now) manager = givenStaff({ role: 'manager' })
  database = now
  const { id } = await manager
  return { kind: 'staff' as const, id }
}

/** Writes a rule into the draft. @returns its number */
export async function draftRule(of: Parameters<typeof someTerms>[0], ruleId: number | null = null) {
  const by = await ruleMaker()
  const drafted = await draftEarnRule({ ruleId, terms: someTerms(of), by, key: key() })
  return drafted.ruleId
}

/** Puts the draft into force. */
export async function publishRules() {
  const { revision } = await ruleBook(db.connection())
  return publishEarnRules({ revision, by: await ruleMaker(), key: key() })
}

/** Rules in force from now on, the first to speak first. @returns their numbers */
export async function givenRules(...terms: Parameters<typeof someTerms>[0][]) {
  const ids: number[] = []
  for (const of of terms) ids.push(await draftRule(of))
  await publishRules()
  return ids
}

/** No rule but the tier's percent: what was earned is forgotten as well. */
export async function noRules() {
  for (const table of ['earn_parts', 'earn_actions', 'earn_rule_versions', 'earn_rules']) {
    await db.from(table).delete()
  }
  forgetEarnRules()
}

/** Only those who wish join, as before there were rules. */
export async function noMembershipRules() {
  await db.from('membership_rules').whereNot('id', 1).delete()
  await db.from('membership_rules').where('id', 1).update({ live_key: 'voluntary', ended_at: null })
  forgetMembershipRules()
}

/** Ten million Rial within thirty days make a member, unless said. @returns the rule's number */
export async function givenMembershipRule(of: Partial<NewMembershipRule> = {}) {
  const by = await ruleMaker()
  const rule = { kind: 'purchases' as const, amount: 10_000_000, days: 30 }
  const { ruleId } = await addMembershipRule({ ...rule, by, key: key(), ...of })
  return ruleId
}
