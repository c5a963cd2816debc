import db from '@adonisjs/lucid/services/db'
import { SYSTEM } from '#app/core/actor'
import type { Rial } from '#app/core/money'
import { transaction } from '#app/core/transaction'
import Wallet from '#app/club/models/wallet'
import { debtOf } from '#app/ledger/debts'
import { planClawback, takeBack } from '#app/ledger/clawback'
import Account from '#app/ledger/models/account'
import { someDocument } from '#tests/support/given_club'

/** Takes credit back that a document gave, as a return does; what is missing becomes a debt. */
export function takeBackFrom(
  wallet: Wallet,
  amount: Rial,
  source = someDocument(),
  waiting: Rial = 0
) {
  return transaction(async (trx) => {
    await Account.lock([wallet.creditAccountId, wallet.pendingAccountId], trx)
    const available = await Account.availableOf(wallet.creditAccountId, trx)
    const plan = planClawback(amount, { waiting, available })
    const { customerId, credit, pending } = wallet
    const around = { about: someDocument(), caseId: null, branchId: null, by: SYSTEM }
    await takeBack({ ...plan, customerId, credit, pending, sources: [source], ...around }, trx)
    return plan
  })
}

/** The customer owes so much and has nothing to spend. */
export async function givenDebt(customerId: number, amount: Rial): Promise<void> {
  const wallet = await transaction((trx) => Wallet.of(customerId, trx))
  const { available } = await wallet.balances(db.connection())
  await takeBackFrom(wallet, available + amount)
}

export const owed = (customerId: number) => debtOf(customerId, db.connection())
