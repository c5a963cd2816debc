import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import { SYSTEM } from '#app/core/actor'
import { transaction } from '#app/core/transaction'
import { joinClub } from '#app/club/actions/join_club'
import { findByCard } from '#app/club/cards'
import Card from '#app/club/models/card'
import Member from '#app/club/models/member'
import Wallet from '#app/club/models/wallet'
import { newCardNumber, newReferralCode, normalizeCardNumber } from '#app/club/numbers'
import { given } from '#tests/support/given'
import { breaches, givenClub, valueTables } from '#tests/support/given_club'

const join = (customerId: number, referralCode?: string) =>
  joinClub({ customerId, source: 'web', by: { kind: 'customer', id: customerId }, referralCode })

test.group('Joining the club', (group) => {
  group.setup(() => givenClub.tiers())

  test('makes a member with card, wallet, record and welcome [row 1]', async ({ assert }) => {
    const customer = await given.customer()
    const member = await join(customer.id)
    assert.equal(member.tier.code, 'bronze')
    assert.match(member.referralCode, /^[A-HJ-KM-NP-Z2-9]{8}$/)

    const card = await member.electronicCard()
    assert.match(card!.number, /^7777\d{12}$/)
    assert.equal(normalizeCardNumber(card!.number), card!.number)
    const wallet = await Wallet.existing(customer.id)
    assert.deepEqual(await wallet!.balances(), { available: 0, held: 0, pending: 0 })

    const [entry] = await db.from('crm_records').where({ customer_id: customer.id })
    assert.equal(entry.kind, 'member_joined')
    assert.isNotNull(entry.case_id)
    const [message] = await db.from('outgoing_messages').where({ customer_id: customer.id })
    assert.equal(message.template, 'welcome_member')
    assert.include(message.text, 'برنزی')
    assert.include(message.text, '۳')
    assert.deepEqual(await breaches(), [])
  })

  test('twice gives the first answer, also ten at once', async ({ assert }) => {
    const customer = await given.customer()
    const first = await join(customer.id)
    const before = await valueTables()
    const again = await join(customer.id)
    assert.equal(again.id, first.id)
    assert.deepEqual(await valueTables(), before)

    const other = await given.customer()
    const members = await Promise.all(Array.from({ length: 10 }, () => join(other.id)))
    assert.lengthOf([...new Set(members.map(({ id }) => id))], 1)
    assert.lengthOf(await Card.query().where('memberId', members[0].id), 1)
    const welcomes = await db.from('outgoing_messages').where({ customer_id: other.id })
    assert.lengthOf(welcomes, 1)
    assert.deepEqual(await breaches(), [])
  }).timeout(60_000)

  test('an invited member is bound to who invited [row 11]', async ({ assert }) => {
    const [inviting, invited] = [await given.customer(), await given.customer()]
    const host = await join(inviting.id)
    const guest = await join(invited.id, ` ${host.referralCode.toLowerCase()} `)
    assert.equal(guest.referrerId, host.id)
  })

  test('an unknown code and the own code are refused, and nothing changes [row 11]', async ({
    assert,
  }) => {
    const customer = await given.customer()
    const before = await valueTables()
    await assert.rejects(() => join(customer.id, 'NOBODY22'), /unknown_referral_code/)
    assert.deepEqual(await valueTables(), before)

    const member = await join(customer.id)
    await assert.rejects(() => join(customer.id, member.referralCode), /own_referral_code/)
  })

  test('inside another action it is undone with it', async ({ assert }) => {
    const customer = await given.customer()
    const before = await valueTables()
    const outer = transaction(async (trx) => {
      await joinClub({ customerId: customer.id, source: 'till', by: SYSTEM }, trx)
      throw new Error('the rest failed')
    })
    await assert.rejects(() => outer, /the rest failed/)
    assert.isNull(await Member.of(customer.id))
    assert.deepEqual(await valueTables(), before)
  })

  test('a wallet is opened once, also ten at once', async ({ assert }) => {
    const customer = await given.customer()
    const opened = await Promise.all(
      Array.from({ length: 10 }, () => transaction((trx) => Wallet.of(customer.id, trx)))
    )
    assert.lengthOf([...new Set(opened.map(({ id }) => id))], 1)
  }).timeout(60_000)

  test('default tiers are made once and keep what the house changed', async ({ assert }) => {
    await db.from('tiers').where('code', 'gold').update({ earn_basis_points: 750 })
    await givenClub.tiers()
    const rows = await db.from('tiers').orderBy('position')
    assert.deepEqual(
      rows.map((row) => [row.code, Number(row.earn_basis_points)]),
      [
        ['bronze', 300],
        ['silver', 500],
        ['gold', 750],
        ['diamond', 1000],
      ]
    )
  })
})

test.group('The first tiers', () => {
  test('are made once, also by five at once', async ({ assert }) => {
    await Promise.all([1, 2, 3, 4, 5].map(() => givenClub.tiers()))
    assert.lengthOf(await db.from('tiers'), 4)
  })
})

test.group('Finding a member by card', () => {
  test('by number as it is read, typed in Persian, or by mobile [row 21]', async ({ assert }) => {
    const { member, customerId, mobile } = await givenClub.member({ tier: 'gold' })
    const number = await numberOf(member)
    const persian = number.replace(/\d/g, (digit) => '۰۱۲۳۴۵۶۷۸۹'[Number(digit)])
    const spaced = persian.replace(/(.{4})/g, '$1 ')
    for (const text of [number, spaced, mobile, `0${mobile.slice(3)}`]) {
      const holder = await findByCard(text)
      assert.equal(holder?.customer.id, customerId)
      assert.equal(holder?.tier.code, 'gold')
      assert.equal(holder?.card?.number, number)
    }
  })

  test('nobody by a wrong check digit, an unknown number or who is no member', async ({
    assert,
  }) => {
    const { member } = await givenClub.member()
    const customer = await given.customer()
    const number = await numberOf(member)
    const wrong = number.slice(0, -1) + ((Number(number.at(-1)) + 1) % 10)
    for (const text of [wrong, newCardNumber('7777'), customer.mobile, '', 'سلام']) {
      assert.isNull(await findByCard(text))
    }
  })

  test('a blocked card is refused by name', async ({ assert }) => {
    const { member } = await givenClub.member()
    const card = (await member.electronicCard())!
    await card.merge({ status: 'blocked' }).save()
    await assert.rejects(() => findByCard(card.number), /card_blocked/)
  })

  test('numbers carry their prefix and a check digit that catches slips', ({ assert }) => {
    for (let n = 0; n < 200; n++) {
      const number = newCardNumber('7777')
      assert.match(number, /^7777\d{12}$/)
      assert.equal(normalizeCardNumber(number), number)
      const at = n % 15
      const slip = number.slice(0, at) + ((Number(number[at]) + 3) % 10) + number.slice(at + 1)
      assert.isNull(normalizeCardNumber(slip))
      assert.notMatch(newReferralCode(), /[IL01O]/)
    }
  })
})

async function numberOf(member: Member) {
  const card = await member.electronicCard()
  return card!.number
}
