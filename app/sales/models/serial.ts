import { isDuplicate, type Trx } from '#app/core/sql'
import { execute, insert, rowOf } from '#app/core/statement'

/**
 * The next number of a series without gaps. Its counter row stays locked until the transaction
 * ends, so this is the last lock of its verb; a rollback gives the number back.
 */
export async function nextSerial(name: string, trx: Trx): Promise<number> {
  const raise = () => execute('UPDATE serials SET last = last + 1 WHERE name = ?', [name], trx)
  if ((await raise()) === 0) {
    await open(name, trx)
    await raise()
  }
  const row = await rowOf('SELECT last FROM serials WHERE name = ?', [name], trx)
  return Number(row!.last)
}

/** Two who open a series at once meet at its key. */
async function open(name: string, trx: Trx) {
  try {
    await insert('serials', { name, last: 0 }, trx)
  } catch (error) {
    if (!isDuplicate(error)) throw error
  }
}
