import type { Actor } from '#app/core/actor'
import type { Trx } from '#app/core/sql'
import Account from '#app/ledger/models/account'
import { transfer } from '#app/ledger/transfer'
import { record } from '#app/crm/record'
import Wallet from '#app/club/models/wallet'
import TopUp from '#app/sales/models/top_up'
import type { Payable } from '#app/sales/payable'

/** Real money for a wallet: paid in full, and in the member's pocket in the same transaction. */
export const topUpPayable: Payable = {
  async lock(id, trx) {
    const topUp = await TopUp.lock(id, trx)
    const { ref, number, customerId, caseId } = topUp
    return {
      ref,
      number,
      customerId,
      caseId,
      branchId: null,
      receivedAs: 'top_up_paid',
      awaits: (amount) => topUp.status === 'waiting' && topUp.amount === amount,
      settle: (by, inside) => putIn(topUp, by, inside),
    }
  },

  paid: 'sales.done.topped_up',
  page: (id) => `/panel/top-ups/${id}`,
  title: (id, locale) =>
    locale === 'en' ? `Wallet top-up ${TopUp.numberOf(id)}` : `شارژ کیف پول ${TopUp.numberOf(id)}`,
}

async function putIn(topUp: TopUp, by: Actor, trx: Trx): Promise<void> {
  await topUp.finish(trx)
  const { customerId, caseId, amount, ref: about } = topUp
  const wallet = await Wallet.of(customerId, trx)
  const from = await Account.house('house_cash_in', null, trx)
  const to = await wallet.openCash(trx)
  const chain = { about, caseId, branchId: null, by }
  await transfer({ from, to, amount, reason: 'top_up', ...chain }, trx)
  const balance = await Account.availableOf(to.id, trx)
  const params = { amount: { rial: amount }, balance: { rial: balance } }
  await record('wallet_topped_up', { customerId, amount, params, ...chain }, trx)
}
