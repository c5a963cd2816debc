import type { DateTime } from 'luxon'
import type { Actor } from '#app/core/actor'
import { clock } from '#app/core/clock'
import type { Rial } from '#app/core/money'
import { sqlTime, timeOf, type Trx } from '#app/core/sql'
import { openLot } from '#app/ledger/lots'
import Account from '#app/ledger/models/account'
import { transfer } from '#app/ledger/transfer'
import { record } from '#app/crm/record'
import Wallet, { creditExpiry } from '#app/club/models/wallet'
import { returnCash } from '#app/club/pockets'
import type PreInvoice from '#app/sales/models/pre_invoice'

/** Rule of lots that bring back what a cancelled sale had spent. */
export const RETURNED_CREDIT = 'returned_credit'

interface Portion {
  amount: Rial
  expiresAt: DateTime | null
}

/**
 * What a sale drew from the wallet comes back to its pocket: real money as it was, credit as new
 * lots, each with the expiry of the lot it was taken
 * from; credit whose time ran out meanwhile gets the house's validity anew.
 */
export async function returnSpentCredit(preInvoice: PreInvoice, by: Actor, trx: Trx) {
  const { creditHoldId, cashAmount, customerId, caseId, branchId, ref: about } = preInvoice
  if (!preInvoice.hasHolds) return
  const wallet = await Wallet.of(customerId, trx)
  if (creditHoldId !== null) await returnGift(preInvoice, creditHoldId, wallet, by, trx)
  const chain = { about, caseId, branchId, by }
  if (cashAmount > 0) await returnCash(wallet, { amount: cashAmount, ...chain }, trx)
  const facts = { returned: true, cash: cashAmount }
  const happening = { customerId, ...chain, amount: preInvoice.fromWallet, facts }
  await record('credit_released', happening, trx)
}

async function returnGift(
  preInvoice: PreInvoice,
  creditHoldId: number,
  wallet: Wallet,
  by: Actor,
  trx: Trx
) {
  const { customerId, caseId, branchId, ref: about } = preInvoice
  const from = await Account.house('house_credit_spent', branchId, trx)
  for (const { amount, expiresAt } of await portionsOf(creditHoldId, trx)) {
    const chain = { about, caseId, branchId, by }
    await transfer({ from, to: wallet.credit, amount, reason: 'refund_spend', ...chain }, trx)
    const why = { returned: amount, document: preInvoice.number }
    const lot = { amount, rule: RETURNED_CREDIT, why, source: about, expiresAt }
    const owner = { account: wallet.credit, customerId, branchId, caseId, pendingUntil: null }
    await openLot({ ...owner, ...lot }, trx)
  }
  await wallet.payDebt({ about, caseId, branchId }, trx)
}

/** What a hold took, by the expiry of the lots it was taken from. */
async function portionsOf(holdId: number, trx: Trx): Promise<Portion[]> {
  const rows = await trx
    .from('lot_draws as d')
    .join('lots as l', 'l.id', 'd.lot_id')
    .where('d.hold_id', holdId)
    .whereNull('d.returned_at')
    .groupBy('l.expires_at')
    .orderBy('l.expires_at')
    .select('l.expires_at')
    .sum('d.amount as amount')
  const now = clock.now()
  const anew = await creditExpiry(now, trx)
  return rows.map((row) => {
    const isOver = row.expires_at !== null && row.expires_at <= sqlTime(now)
    const expiresAt = isOver ? anew : timeOf(row.expires_at)
    return { amount: Number(row.amount), expiresAt }
  })
}
