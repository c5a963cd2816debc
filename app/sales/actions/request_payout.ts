import { once } from '#app/core/idempotency'
import { clock } from '#app/core/clock'
import type { Rial } from '#app/core/money'
import { found, Refusal } from '#app/core/refusal'
import { blindIndex } from '#app/core/sealed'
import { sqlTime, type Trx } from '#app/core/sql'
import { transaction } from '#app/core/transaction'
import { placeHold, voidHold } from '#app/ledger/holds'
import Account from '#app/ledger/models/account'
import Customer from '#app/people/models/customer'
import { settings } from '#app/people/models/setting'
import { openCase, record } from '#app/crm/record'
import { assertOwesNothing } from '#app/club/debts'
import Wallet from '#app/club/models/wallet'
import Payout from '#app/sales/models/payout'

export interface PayoutWish {
  customerId: number
  /** Rial of real money; gift credit is never paid back. */
  amount: Rial
  /** IR and 24 digits. */
  sheba: string
  /** In whose name the account is. */
  holder: string
  key: string
}

/**
 * A member wants real money back: it is held at once, so that it is not spent meanwhile, and a
 * manager has a task.
 * @throws Refusal `payout_too_small` {min}, `not_enough_cash` {available}, `payout_owes` {debt},
 * `customer_blocked`, `key_reused`
 */
export function requestPayout(
  wish: PayoutWish,
  outer?: Trx
): Promise<{ payoutId: number; repeated: boolean }> {
  const { key, customerId, amount, sheba, holder } = wish
  /* The hash of the input is stored: of a number whose form is known it would betray the number. */
  const input = { amount, holder, sheba: blindIndex(sheba, 'sheba') }
  return transaction((trx) => {
    const scope = `request_payout:customer:${customerId}`
    return once({ scope, key, input }, trx, () => ask(wish, trx))
  }, outer)
}

async function ask({ customerId, amount, sheba, holder }: PayoutWish, trx: Trx) {
  const { min } = await settings.get('payout', trx)
  if (amount < min) {
    throw new Refusal('payout_too_small', { field: 'amount', params: { min: { rial: min } } })
  }
  const customer = await Customer.findOrFail(customerId, { client: trx })
  if (customer.status === 'blocked') throw new Refusal('customer_blocked')
  const { branchId } = customer
  const wallet = await Wallet.of(customerId, trx)
  await assertOwesNothing(wallet, trx)
  await assertHas(wallet, amount, trx)
  const { id: caseId } = await openCase('wallet', { customerId, branchId }, trx)
  const row = { customerId, caseId, branchId, amount, sheba, holder, status: 'requested' as const }
  const payout = await Payout.create(row, { client: trx })
  const hold = await placeHold({ account: wallet.cash, amount, for: payout.ref }, trx)
  await payout.merge({ holdId: hold.id }).useTransaction(trx).save()
  const by = { kind: 'customer', id: customerId } as const
  const facts = { number: payout.number }
  const happening = { customerId, caseId, branchId, about: payout.ref, amount, by, facts }
  await record('payout_requested', happening, trx)
  return { payoutId: payout.id }
}

/** Gift credit is not counted: only what was topped up may go back. Judged while the account is held. */
async function assertHas(wallet: Wallet, amount: Rial, trx: Trx) {
  if (wallet.cashAccountId !== null) await Account.lock([wallet.cashAccountId], trx)
  const { cash } = await wallet.pockets(trx)
  if (amount <= cash) return
  throw new Refusal('not_enough_cash', { field: 'amount', params: { available: { rial: cash } } })
}

/**
 * The member thinks better of it, as long as nobody has approved it: the money may be spent again.
 * @throws Refusal `illegal_move` (409), `key_reused`
 */
export function withdrawPayout(
  { payoutId, customerId, key }: { payoutId: number; customerId: number; key: string },
  outer?: Trx
): Promise<{ payoutId: number; repeated: boolean }> {
  return transaction((trx) => {
    const scope = `withdraw_payout:customer:${customerId}`
    return once({ scope, key, input: { payoutId } }, trx, async () => {
      const payout = await Payout.lock(payoutId, trx)
      if (payout.customerId !== customerId) found(null)
      await payout.move('withdrawn', { closed_at: sqlTime(clock.now()) }, trx)
      const wallet = await Wallet.of(customerId, trx)
      await voidHold(found(payout.holdId), wallet.cash, trx)
      const { caseId, branchId, ref: about, amount } = payout
      const by = { kind: 'customer', id: customerId } as const
      await record('payout_withdrawn', { customerId, caseId, branchId, about, amount, by }, trx)
      return { payoutId }
    })
  }, outer)
}
