import type { Trx } from '#app/core/sql'
import Tier from '#app/club/models/tier'
import type TierRun from '#app/club/models/tier_run'
import { judgement } from '#app/club/queries/judged_members'

/** Members whom one statement judges. */
const MEMBERS = 5000

/** Finds out whom the run would move among the next members, in the database itself. */
export async function prepareBatch(run: TierRun, trx: Trx): Promise<boolean> {
  const part = await trx
    .from(trx.from('members').where('id', '>', run.cursor).orderBy('id').limit(MEMBERS).as('part'))
    .max('part.id as last')
    .count('* as n')
    .firstOrFail()
  const count = Number(part.n)
  if (count > 0) {
    const last = Number(part.last)
    await plan(run, last, trx)
    await countMoves(run, last, trx)
    run.cursor = last
  }
  run.seen += count
  return count < MEMBERS
}

async function plan(run: TierRun, last: number, trx: Trx) {
  const ladder = await Tier.ladder(trx)
  const range = `m.id > ${run.cursor} AND m.id <= ${last}`
  await trx.rawQuery(
    `INSERT INTO tier_moves
       (run_id, state, member_id, customer_id, from_tier_id, to_tier_id, direction, bought, missing)
     SELECT ${run.id}, 'planned', j.* FROM (${judgement(run, ladder, range)}) j`
  )
}

async function countMoves(run: TierRun, last: number, trx: Trx) {
  const rows = await trx
    .from('tier_moves')
    .where('run_id', run.id)
    .where('member_id', '>', run.cursor)
    .where('member_id', '<=', last)
    .groupBy('direction')
    .select('direction')
    .count('* as n')
  for (const { direction, n } of rows) {
    if (direction === 'up') run.up += Number(n)
    else run.downCount += Number(n)
  }
}
