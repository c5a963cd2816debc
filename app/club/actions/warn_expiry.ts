import { SYSTEM } from '#app/core/actor'
import { clock } from '#app/core/clock'
import { TEHRAN } from '#app/core/jalali'
import { insertedId, isDuplicate, sqlTime, type Trx } from '#app/core/sql'
import { transaction } from '#app/core/transaction'
import Wallet from '#app/club/models/wallet'
import { customersToWarn, type EndingLot, today, untoldLots } from '#app/club/queries/expiring'
import { eachAlone } from '#app/core/sweep'
import { record } from '#app/crm/record'
import Account from '#app/ledger/models/account'

/**
 * Tells members 14 and 3 days before credit ends, each lot once at each distance, all that is due
 * in one message a day. @returns how many were told
 */
export function warnExpiry(limit = 1000): Promise<number> {
  return eachAlone(() => customersToWarn(limit), warnOne)
}

function warnOne(customerId: number): Promise<boolean> {
  return transaction(async (trx) => {
    const wallet = await Wallet.existing(customerId, trx)
    if (!wallet) return false
    /* What is told is what is there: nothing is spent of it meanwhile. */
    await Account.lock([wallet.creditAccountId], trx)
    const lots = await untoldLots(wallet.creditAccountId, trx)
    if (lots.length === 0 || !(await noteDown(customerId, lots, trx))) return false
    await tell(customerId, lots, trx)
    return true
  })
}

const sumOf = (lots: EndingLot[]) => lots.reduce((sum, { amount }) => sum + amount, 0)
const soonestOf = (lots: EndingLot[]) =>
  lots.reduce((a, b) => (b.expiresAt < a.expiresAt ? b : a)).expiresAt

/** False when another node told him today. */
async function noteDown(customerId: number, lots: EndingLot[], trx: Trx): Promise<boolean> {
  const row = {
    customer_id: customerId,
    day: today(),
    amount: sumOf(lots),
    soonest_at: sqlTime(soonestOf(lots)),
    created_at: sqlTime(clock.now()),
  }
  let warningId: number
  try {
    warningId = await insertedId(trx.insertQuery().table('expiry_warnings').insert(row))
  } catch (error) {
    if (isDuplicate(error)) return false
    throw error
  }
  const told = lots.map(({ id, distance, amount }) => ({
    warning_id: warningId,
    lot_id: id,
    distance,
    amount,
  }))
  await trx.insertQuery().table('expiry_warning_lots').multiInsert(told)
  return true
}

async function tell(customerId: number, lots: EndingLot[], trx: Trx) {
  const date = soonestOf(lots)
  const days = new Set(lots.map(({ expiresAt }) => expiresAt.setZone(TEHRAN).toISODate()))
  const several = days.size > 1 ? 'yes' : 'no'
  const amount = sumOf(lots)
  const params = { amount: { rial: amount }, date, several }
  const facts = { lotIds: lots.map(({ id }) => id) }
  await record('credit_ending', { customerId, amount, by: SYSTEM, facts, params }, trx)
}
