import { setTimeout as wait } from 'node:timers/promises'
import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import { SYSTEM } from '#app/core/actor'
import type { Trx } from '#app/core/sql'
import { transaction } from '#app/core/transaction'
import type Wallet from '#app/club/models/wallet'
import { takeBack } from '#app/ledger/clawback'
import Account from '#app/ledger/models/account'
import { approvePayout, markPayoutPaid } from '#app/sales/actions/decide_payout'
import { requestPayout } from '#app/sales/actions/request_payout'
import { newKey, Shop, staffActor } from '#tests/many/world'
import { allBreaches } from '#tests/support/all_breaches'
import { givenClub, someDocument } from '#tests/support/given_club'
import { codeOf } from '#tests/support/given_sales'

const TO = { sheba: 'IR062960000000100324200001', holder: 'سارا محمدی' }
const OWED = 700_000

/** Long enough for the second one to reach the lock of the first. */
const LATER_MS = 400

/** Takes back more than there is, as a return does. */
async function takeTooMuch({ customerId, credit, pending }: Wallet, trx: Trx) {
  await Account.lock([credit.id, pending.id], trx)
  const of = { customerId, credit, pending, sources: [someDocument()] }
  const around = { about: someDocument(), caseId: null, branchId: null, by: SYSTEM }
  await takeBack({ voided: 0, taken: 0, owed: OWED, ...of, ...around }, trx)
}

/** A debt that is written, but not yet committed, while the other one begins. */
async function duringADebt(wallet: Wallet, deed: () => Promise<unknown>) {
  const begun = transaction(async (trx) => {
    await takeTooMuch(wallet, trx)
    const answer = codeOf(deed())
    await wait(LATER_MS)
    return { answer }
  })
  const { answer } = await begun
  return answer
}

test.group('A debt and a payout of the same moment [row 37]', (group) => {
  let shop: Shop

  group.setup(async () => {
    shop = await Shop.open()
  })
  group.each.teardown(async () => {
    const lines = await allBreaches()
    if (lines.length > 0) throw new Error(lines.join('\n'))
  })

  async function member() {
    const { customerId, wallet } = await givenClub.member({ credit: 0, tier: 'gold' })
    await givenClub.cash(wallet, 5_000_000)
    const ask = () => requestPayout({ customerId, amount: 2_000_000, ...TO, key: newKey() })
    return { customerId, wallet, ask }
  }

  async function held(wallet: Wallet) {
    const { cashHeld } = await wallet.pockets(db.connection())
    return cashHeld
  }

  const decision = (payoutId: number) => ({
    payoutId,
    by: staffActor(shop.staff.admin),
    key: newKey(),
    nameNote: 'حساب همسر',
  })

  test('a payout that is asked for while a debt is being written is refused, and nothing is held [row 37]', async ({
    assert,
  }) => {
    const { customerId, wallet, ask } = await member()
    assert.equal(await duringADebt(wallet, ask), 'payout_owes')
    assert.equal(await held(wallet), 0)
    assert.lengthOf(await db.from('payouts').where('customer_id', customerId), 0)
  })

  test('nor is one approved or paid in that moment: the money stays held [row 37]', async ({
    assert,
  }) => {
    for (const decide of [approvePayout, markPayoutPaid]) {
      const { wallet, ask } = await member()
      const { payoutId } = await ask()
      const deed = () => decide({ ...decision(payoutId), refId: '140512345' })
      assert.equal(await duringADebt(wallet, deed), 'payout_owes')
      assert.equal(await held(wallet), 2_000_000)
      const { status } = await db.from('payouts').where('id', payoutId).firstOrFail()
      assert.equal(status, 'requested')
    }
  })

  test('a debt that comes while a payout is being asked for waits for it, and then stops its payment [row 37]', async ({
    assert,
  }) => {
    const { customerId, wallet } = await member()
    const wish = { customerId, amount: 2_000_000, ...TO, key: newKey() }
    const { debt, payoutId } = await transaction(async (trx) => {
      const { payoutId: id } = await requestPayout(wish, trx)
      const second = transaction((other) => takeTooMuch(wallet, other))
      await wait(LATER_MS)
      return { debt: second, payoutId: id }
    })
    await debt
    assert.equal(await held(wallet), 2_000_000)
    const pay = markPayoutPaid({ ...decision(payoutId), refId: '140512345' })
    assert.equal(await codeOf(pay), 'payout_owes')
  })
})
