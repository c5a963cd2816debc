import { Refusal } from '#app/core/refusal'
import type { Client } from '#app/core/sql'
import { activeRules } from '#app/club/earn_rules'
import EarnRule from '#app/club/models/earn_rule'
import { deadRule } from '#app/club/rule_clashes'
import { ruleLabel } from '#app/club/rule_label'
import type { ActiveRule } from '#app/club/earning'

/** What is not in force yet: which rule, and what would become of it. */
export interface DraftChange {
  ruleId: number
  change: 'added' | 'changed' | 'removed'
}

export async function changesOf(client: Client): Promise<DraftChange[]> {
  const rows = await EarnRule.query({ client }).whereIn('status', ['live', 'draft']).orderBy('id')
  const live = new Set(rows.filter(({ status }) => status === 'live').map((row) => row.ruleId))
  return rows
    .filter(({ status }) => status === 'draft')
    .map(({ ruleId, removed }) => {
      if (removed) return { ruleId, change: 'removed' as const }
      return { ruleId, change: live.has(ruleId) ? ('changed' as const) : ('added' as const) }
    })
}

/** The drafted rules as the computation takes them. */
export async function draftedRules(client: Client): Promise<ActiveRule[]> {
  return activeRules(await EarnRule.drafted(client), client)
}

/**
 * A rule that another covers wholly would never speak: it is refused, and the other is named.
 * @throws Refusal `earn_rule_hidden` {first, second}: their numbers
 */
export async function assertRulesLive(client: Client): Promise<void> {
  const clash = deadRule(await draftedRules(client))
  if (!clash) return
  const { first, second } = clash
  const params = { first: label(first), second: label(second) }
  throw new Refusal('earn_rule_hidden', { field: 'kind', params })
}

const label = (rule: ActiveRule) => ({ fa: ruleLabel(rule, 'fa'), en: ruleLabel(rule, 'en') })

/** A version as the audit keeps it. */
export function factsOf(row: EarnRule): Record<string, unknown> {
  const { kind, extra, title, basisPoints, every, amount, action, channel, conditions } = row
  const { startsOn, endsOn, fromHour, untilHour, minBill, capPerBill, capPerDay, position } = row
  const what = { kind, extra, title, basisPoints, every, amount, action, channel, conditions }
  return {
    ...what,
    startsOn,
    endsOn,
    fromHour,
    untilHour,
    minBill,
    capPerBill,
    capPerDay,
    position,
  }
}
