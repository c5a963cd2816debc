import { SYSTEM } from '#app/core/actor'
import type { Trx } from '#app/core/sql'
import { recordMany } from '#app/crm/record_many'
import Tier from '#app/club/models/tier'
import type TierRun from '#app/club/models/tier_run'
import { type Judged, judgedMembers } from '#app/club/queries/judged_members'
import { noteChanges } from '#app/club/tier_changing'
import { noteRises } from '#app/club/tier_rising'
import { type MoveRow, nextMoves, setState } from '#app/club/tier_run/moves'

/**
 * Carries out the next planned moves. Each is judged once more: who has bought enough meanwhile
 * keeps his tier, whoever was moved by somebody else is left alone, and nobody goes lower than was
 * shown beforehand.
 */
export async function applyBatch(run: TierRun, trx: Trx): Promise<boolean> {
  const { moves, isLast } = await nextMoves(run, 'planned', trx)
  if (moves.length > 0) {
    const ladder = await Tier.ladder(trx)
    const free = await stillThere(moves, trx)
    const judged = await judgedMembers(run, ladder, [...free], trx)
    const sorted = sort(moves, free, judged, ladder)
    await setState(sorted.kept, 'kept', trx)
    await setState(sorted.skipped, 'skipped', trx)
    await carryOut(run, sorted.moving, ladder, trx)
    await noteRisen(run, sorted.moving, { ladder, judged }, trx)
    run.kept += sorted.kept.length
    run.skipped += sorted.skipped.length
    run.moved += sorted.moving.length
  }
  return isLast
}

/** Members who are where the run found them and have no tier by hand; held until the end. */
async function stillThere(moves: MoveRow[], trx: Trx): Promise<Set<number>> {
  const ids = moves.map(({ memberId }) => memberId)
  const rows = await trx
    .from('members')
    .whereIn('id', ids)
    .orderBy('id')
    .select('id', 'tier_id')
    .forUpdate()
  const held = await trx.from('manual_tiers').whereIn('active_key', ids).select('active_key')
  const byHand = new Set(held.map((row) => Number(row.active_key)))
  const tierOf = new Map(rows.map((row) => [Number(row.id), Number(row.tier_id)]))
  return new Set(
    moves
      .filter(({ memberId, fromTierId }) => tierOf.get(memberId) === fromTierId)
      .map(({ memberId }) => memberId)
      .filter((id) => !byHand.has(id))
  )
}

function sort(
  moves: MoveRow[],
  free: Set<number>,
  judged: Map<number, Judged>,
  ladder: readonly Tier[]
) {
  const place = new Map(ladder.map(({ id, position }) => [id, position]))
  const kept: MoveRow[] = []
  const skipped: MoveRow[] = []
  const moving: MoveRow[] = []
  for (const move of moves) {
    const now = judged.get(move.memberId)
    if (!free.has(move.memberId)) skipped.push(move)
    else if (!now || now.direction !== move.direction) kept.push(move)
    else {
      const isLower = place.get(now.toTierId)! < place.get(move.toTierId)!
      moving.push(isLower && move.direction === 'down' ? move : { ...move, toTierId: now.toTierId })
    }
  }
  return { kept, skipped, moving }
}

/** Whom it lifts stands on his purchases, as whoever rises at once. */
async function noteRisen(
  { windowStart }: TierRun,
  moving: MoveRow[],
  { ladder, judged }: { ladder: readonly Tier[]; judged: Map<number, Judged> },
  trx: Trx
) {
  const tierOf = new Map(ladder.map((tier) => [tier.id, tier]))
  const rises = moving
    .filter(({ direction }) => direction === 'up')
    .map(({ memberId, fromTierId, toTierId }) => ({
      memberId,
      tier: tierOf.get(toTierId)!,
      beforeTierId: fromTierId,
      bought: judged.get(memberId)!.bought,
    }))
  await noteRises(rises, windowStart, trx)
}

async function carryOut(run: TierRun, moving: MoveRow[], ladder: readonly Tier[], trx: Trx) {
  for (const tier of ladder) {
    const there = moving.filter(({ toTierId }) => toTierId === tier.id)
    if (there.length === 0) continue
    const memberIds = there.map(({ memberId }) => memberId)
    await trx.from('members').whereIn('id', memberIds).update({ tier_id: tier.id })
    await setState(there, 'done', trx, { to_tier_id: tier.id })
  }
  await noteChanges(moving, { cause: 'review', runId: run.id, by: SYSTEM }, trx)
  const codeOf = new Map(ladder.map(({ id, code }) => [id, code]))
  for (const direction of ['up', 'down'] as const) {
    const lines = moving
      .filter((move) => move.direction === direction)
      .map(({ customerId, memberId, fromTierId, toTierId }) => ({
        customerId,
        about: { type: 'member', id: memberId },
        by: SYSTEM,
        facts: { from: codeOf.get(fromTierId), to: codeOf.get(toTierId), run: run.id },
      }))
    await recordMany(direction === 'up' ? 'tier_raised' : 'tier_lowered', lines, trx)
  }
}
