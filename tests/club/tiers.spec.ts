import type { DateTime } from 'luxon'
import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import { SYSTEM } from '#app/core/actor'
import { clock } from '#app/core/clock'
import { fromJalali, jalaliParts } from '#app/core/jalali'
import { transaction } from '#app/core/transaction'
import { raiseTier } from '#app/club/actions/raise_tier'
import raiseTiersJob from '#app/club/jobs/raise_tiers_job'
import Member from '#app/club/models/member'
import { tierProgress } from '#app/club/queries/tier_progress'
import { recordPurchase } from '#app/crm/models/customer_stat'
import { given } from '#tests/support/given'
import { givenClub } from '#tests/support/given_club'

let invoices = 0
const buy = (customerId: number, amount: number, at: DateTime = clock.now()) =>
  transaction((trx) =>
    recordPurchase({ customerId, branchId: null, invoiceId: ++invoices, amount, at }, trx)
  )
const tierOf = async (customerId: number) => {
  const member = await Member.of(customerId)
  return member?.tier.code
}
const raised = (customerId: number) =>
  db.from('crm_records').where({ kind: 'tier_raised', customer_id: customerId })

test.group('Rising to a higher tier [row 6]', () => {
  test('exactly at the threshold, once, with a record', async ({ assert }) => {
    const { customerId } = await givenClub.member()
    await buy(customerId, 49_999_999)
    assert.equal(await raiseTiersJob.run(), 0)
    assert.equal(await tierOf(customerId), 'bronze')
    await buy(customerId, 1)
    assert.equal(await raiseTiersJob.run(), 1)
    assert.equal(await raiseTiersJob.run(), 0)
    assert.equal(await tierOf(customerId), 'silver')
    assert.lengthOf(await raised(customerId), 1)
  })

  test('a large year leaps over tiers; nobody is lowered', async ({ assert }) => {
    const { customerId } = await givenClub.member()
    const diamond = await givenClub.member({ tier: 'diamond' })
    await buy(customerId, 260_000_000)
    await buy(diamond.customerId, 60_000_000)
    await raiseTiersJob.run()
    assert.equal(await tierOf(customerId), 'gold')
    assert.equal(await tierOf(diamond.customerId), 'diamond')
  })

  test('only purchases of this Jalali year count', async ({ assert }) => {
    const { customerId, member } = await givenClub.member()
    const { year } = jalaliParts(clock.now())
    const newYear = fromJalali(year, 1, 1)
    await buy(customerId, 900_000_000, newYear.minus({ seconds: 1 }))
    await buy(customerId, 10_000_000, newYear)
    await raiseTiersJob.run()
    assert.equal(await tierOf(customerId), 'bronze')
    const { bought, missing, percent, next } = await tierProgress(member)
    assert.deepEqual([bought, missing, percent, next?.code], [10_000_000, 40_000_000, 20, 'silver'])
  })

  test('two at once raise once; who is no member stays none', async ({ assert }) => {
    const { customerId } = await givenClub.member()
    const customer = await given.customer()
    await buy(customerId, 60_000_000)
    await buy(customer.id, 60_000_000)
    const raise = (id: number) => raiseTier({ customerId: id, by: SYSTEM })
    const answers = await Promise.all([1, 2, 3, 4].map(() => raise(customerId)))
    assert.lengthOf(
      answers.filter((tier) => tier !== null),
      1
    )
    assert.lengthOf(await raised(customerId), 1)
    assert.isNull(await raise(customer.id))
  })

  test('the highest tier has no way further', async ({ assert }) => {
    const { member } = await givenClub.member({ tier: 'diamond' })
    const progress = await tierProgress(member)
    assert.deepEqual([progress.next, progress.percent], [null, 100])
  })
})
