import db from '@adonisjs/lucid/services/db'
import type { Trx } from '#app/core/sql'
import { transaction } from '#app/core/transaction'

/** So many changes get their position in one transaction, and so many in one statement. */
const BATCH = 1000
const CHUNK = 200

/**
 * Gives the changes of stock that are stored by now their positions, so that a reader's cursor
 * skips none: an id is taken when a transaction writes and shows when it commits, which may be after
 * higher ids were read; a position is given only to what is there to be read. One at a time: the
 * row of the feed is taken first.
 * @returns changes that got a position
 */
export async function numberStockChanges(outer?: Trx): Promise<number> {
  let numbered = 0
  while (await anyWaits(outer)) {
    const some = await transaction(numberSome, outer)
    numbered += some
    if (some < BATCH) break
  }
  return numbered
}

/** Asked outside the transaction, so that a reader who is up to date writes nothing. */
async function anyWaits(outer?: Trx): Promise<boolean> {
  const row = await waiting(outer ?? db.connection()).first()
  return row !== null
}

const waiting = (client: Trx | ReturnType<typeof db.connection>) =>
  client.from('stock_changes').whereNull('position').orderBy('id').select('id')

async function numberSome(trx: Trx): Promise<number> {
  const feed = () => trx.from('stock_feed').where('id', 1)
  await feed().update({ last: trx.raw('last + 0') })
  const { last } = await feed().firstOrFail()
  const rows = await waiting(trx).limit(BATCH)
  const ids = rows.map((row) => Number(row.id))
  for (let at = 0; at < ids.length; at += CHUNK) {
    await position(ids.slice(at, at + CHUNK), Number(last) + at, trx)
  }
  await feed().update({ last: Number(last) + ids.length })
  return ids.length
}

async function position(ids: number[], after: number, trx: Trx) {
  const cases = ids.map((id, at) => `WHEN ${id} THEN ${after + at + 1}`).join(' ')
  await trx
    .from('stock_changes')
    .whereIn('id', ids)
    .update({ position: trx.raw(`CASE id ${cases} END`) })
}
