import type { Actor } from '#app/core/actor'
import { clock } from '#app/core/clock'
import { once } from '#app/core/idempotency'
import { Refusal } from '#app/core/refusal'
import { sqlTime, type Trx } from '#app/core/sql'
import { afterCommit, transaction } from '#app/core/transaction'
import { audit } from '#app/people/models/audit'
import { forgetEarnRules } from '#app/club/earn_rules'
import { assertRulesLive, changesOf } from '#app/club/rule_draft'
import EarnRule, { lockRuleBook } from '#app/club/models/earn_rule'

export interface Publication {
  /** The state of the draft that was seen; another one is not put into force. */
  revision: number
  by: Extract<Actor, { kind: 'staff' }>
  key: string
}

/**
 * The draft comes into force: each changed rule gets its next version, the one before ends at the
 * same second. What was earned before keeps the version that gave it.
 * @throws Refusal `earn_draft_empty`, `earn_draft_changed` (409), `earn_rule_hidden`, `key_reused`
 */
export function publishEarnRules(
  { revision, by, key }: Publication,
  outer?: Trx
): Promise<{ edition: number; repeated: boolean }> {
  return transaction((trx) => {
    const scope = `publish_earn_rules:staff:${by.id}`
    return once({ scope, key, input: { revision } }, trx, async () => {
      const book = await lockRuleBook(trx)
      if (book.revision !== revision) throw new Refusal('earn_draft_changed', { status: 409 })
      const changes = await changesOf(trx)
      if (changes.length === 0) throw new Refusal('earn_draft_empty', { field: 'revision' })
      await assertRulesLive(trx)
      for (const { ruleId } of changes) await succeed(ruleId, by.id, trx)
      await sealBook(book.edition + 1, by.id, trx)
      await audit('publish_earn_rules', { after: { edition: book.edition + 1, changes } }, by, trx)
      afterCommit(trx, forgetEarnRules)
      return { edition: book.edition + 1 }
    })
  }, outer)
}

async function succeed(ruleId: number, staffId: number, trx: Trx) {
  const now = clock.now()
  const [draft, live] = [
    await EarnRule.query({ client: trx }).where('draftOf', ruleId).firstOrFail(),
    await EarnRule.query({ client: trx }).where('liveOf', ruleId).first(),
  ]
  await live?.merge({ status: 'past', liveOf: null, liveUntil: now }).save()
  if (draft.removed) return draft.delete()
  await draft
    .merge({
      status: 'live',
      version: (live?.version ?? 0) + 1,
      draftOf: null,
      liveOf: ruleId,
      liveFrom: now,
      publishedById: staffId,
    })
    .save()
}

async function sealBook(edition: number, staffId: number, trx: Trx) {
  const now = sqlTime(clock.now())
  await trx
    .from('earn_rule_books')
    .where('id', 1)
    .update({ edition, published_at: now, published_by_id: staffId })
}
