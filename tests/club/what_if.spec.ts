import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import Member from '#app/club/models/member'
import { whatIf } from '#app/club/queries/what_if'
import { given } from '#tests/support/given'
import { givenClub } from '#tests/support/given_club'
import { browserOf, statusOf } from '#tests/support/given_people'
import { givenCounter, givenTier, sell } from '#tests/support/given_till'
import { books, difference } from '#tests/support/killer_books'

const WRONG = /.{0,60}(translation missing|undefined|NaN|@!component|@end).{0,60}/i

async function memberOf(tierId: number, credit = 0) {
  const member = await givenClub.member({ credit })
  await db.from('members').where('customer_id', member.customerId).update({ tier_id: tierId })
  return { ...member, member: (await Member.of(member.customerId))! }
}

test.group('What if I buy [row 16]', () => {
  test('names the tier it reaches, what is missing to the next, and what may be spent [row 16]', async ({
    assert,
  }) => {
    await givenClub.member()
    const ladder = await db.from('tiers').where('position', '<', 100).orderBy('position')
    const { member } = await memberOf(Number(ladder[0].id), 400_000)
    const small = await whatIf(member, 1_000_000)
    assert.isNull(small.reaches)
    assert.equal(small.next!.tier.id, Number(ladder[1].id))
    assert.equal(small.next!.missing, Number(ladder[1].threshold) - small.net)
    assert.isAtMost(small.maySpend, 400_000)
    const large = await whatIf(member, Number(ladder[1].threshold) * 2)
    assert.isAtLeast(large.reaches!.position, Number(ladder[1].position))
  })

  test('says what the counter would then give, to the Rial [row 16]', async ({ assert }) => {
    const tier = await givenTier({ earnBasisPoints: 700, spendThreshold: 0 })
    const { member, mobile, customerId } = await memberOf(tier.id)
    const told = await whatIf(member, 12_345_670)
    const counter = await givenCounter()
    const { tillSaleId } = await sell(counter, { card: mobile, amount: 12_345_670 })
    const sale = await db.from('till_sales').where('id', tillSaleId).firstOrFail()
    assert.isAbove(told.earns.till, 0)
    assert.equal(told.earns.till, Number(sale.credit_earned))
    assert.equal(told.balanceAfter, Number(sale.credit_earned))
    const purchase = await db
      .from('customer_purchases')
      .where({ customer_id: customerId })
      .firstOrFail()
    assert.equal(told.net, Number(purchase.amount))
  })

  test('in the panel: asked and answered in both languages, and nothing is written [row 16]', async ({
    assert,
  }) => {
    const lowest = await db.from('tiers').orderBy('position').firstOrFail()
    const { mobile, customerId } = await memberOf(Number(lowest.id), 250_000)
    const browser = await browserOf({ id: customerId, mobile })
    const before = await books(['audits', 'devices'])
    const home = await browser.get('/panel')
    assert.include(home.text, 'اگر بخرم')
    for (const path of [
      '/panel/what-if',
      `/panel/what-if?amount=${encodeURIComponent('۲٬۰۰۰٬۰۰۰')}`,
    ]) {
      for (const prefix of ['', '/en']) {
        const page = await browser.get(prefix + path)
        assert.equal(page.status, 200)
        assert.notMatch(page.text, WRONG)
      }
    }
    for (const amount of ['-5', 'ده', '0', '1e9', '99999999999999999999']) {
      const refused = await browser.get(`/panel/what-if?amount=${encodeURIComponent(amount)}`)
      assert.equal(refused.status, 302, amount)
    }
    assert.deepEqual(difference(before, await books(['audits', 'devices'])), {})
  })

  test('who is no member is led to the joining page; a visitor signs in first [row 3] [row 16]', async ({
    assert,
  }) => {
    const customer = await given.customer()
    const browser = await browserOf(customer)
    const page = await browser.get('/panel/what-if?amount=100000')
    assert.equal(page.location, '/panel/join')
    assert.equal(await statusOf(browser.get('/panel/orders/999999')), 404)
  })
})
