import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import { clock } from '#app/core/clock'
import { breaches, givenClub, valueTables } from '#tests/support/given_club'

const outcomes = async (work: Promise<unknown>[]) => {
  const results = await Promise.allSettled(work)
  const refused = results.filter((result) => result.status === 'rejected')
  return {
    done: results.length - refused.length,
    codes: [...new Set(refused.map(({ reason }) => reason.refusal ?? reason))],
  }
}

test.group('Spending credit [row 30]', (group) => {
  group.each.teardown(async () => {
    const broken = await breaches()
    if (broken.length > 0) throw new Error(broken.join('\n'))
  })

  test('fifty at once against credit for twenty: twenty spend, thirty are refused', async ({
    assert,
  }) => {
    const { wallet } = await givenClub.member({ credit: 2000 })
    const { done, codes } = await outcomes(
      Array.from({ length: 50 }, () => givenClub.spend(wallet, 100))
    )
    assert.equal(done, 20)
    assert.deepEqual(codes, ['not_enough_credit'])
    assert.deepEqual(await wallet.balances(), { available: 0, held: 0, pending: 0 })
  }).timeout(60_000)

  test('spends, holds and earnings at once over many lots leave the books right', async ({
    assert,
  }) => {
    const { wallet } = await givenClub.member()
    for (const days of [3, 1, 2]) {
      await givenClub.credit(wallet, 500, { expiresAt: clock.now().plus({ days }) })
    }
    const work = Array.from({ length: 30 }, (_, n) =>
      n % 3 === 0
        ? givenClub
            .hold(wallet, 70)
            .then(({ id }) => (n % 2 ? givenClub.post(wallet, id) : givenClub.void(wallet, id)))
        : n % 3 === 1
          ? givenClub.spend(wallet, 90)
          : givenClub.credit(wallet, 40)
    )
    const { codes } = await outcomes(work)
    assert.deepEqual(codes, [])
    const { available, held } = await wallet.balances()
    assert.equal(held, 0)
    assert.equal(available, 1500 + 10 * 40 - 10 * 90 - 5 * 70)
  }).timeout(60_000)

  test('many members at once do not wait in a circle', async ({ assert }) => {
    const members = await Promise.all(
      Array.from({ length: 5 }, () => givenClub.member({ credit: 900 }))
    )
    const work = Array.from({ length: 40 }, (_, n) => givenClub.spend(members[n % 5].wallet, 100))
    assert.deepEqual(await outcomes(work), { done: 40, codes: [] })
  }).timeout(60_000)

  test('the lot that expires first is drawn first, one without expiry last [row 33]', async ({
    assert,
  }) => {
    const { wallet, customerId } = await givenClub.member()
    const inDays = (days: number) => ({ expiresAt: clock.now().plus({ days }) })
    await givenClub.credit(wallet, 100, { expiresAt: null })
    await givenClub.credit(wallet, 100, inDays(30))
    await givenClub.credit(wallet, 100, inDays(10))
    await givenClub.credit(wallet, 100, inDays(20))

    await givenClub.spend(wallet, 230)
    assert.deepEqual(await left(customerId), [100, 70, 0, 0])
    await givenClub.spend(wallet, 120)
    assert.deepEqual(await left(customerId), [50, 0, 0, 0])
  })

  test('a spend over more lots than are read at a time takes them all', async ({ assert }) => {
    const { wallet, customerId } = await givenClub.member()
    for (let n = 0; n < 23; n++) await givenClub.credit(wallet, 10)
    await givenClub.spend(wallet, 225)
    const lots = await left(customerId)
    assert.equal(lots.at(-1), 5)
    assert.equal(lots.filter((remaining) => remaining === 0).length, 22)
  })

  test('pending credit cannot be spent', async ({ assert }) => {
    const { wallet } = await givenClub.member({ credit: 100 })
    await givenClub.credit(wallet, 900, { pendingUntil: clock.now().plus({ days: 7 }) })
    const before = await valueTables()
    const { codes } = await outcomes([givenClub.spend(wallet, 101), givenClub.hold(wallet, 101)])
    assert.deepEqual(codes, ['not_enough_credit'])
    assert.deepEqual(await valueTables(), before)
  })
})

async function left(customerId: number): Promise<number[]> {
  const lots = await db.from('lots').where('customer_id', customerId).orderBy('id')
  return lots.map((lot) => Number(lot.remaining))
}
