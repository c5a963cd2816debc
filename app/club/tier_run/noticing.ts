import { SYSTEM } from '#app/core/actor'
import type { Trx } from '#app/core/sql'
import { recordMany } from '#app/crm/record_many'
import Tier from '#app/club/models/tier'
import type TierRun from '#app/club/models/tier_run'
import { judgedMembers } from '#app/club/queries/judged_members'
import { nextMoves } from '#app/club/tier_run/moves'

/** Tells the next members who would go down what keeps their tier, and until when. */
export async function noticeBatch(run: TierRun, trx: Trx): Promise<boolean> {
  const { moves, isLast } = await nextMoves(run, 'planned', trx, 'down')
  const ladder = await Tier.ladder(trx)
  const ids = moves.map(({ memberId }) => memberId)
  const judged = await judgedMembers(run, ladder, ids, trx)
  const localeOf = await locales(
    moves.map(({ customerId }) => customerId),
    trx
  )
  const lines = moves.flatMap(({ memberId, customerId, fromTierId }) => {
    const now = judged.get(memberId)
    const tier = ladder.find(({ id }) => id === fromTierId)
    if (now?.direction !== 'down' || !tier) return []
    const params = {
      tier: localeOf.get(customerId) === 'en' ? tier.nameEn : tier.nameFa,
      missing: { rial: upToToman(now.missing) },
      until: run.dueAt.minus({ seconds: 1 }),
    }
    const facts = { run: run.id, tier: tier.code, until: params.until.toISO() }
    const about = { type: 'member', id: memberId }
    return [{ customerId, about, by: SYSTEM, amount: now.missing, facts, params }]
  })
  await recordMany('tier_notice', lines, trx)
  run.noticed += lines.length
  return isLast
}

/** Nobody buys for single Rials. */
const upToToman = (rial: number) => Math.ceil(rial / 10) * 10

async function locales(customerIds: number[], trx: Trx) {
  const rows = await trx.from('customers').whereIn('id', customerIds).select('id', 'locale')
  return new Map(rows.map((row) => [Number(row.id), String(row.locale)]))
}
