import { belongsTo } from '@adonisjs/lucid/orm'
import type { BelongsTo } from '@adonisjs/lucid/types/relations'
import { EarnRuleVersionSchema } from '#database/schema'
import { Refusal } from '#app/core/refusal'
import type { Rial } from '#app/core/money'
import type { Client, Trx } from '#app/core/sql'
import { changed } from '#app/core/sql'
import Staff from '#app/people/models/staff'

export const EARN_KINDS = ['percent', 'per_amount', 'per_visit', 'per_action'] as const
export type EarnKind = (typeof EARN_KINDS)[number]

export const EARN_STATUSES = ['draft', 'live', 'past'] as const
export type EarnStatus = (typeof EARN_STATUSES)[number]

/** What a member can be thanked for, beside buying. */
export const EARN_ACTIONS = ['join', 'profile_completed', 'ticket_rated'] as const
export type EarnAction = (typeof EARN_ACTIONS)[number]

export const EARN_CHANNELS = ['web', 'till'] as const
export type EarnChannel = (typeof EARN_CHANNELS)[number]

/** When a rule speaks at all; an empty list is no condition. Weekdays count from Saturday (0). */
export interface EarnConditions {
  branchIds: number[]
  categoryIds: number[]
  tierIds: number[]
  weekdays: number[]
}

/** What a shopkeeper decides in a rule. Amounts in Rial, percents × 100, days in Tehran. */
export interface EarnTerms {
  kind: EarnKind
  /** Comes on top of what else a line gets, not in its place. */
  extra: boolean
  title: string | null
  basisPoints: number
  every: Rial
  amount: Rial
  action: EarnAction | null
  startsOn: string | null
  endsOn: string | null
  channel: EarnChannel | null
  conditions: EarnConditions
  fromHour: number | null
  untilHour: number | null
  minBill: Rial
  capPerBill: Rial | null
  capPerDay: Rial | null
}

/** One version of an earn rule: a draft, in force, or past. Of the past nothing changes. */
export default class EarnRule extends EarnRuleVersionSchema {
  static table = 'earn_rule_versions'

  declare kind: EarnKind
  declare status: EarnStatus
  declare action: EarnAction | null
  declare channel: EarnChannel | null
  declare conditions: EarnConditions

  @belongsTo(() => Staff, { foreignKey: 'publishedById' })
  declare publishedBy: BelongsTo<typeof Staff>

  /** How lots name the version that gave them. */
  get code(): string {
    return `earn_rule:${this.ruleId}:${this.version}`
  }

  /** The rules in force, the first to speak first. */
  static inForce(client?: Client): Promise<EarnRule[]> {
    return EarnRule.#ordered(client).where('status', 'live')
  }

  /** The rules as they would be: what is in force, with the drafts in its place. */
  static async drafted(client?: Client): Promise<EarnRule[]> {
    const rows = await EarnRule.#ordered(client).whereIn('status', ['live', 'draft'])
    const drafts = new Set(rows.filter(({ status }) => status === 'draft').map((r) => r.ruleId))
    return rows.filter(
      ({ status, ruleId, removed }) => !removed && (status === 'draft' || !drafts.has(ruleId))
    )
  }

  static #ordered(client?: Client) {
    return EarnRule.query({ client }).orderBy('position').orderBy('id')
  }
}

export interface Book {
  edition: number
  revision: number
}

/** The book of rules, locked: whoever changes rules waits for the other. */
export async function lockRuleBook(trx: Trx): Promise<Book> {
  await changed(
    trx
      .from('earn_rule_books')
      .where('id', 1)
      .update({ edition: trx.raw('edition + 0') })
  )
  return ruleBook(trx)
}

export async function ruleBook(client: Client): Promise<Book> {
  const row = await client.from('earn_rule_books').where('id', 1).firstOrFail()
  return { edition: Number(row.edition), revision: Number(row.revision) }
}

/** Every change of the draft counts, so that nobody puts into force what he has not seen. */
export async function noteRevision(trx: Trx): Promise<void> {
  await trx
    .from('earn_rule_books')
    .where('id', 1)
    .update({ revision: trx.raw('revision + 1') })
}

const NO_CONDITIONS: EarnConditions = { branchIds: [], categoryIds: [], tierIds: [], weekdays: [] }

/** Only what means something for its kind is kept: a visit has no percent, an action no branch. */
export function normalTerms(terms: EarnTerms): EarnTerms {
  const { kind } = terms
  const perLine = kind === 'percent' || kind === 'per_amount'
  const common = {
    ...terms,
    extra: perLine && terms.extra,
    basisPoints: kind === 'percent' ? terms.basisPoints : 0,
    every: kind === 'per_amount' ? terms.every : 0,
    amount: kind === 'percent' ? 0 : terms.amount,
    action: kind === 'per_action' ? terms.action : null,
  }
  if (kind !== 'per_action') return common
  return {
    ...common,
    channel: null,
    conditions: { ...NO_CONDITIONS, tierIds: terms.conditions.tierIds },
    fromHour: null,
    untilHour: null,
    minBill: 0,
    capPerBill: null,
    capPerDay: null,
  }
}

const refuse = (code: string, field: string) => {
  throw new Refusal(code, { field })
}

/**
 * Values that no rule can have.
 * @throws Refusal beside its field: `earn_percent_impossible`, `earn_every_impossible`,
 * `earn_amount_impossible`, `earn_gives_all`, `earn_action_missing`, `earn_hours_empty`,
 * `earn_days_empty`, `earn_cap_impossible`, `earn_min_bill_impossible`, `earn_till_no_goods`
 */
export function assertPossible(terms: EarnTerms): void {
  const { kind, basisPoints, every, amount, fromHour, untilHour, startsOn, endsOn } = terms
  if (kind === 'percent' && !(basisPoints > 0 && basisPoints <= 10_000))
    refuse('earn_percent_impossible', 'percent')
  if (kind === 'per_amount' && every <= 0) refuse('earn_every_impossible', 'every')
  if (kind !== 'percent' && amount <= 0) refuse('earn_amount_impossible', 'amount')
  if (kind === 'per_amount' && amount > every) refuse('earn_gives_all', 'amount')
  if (kind === 'per_action' && !terms.action) refuse('earn_action_missing', 'action')
  const hours = [fromHour, untilHour].filter((hour) => hour !== null)
  if (hours.length === 1 || (hours.length === 2 && hours[0] >= hours[1]))
    refuse('earn_hours_empty', 'until_hour')
  if (startsOn && endsOn && startsOn > endsOn) refuse('earn_days_empty', 'ends_on')
  if (terms.minBill < 0) refuse('earn_min_bill_impossible', 'min_bill')
  for (const [cap, field] of [
    [terms.capPerBill, 'cap_per_bill'],
    [terms.capPerDay, 'cap_per_day'],
  ] as const) {
    if (cap !== null && cap <= 0) refuse('earn_cap_impossible', field)
  }
  if (terms.channel === 'till' && terms.conditions.categoryIds.length > 0)
    refuse('earn_till_no_goods', 'categories')
}
