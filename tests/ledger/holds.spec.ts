import { test } from '@japa/runner'
import { clock } from '#app/core/clock'
import { Refusal } from '#app/core/refusal'
import { SYSTEM } from '#app/core/actor'
import { once } from '#app/core/idempotency'
import { transaction } from '#app/core/transaction'
import { expireLots } from '#app/club/actions/expire_lots'
import Lot from '#app/ledger/models/lot'
import { breaches, givenClub, someDocument, valueTables } from '#tests/support/given_club'

const refusalOf = async (work: Promise<unknown>) => {
  try {
    await work
  } catch (error) {
    if (error instanceof Refusal) return error
    throw error
  }
  return null
}

test.group('Holding credit', (group) => {
  group.each.teardown(async () => {
    const broken = await breaches()
    if (broken.length > 0) throw new Error(broken.join('\n'))
  })

  test('put aside, then posted: it leaves the member for good', async ({ assert }) => {
    const { wallet } = await givenClub.member({ credit: 1000 })
    const hold = await givenClub.hold(wallet, 300)
    assert.deepEqual(await wallet.balances(), { available: 700, held: 300, pending: 0 })

    await givenClub.post(wallet, hold.id)
    assert.deepEqual(await wallet.balances(), { available: 700, held: 0, pending: 0 })
  })

  test('put aside, then voided: the lots have it again', async ({ assert }) => {
    const { wallet, customerId } = await givenClub.member()
    await givenClub.credit(wallet, 100, { expiresAt: clock.now().plus({ days: 5 }) })
    await givenClub.credit(wallet, 100, { expiresAt: clock.now().plus({ days: 9 }) })
    const hold = await givenClub.hold(wallet, 150)
    assert.deepEqual(await left(customerId), [0, 50])

    assert.equal(await givenClub.void(wallet, hold.id), 150)
    assert.deepEqual(await left(customerId), [100, 100])
    assert.deepEqual(await wallet.balances(), { available: 200, held: 0, pending: 0 })
  })

  test('a hold is closed once: the second close is refused and changes nothing', async ({
    assert,
  }) => {
    const { wallet } = await givenClub.member({ credit: 1000 })
    const hold = await givenClub.hold(wallet, 300)
    await givenClub.post(wallet, hold.id)
    const before = await valueTables()
    for (const how of ['post', 'void'] as const) {
      const refusal = await refusalOf(givenClub[how](wallet, hold.id))
      assert.equal(refusal?.refusal, 'hold_closed')
      assert.equal(refusal?.details.status, 409)
    }
    assert.deepEqual(await valueTables(), before)
  })

  test('posted and voided at once: one of them happens [row 30]', async ({ assert }) => {
    const { wallet } = await givenClub.member({ credit: 1000 })
    const hold = await givenClub.hold(wallet, 400)
    const results = await Promise.allSettled([
      givenClub.post(wallet, hold.id),
      givenClub.void(wallet, hold.id),
      givenClub.post(wallet, hold.id),
    ])
    assert.lengthOf(
      results.filter(({ status }) => status === 'fulfilled'),
      1
    )
  })

  test('nobody closes a hold of another wallet', async ({ assert }) => {
    const mine = await givenClub.member({ credit: 1000 })
    const other = await givenClub.member({ credit: 1000 })
    const hold = await givenClub.hold(mine.wallet, 300)
    const refusal = await refusalOf(givenClub.void(other.wallet, hold.id))
    assert.equal(refusal?.refusal, 'hold_closed')
    assert.deepEqual(await mine.wallet.balances(), { available: 700, held: 300, pending: 0 })
  })

  test('more than there is: refused with what there is, and nothing changes', async ({
    assert,
  }) => {
    const { wallet } = await givenClub.member({ credit: 1000 })
    await givenClub.hold(wallet, 200)
    const before = await valueTables()
    for (const how of ['hold', 'spend'] as const) {
      const refusal = await refusalOf(givenClub[how](wallet, 801))
      assert.equal(refusal?.refusal, 'not_enough_credit')
      assert.deepEqual(refusal?.details.params, { available: { rial: 800 } })
      assert.equal(refusal?.details.field, 'credit')
    }
    assert.deepEqual(await valueTables(), before)
  })

  for (const amount of [0, -5, 1.5, Number.NaN, Number.MAX_SAFE_INTEGER + 1]) {
    test(`an amount of ${amount} is no amount`, async ({ assert }) => {
      const { wallet } = await givenClub.member({ credit: 1000 })
      const before = await valueTables()
      await assert.rejects(() => givenClub.hold(wallet, amount), /not a whole amount/)
      await assert.rejects(() => givenClub.spend(wallet, amount), /not a whole amount/)
      await assert.rejects(() => givenClub.credit(wallet, amount), /not a whole amount/)
      assert.deepEqual(await valueTables(), before)
    })
  }

  test('credit that ran out of time while it was held expires at the next run', async ({
    assert,
  }) => {
    const { wallet, customerId } = await givenClub.member()
    await givenClub.credit(wallet, 100, { expiresAt: clock.now().plus({ days: 5 }) })
    const hold = await givenClub.hold(wallet, 60)
    clock.travel({ days: 6 })
    await expireLots()
    assert.deepEqual(await wallet.balances(), { available: 0, held: 60, pending: 0 })

    await givenClub.void(wallet, hold.id)
    assert.deepEqual(await wallet.balances(), { available: 60, held: 0, pending: 0 })
    assert.deepEqual(await breaches(), [])
    assert.equal(await expireLots(), 1)
    assert.equal(await expireLots(), 0)
    assert.deepEqual(await wallet.balances(), { available: 0, held: 0, pending: 0 })
    const [lot] = await Lot.query().where('customerId', customerId)
    assert.equal(lot.state, 'expired')
    assert.equal(lot.lapsed, 100)
  })

  test('the same form twice holds once [row 30]', async ({ assert }) => {
    const { wallet, customerId } = await givenClub.member({ credit: 1000 })
    const send = (amount: number) =>
      transaction((trx) =>
        once(
          { scope: `hold:${customerId}`, key: 'the-same-key-0001', input: { amount } },
          trx,
          async () => {
            const hold = await wallet.hold({ amount, for: someDocument(), by: SYSTEM }, trx)
            return { holdId: hold.id }
          }
        )
      )
    const first = await send(300)
    const [second, third] = await Promise.all([send(300), send(300)])
    assert.isFalse(first.repeated)
    for (const again of [second, third]) {
      assert.deepEqual(again, { holdId: first.holdId, repeated: true })
    }
    const other = await refusalOf(send(301))
    assert.equal(other?.refusal, 'key_reused')
    assert.deepEqual(await wallet.balances(), { available: 700, held: 300, pending: 0 })
  })
})

/** What is left of a customer's lots, in the order they were earned. */
async function left(customerId: number) {
  const lots = await Lot.query().where('customerId', customerId).orderBy('id')
  return lots.map((lot) => lot.remaining)
}
