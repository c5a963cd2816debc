import { SYSTEM } from '#app/core/actor'
import { clock } from '#app/core/clock'
import { sqlTime, type Trx } from '#app/core/sql'
import { recordMany } from '#app/crm/record_many'
import Tier from '#app/club/models/tier'
import type TierRun from '#app/club/models/tier_run'
import { judgedMembers } from '#app/club/queries/judged_members'
import { type MoveRow, nextMoves } from '#app/club/tier_run/moves'

/**
 * Tells the next members who would go down what keeps their tier, and until when; who was told in
 * this run is passed over, wherever its cursor stands.
 */
export async function noticeBatch(run: TierRun, trx: Trx): Promise<boolean> {
  const { moves: met, isLast } = await nextMoves(run, 'planned', trx, 'down')
  const moves = met.filter(({ isNoticed }) => !isNoticed)
  if (moves.length === 0) return isLast
  const ladder = await Tier.ladder(trx)
  const ids = moves.map(({ memberId }) => memberId)
  const judged = await judgedMembers(run, ladder, ids, trx)
  const localeOf = await locales(
    moves.map(({ customerId }) => customerId),
    trx
  )
  const lines = moves.flatMap(({ id, memberId, customerId, fromTierId }) => {
    const now = judged.get(memberId)
    const tier = ladder.find((one) => one.id === fromTierId)
    if (now?.direction !== 'down' || !tier) return []
    const params = {
      tier: localeOf.get(customerId) === 'en' ? tier.nameEn : tier.nameFa,
      missing: { rial: upToToman(now.missing) },
      until: run.dueAt.minus({ seconds: 1 }),
    }
    const facts = { run: run.id, tier: tier.code, until: params.until.toISO() }
    const about = { type: 'member', id: memberId }
    return [{ id, customerId, about, by: SYSTEM, amount: now.missing, facts, params }]
  })
  await recordMany('tier_notice', lines, trx)
  await markNoticed(lines, trx)
  run.noticed += lines.length
  return isLast
}

async function markNoticed(moves: readonly Pick<MoveRow, 'id'>[], trx: Trx) {
  const ids = moves.map(({ id }) => id)
  if (ids.length === 0) return
  await trx
    .from('tier_moves')
    .whereIn('id', ids)
    .update({ noticed_at: sqlTime(clock.now()) })
}

/** Nobody buys for single Rials. */
const upToToman = (rial: number) => Math.ceil(rial / 10) * 10

async function locales(customerIds: number[], trx: Trx) {
  const rows = await trx.from('customers').whereIn('id', customerIds).select('id', 'locale')
  return new Map(rows.map((row) => [Number(row.id), String(row.locale)]))
}
