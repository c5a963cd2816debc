import db from '@adonisjs/lucid/services/db'
import { changed, type Trx } from '#app/core/sql'
import { transaction } from '#app/core/transaction'
import { endedWithMembers } from '#app/club/ending_tiers'
import { moveOn } from '#app/club/moving_on'

/** Members in one transaction: as many rows as one INSERT takes on both databases. */
const BATCH = 400

/**
 * The next members of a tier that was ended go to the one in its place, in a transaction of its own.
 * Who is there is to be moved and who was moved is not there any more: a dead worker is gone on
 * from, and of two at once the second waits and takes others.
 * @returns how many were moved; 0 when nobody is left
 */
export async function leaveEndedTiers(outer?: Trx): Promise<number> {
  const tierId = await endedWithMembers(outer ?? db.connection())
  if (tierId === null) return 0
  return transaction((trx) => leaveOne(tierId, trx), outer)
}

async function leaveOne(tierId: number, trx: Trx): Promise<number> {
  /* One batch of a tier at a time; SQLite needs a write before it reads. */
  const held = trx.from('tiers').where('id', tierId).whereNotNull('ended_at')
  await changed(held.update({ ended_at: trx.raw('ended_at') }))
  const rows = await trx
    .from('members')
    .where('tier_id', tierId)
    .orderBy('id')
    .limit(BATCH)
    .select('id', 'customer_id')
    .forUpdate()
  const leavers = rows.map((row) => ({ id: Number(row.id), customerId: Number(row.customer_id) }))
  await moveOn(leavers, tierId, trx)
  return leavers.length
}
