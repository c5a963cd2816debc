import type { Trx } from '#app/core/sql'
import type TierRun from '#app/club/models/tier_run'

/** Moves in one transaction: as many rows as one INSERT takes on both databases. */
const BATCH = 400

/** A row of `tier_moves`. */
export interface MoveRow {
  id: number
  memberId: number
  customerId: number
  fromTierId: number
  toTierId: number
  direction: 'up' | 'down'
  /** He was told what is missing. */
  isNoticed: boolean
}

type State = 'planned' | 'done' | 'kept' | 'skipped' | 'undone' | 'stayed'

/** The next moves of a run in a state, by key; the run's cursor and count go on behind them. */
export async function nextMoves(
  run: TierRun,
  state: State,
  trx: Trx,
  direction?: 'down'
): Promise<{ moves: MoveRow[]; isLast: boolean }> {
  const query = trx
    .from('tier_moves')
    .where({ run_id: run.id, state })
    .where('id', '>', run.cursor)
    .orderBy('id')
    .limit(BATCH)
    .select(
      'id',
      'member_id',
      'customer_id',
      'from_tier_id',
      'to_tier_id',
      'direction',
      'noticed_at'
    )
  if (direction) query.where('direction', direction)
  const rows = await query
  const moves = rows.map((row) => ({
    id: Number(row.id),
    memberId: Number(row.member_id),
    customerId: Number(row.customer_id),
    fromTierId: Number(row.from_tier_id),
    toTierId: Number(row.to_tier_id),
    direction: row.direction,
    isNoticed: row.noticed_at !== null,
  }))
  run.cursor = moves.at(-1)?.id ?? run.cursor
  run.seen += moves.length
  return { moves, isLast: moves.length < BATCH }
}

export async function setState(
  moves: readonly MoveRow[],
  state: State,
  trx: Trx,
  more: Record<string, number> = {}
): Promise<void> {
  if (moves.length === 0) return
  const ids = moves.map(({ id }) => id)
  await trx
    .from('tier_moves')
    .whereIn('id', ids)
    .update({ state, ...more })
}
