import db from '@adonisjs/lucid/services/db'
import { cutPage } from '#app/core/page'
import type { Language } from '#app/core/language'
import { settings } from '#app/people/models/setting'
import { activeRules } from '#app/club/earn_rules'
import EarnRule, { ruleBook } from '#app/club/models/earn_rule'
import Tier from '#app/club/models/tier'
import { clashesOf } from '#app/club/rule_clashes'
import { changesOf, type DraftChange } from '#app/club/rule_draft'
import { type RuleNames, ruleNames, sayBase, sayRule } from '#app/club/rule_words'

/** A rule as the list shows it. */
export interface RuleLine {
  id: number
  sentence: string
  title: string | null
  /** Of the version in force; null for one that is only drafted. */
  version: number | null
  change: DraftChange['change'] | null
  /** Numbers of the rules that it stands before where both would speak. */
  before: number[]
}

/** The drafted rules in their order, said aloud, with what meets what. */
export async function earnRulesPage(language: Language) {
  const client = db.connection()
  const names = await ruleNames(language)
  const drafted = await EarnRule.drafted()
  const live = await EarnRule.inForce()
  const changes = await changesOf(client)
  const clashes = clashesOf(await activeRules(drafted, client))
  const line = (row: EarnRule): RuleLine => ({
    id: row.ruleId,
    title: row.title,
    sentence: sayRule(row, names, language),
    version: live.find(({ ruleId }) => ruleId === row.ruleId)?.version ?? null,
    change: changes.find(({ ruleId }) => ruleId === row.ruleId)?.change ?? null,
    before: clashes
      .filter(({ first }) => first.ruleId === row.ruleId)
      .map(({ second }) => second.ruleId),
  })
  const gone = new Set(changes.filter(({ change }) => change === 'removed').map((c) => c.ruleId))
  return {
    names,
    rules: drafted.map(line),
    removed: live.filter(({ ruleId }) => gone.has(ruleId)).map(line),
    changes,
    base: sayBase(await Tier.ladder(), language),
    counts: await settings.get('earning'),
    book: await ruleBook(client),
  }
}

const PAGE = 25

/** Versions of one rule, or of all, the newest first. */
export async function ruleHistory(
  { ruleId, after }: { ruleId?: number; after?: number },
  names: RuleNames,
  language: Language
) {
  const query = EarnRule.query()
    .whereIn('status', ['live', 'past'])
    .preload('publishedBy')
    .orderBy('id', 'desc')
    .limit(PAGE + 1)
  if (ruleId) query.where('ruleId', ruleId)
  if (after) query.where('id', '<', after)
  const { shown, next } = cutPage(await query, PAGE)
  return {
    versions: shown.map((row) => ({ row, sentence: sayRule(row, names, language) })),
    next,
  }
}

/** How much a rule has given so far, in Rial, and how often. */
export async function givenBy(ruleId: number) {
  const row = await db
    .from('earn_parts')
    .where('rule_id', ruleId)
    .sum('amount as amount')
    .count('* as times')
    .firstOrFail()
  return { amount: Number(row.amount ?? 0), times: Number(row.times) }
}
