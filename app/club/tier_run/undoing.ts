import { SYSTEM } from '#app/core/actor'
import type { Trx } from '#app/core/sql'
import { recordMany } from '#app/crm/record_many'
import Tier from '#app/club/models/tier'
import type TierRun from '#app/club/models/tier_run'
import { noteChanges } from '#app/club/tier_changing'
import { type MoveRow, nextMoves, setState } from '#app/club/tier_run/moves'

/**
 * Takes the next moves back. Whose tier was changed since, by whomever, stays where he is; who had a
 * tier that was ended since gets the one in its place.
 */
export async function undoBatch(run: TierRun, trx: Trx): Promise<boolean> {
  const { moves, isLast } = await nextMoves(run, 'done', trx)
  if (moves.length > 0) {
    const untouched = await lastMovedBy(run, moves, trx)
    const standing = await Tier.standing(trx)
    const isBack = ({ memberId, fromTierId, toTierId }: MoveRow) =>
      untouched.has(memberId) && standing.get(fromTierId)!.id !== toTierId
    const back = moves.filter(isBack)
    const staying = moves.filter((move) => !isBack(move))
    await giveBack(run, back, standing, trx)
    await setState(staying, 'stayed', trx)
    run.restored += back.length
    run.stayed += staying.length
  }
  return isLast
}

/** Members whose latest change of tier is this run's; their rows are held until the end. */
async function lastMovedBy(run: TierRun, moves: MoveRow[], trx: Trx): Promise<Set<number>> {
  const ids = moves.map(({ memberId }) => memberId)
  await trx.from('members').whereIn('id', ids).orderBy('id').select('id').forUpdate()
  const rows = await trx
    .from('tier_changes as c')
    .whereIn(
      'c.id',
      trx.from('tier_changes').whereIn('member_id', ids).groupBy('member_id').max('id')
    )
    .where({ 'c.cause': 'review', 'c.run_id': run.id })
    .select('c.member_id')
  return new Set(rows.map((row) => Number(row.member_id)))
}

async function giveBack(
  run: TierRun,
  back: MoveRow[],
  standing: ReadonlyMap<number, Tier>,
  trx: Trx
) {
  const home = ({ fromTierId }: MoveRow) => standing.get(fromTierId)!
  for (const [tier, there] of Map.groupBy(back, home)) {
    const memberIds = there.map(({ memberId }) => memberId)
    await trx.from('members').whereIn('id', memberIds).update({ tier_id: tier.id })
  }
  await setState(back, 'undone', trx)
  const changes = back.map((move) => ({
    memberId: move.memberId,
    fromTierId: move.toTierId,
    toTierId: home(move).id,
    direction: move.direction === 'up' ? ('down' as const) : ('up' as const),
  }))
  await noteChanges(changes, { cause: 'undo', runId: run.id, by: SYSTEM }, trx)
  const lines = back.map((move) => ({
    customerId: move.customerId,
    about: { type: 'member', id: move.memberId },
    by: SYSTEM,
    facts: { from: standing.get(move.toTierId)!.code, to: home(move).code, run: run.id },
  }))
  await recordMany('tier_restored', lines, trx)
}
