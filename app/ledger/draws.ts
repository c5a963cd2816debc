import { clock } from '#app/core/clock'
import type { Rial } from '#app/core/money'
import { sqlTime, type Trx } from '#app/core/sql'
import { execute, insertAll, rowsOf } from '#app/core/statement'

/* Which lots a spend took from. Callers have changed the account before: its row is their lock. */

interface Draw {
  lotId: number
  amount: Rial
}

/**
 * Takes an amount (Rial) from the lots of an account, the soonest-expiring first, those without
 * expiry last, and writes down what was taken from which lot.
 */
export async function drawLots(
  {
    accountId,
    amount,
    of,
  }: { accountId: number; amount: Rial; of: { holdId: number } | { transferId: number } },
  trx: Trx
): Promise<void> {
  const draws: Draw[] = []
  for (let left = amount; left > 0;) {
    const lots = await soonestExpiring(accountId, trx)
    if (lots.length === 0) throw new Error(`The lots of account ${accountId} lack ${left} Rial`)
    for (const lot of lots) {
      const taken = Math.min(left, Number(lot.remaining))
      await take(lot, taken, trx)
      draws.push({ lotId: Number(lot.id), amount: taken })
      left -= taken
      if (left === 0) break
    }
  }
  await writeDraws(draws, of, trx)
}

/**
 * Takes an amount (Rial) from these lots, in their order, as far as they have it.
 * @returns what they did not have, in Rial
 */
export async function drawOf(
  lots: readonly OpenLot[],
  amount: Rial,
  of: { holdId: number } | { transferId: number },
  trx: Trx
): Promise<Rial> {
  const draws: Draw[] = []
  let left = amount
  for (const lot of lots) {
    const taken = Math.min(left, Number(lot.remaining))
    if (taken === 0) continue
    await take(lot, taken, trx)
    draws.push({ lotId: Number(lot.id), amount: taken })
    left -= taken
  }
  if (draws.length > 0) await writeDraws(draws, of, trx)
  return left
}

interface OpenLot {
  id: number
  remaining: Rial
}

/** A few at a time: most spends need one, and a lot that was emptied is no longer among them. */
function soonestExpiring(accountId: number, trx: Trx): Promise<OpenLot[]> {
  return rowsOf<OpenLot>(
    `SELECT id, remaining FROM lots WHERE account_id = ? AND state = 'available'
     ORDER BY expires_at IS NULL, expires_at, id LIMIT 10`,
    [accountId],
    trx
  )
}

async function take(lot: OpenLot, amount: Rial, trx: Trx): Promise<void> {
  const isEmptied = amount === Number(lot.remaining)
  const rows = await execute(
    `UPDATE lots SET remaining = remaining - ?, state = ?
     WHERE id = ? AND state = 'available' AND remaining = ?`,
    [amount, isEmptied ? 'spent' : 'available', lot.id, lot.remaining],
    trx
  )
  if (rows === 0) throw new Error(`Lot ${lot.id} changed while its account was locked`)
}

function writeDraws(draws: Draw[], of: { holdId: number } | { transferId: number }, trx: Trx) {
  const rows = draws.map((draw) => ({
    lot_id: draw.lotId,
    amount: draw.amount,
    hold_id: 'holdId' in of ? of.holdId : null,
    transfer_id: 'transferId' in of ? of.transferId : null,
    created_at: sqlTime(clock.now()),
  }))
  return insertAll('lot_draws', rows, trx)
}

/**
 * Gives back what a hold took from its lots. A lot that ran out of time meanwhile opens again too:
 * the next expiry run ends it, with its transfer.
 */
export async function returnDraws(holdId: number, trx: Trx): Promise<void> {
  const draws = await trx
    .from('lot_draws')
    .where('hold_id', holdId)
    .whereNull('returned_at')
    .orderBy('lot_id')
    .select('lot_id', 'amount')
  for (const draw of draws) {
    await trx
      .from('lots')
      .where('id', draw.lot_id)
      .update({ remaining: trx.raw('remaining + ?', [draw.amount]), state: 'available' })
  }
  await trx
    .from('lot_draws')
    .where('hold_id', holdId)
    .whereNull('returned_at')
    .update({ returned_at: sqlTime(clock.now()) })
}
