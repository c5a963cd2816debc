import { changed, isDuplicate, type Trx } from '#app/core/sql'

/**
 * The next number of a series without gaps. Its counter row stays locked until the transaction
 * ends, so this is the last lock of its verb; a rollback gives the number back.
 */
export async function nextSerial(name: string, trx: Trx): Promise<number> {
  const raise = () =>
    changed(
      trx
        .from('serials')
        .where('name', name)
        .update({ last: trx.raw('last + 1') })
    )
  if ((await raise()) === 0) {
    await open(name, trx)
    await raise()
  }
  const row = await trx.from('serials').where('name', name).select('last').firstOrFail()
  return Number(row.last)
}

/** Two who open a series at once meet at its key. */
async function open(name: string, trx: Trx) {
  try {
    await trx.insertQuery().table('serials').insert({ name, last: 0 })
  } catch (error) {
    if (!isDuplicate(error)) throw error
  }
}
