import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import { SYSTEM } from '#app/core/actor'
import { clock } from '#app/core/clock'
import { transaction } from '#app/core/transaction'
import { joinBuyers, joinByPurchase } from '#app/club/actions/join_buyers'
import { joinClub } from '#app/club/actions/join_club'
import { endMembershipRule, type NewMembershipRule } from '#app/club/actions/membership_rules'
import { buyersToJoin } from '#app/club/queries/buyers_to_join'
import { wayToJoin } from '#app/club/membership'
import Member from '#app/club/models/member'
import { recordPurchase } from '#app/crm/models/customer_stat'
import { registerAtSite } from '#app/front/actions/register_at_site'
import { given } from '#tests/support/given'
import { breaches, givenClub } from '#tests/support/given_club'
import { givenMembershipRule, noMembershipRules, ruleMaker } from '#tests/support/given_rules'
import { newKey, refusalOf } from '#tests/support/given_sales'
import { type Counter, givenCounter, givenVat, sell, tillBooks } from '#tests/support/given_till'
import { Person } from '#tests/support/http_person'
import { scannedTables, statementsOf } from '#tests/support/statements'

const door = `http://127.0.0.1:${process.env.PORT}`
let invoices = 5_000_000

const end = async (ruleId: number) => endMembershipRule({ ruleId, by: await ruleMaker() })
const liveOf = async (kind: string) => {
  const row = await db.from('membership_rules').where({ kind }).whereNotNull('live_key').first()
  return row ? Number(row.id) : null
}
const buy = (customerId: number, amount: number, daysAgo = 0) =>
  transaction((trx) =>
    recordPurchase(
      {
        customerId,
        branchId: null,
        invoiceId: ++invoices,
        amount,
        at: clock.now().minus({ days: daysAgo }),
      },
      trx
    )
  )
const welcomes = (customerId: number) =>
  db.from('outgoing_messages').where({ customer_id: customerId, template: 'welcome_member' })

test.group('Rules of membership', (group) => {
  let counter: Counter
  group.setup(async () => {
    counter = await givenCounter()
    await givenVat(0)
    await givenClub.tiers()
    await ruleMaker()
  })
  group.each.setup(noMembershipRules)
  group.each.teardown(async () => {
    const broken = await breaches()
    if (broken.length > 0) throw new Error(broken.join('\n'))
  })

  test('[row 2] who has bought enough within the days joins by the job, with card, wallet and welcome; again nothing happens', async ({
    assert,
  }) => {
    await givenMembershipRule({})
    const [enough, few, old] = [
      await given.customer(),
      await given.customer(),
      await given.customer(),
    ]
    await buy(enough.id, 4_000_000, 29)
    await buy(enough.id, 6_000_000)
    await buy(few.id, 9_999_999)
    await buy(old.id, 9_000_000, 31)
    await buy(old.id, 9_000_000)
    assert.equal(await joinBuyers(), 1)
    assert.equal(await joinBuyers(), 0)
    const member = await Member.of(enough.id)
    assert.equal(member?.source, 'rule')
    assert.isNotNull(await member!.electronicCard())
    assert.lengthOf(await welcomes(enough.id), 1)
    assert.isNull(await Member.of(few.id))
    assert.isNull(await Member.of(old.id))
    const way = await wayToJoin(few.id)
    assert.deepEqual([way?.missing, way?.percent], [10, 99])
  })

  test('[row 2] at the till the purchase that is enough makes a member; the same sale again makes no second', async ({
    assert,
  }) => {
    await givenMembershipRule({})
    const customer = await given.customer()
    const first = { card: customer.mobile, amount: 6_000_000, confirmed: true }
    await sell(counter, first)
    assert.isNull(await Member.of(customer.id))
    const second = { ...first, amount: 4_000_000, key: newKey() }
    await sell(counter, second)
    await sell(counter, second)
    const member = await Member.of(customer.id)
    assert.equal(member?.source, 'rule')
    assert.lengthOf(await welcomes(customer.id), 1)
  })

  test('[row 2] two at once make one member; who is blocked is not let in', async ({ assert }) => {
    await givenMembershipRule({})
    const [customer, blocked] = [await given.customer(), await given.customer()]
    await buy(customer.id, 20_000_000)
    await buy(blocked.id, 20_000_000)
    await db.from('customers').where('id', blocked.id).update({ status: 'blocked' })
    const join = (customerId: number) => joinByPurchase({ customerId, by: SYSTEM })
    await Promise.all([1, 2, 3, 4].map(() => join(customer.id)))
    await joinBuyers()
    assert.lengthOf(await db.from('members').where('customer_id', customer.id), 1)
    assert.lengthOf(await welcomes(customer.id), 1)
    assert.isNull(await join(blocked.id))
  })

  test('[row 2] impossible numbers and overlapping rules are refused, the clash is named, nothing changes', async ({
    assert,
  }) => {
    const ruleId = await givenMembershipRule({ amount: 10_000_000, days: 30 })
    const other = await givenMembershipRule({ amount: 30_000_000, days: 365 })
    const before = await ways()
    const tries: [Partial<NewMembershipRule>, string, number?][] = [
      [{ amount: 0 }, 'membership_amount_impossible'],
      [{ amount: -10 }, 'membership_amount_impossible'],
      [{ days: 0 }, 'membership_days_impossible'],
      [{ amount: 10_000_000, days: 30 }, 'membership_clash', ruleId],
      [{ amount: 12_000_000, days: 20 }, 'membership_clash', ruleId],
      [{ amount: 5_000_000, days: 60 }, 'membership_clash', ruleId],
      [{ amount: 40_000_000, days: 300 }, 'membership_clash', other],
      [{ kind: 'invitation' }, 'membership_clash', 1],
      [{ kind: 'voluntary' }, 'membership_clash', 1],
    ]
    for (const [of, code, number] of tries) {
      const refusal = await refusalOf(givenMembershipRule(of))
      assert.equal(refusal.refusal, code)
      if (number) assert.equal(refusal.details.params!.number, number)
    }
    assert.equal(await ways(), before)
    await end(ruleId)
    await end(other)
    const last = await refusalOf(end(1))
    assert.equal(last.refusal, 'membership_last')
  })

  test('[row 2] by invitation only: without a code refused, with one let in; the site takes a newcomer as a customer', async ({
    assert,
  }) => {
    const inviter = await givenClub.member()
    const customer = await given.customer()
    await givenMembershipRule({})
    await end(1)
    const none = await refusalOf(joinClub({ customerId: customer.id, source: 'web', by: SYSTEM }))
    assert.equal(none.refusal, 'join_by_purchase')
    const guest = await new Person([door]).signedIn({ customerId: customer.id })
    const bought = await guest.get('/panel/join')
    assert.include(bought.html, 'اکنون عضویت تنها با خرید است')
    assert.notInclude(bought.html, 'همین حالا تمام می‌شود')
    assert.notInclude(bought.html, 'name="terms"')
    const home = await guest.get('/panel')
    assert.include(home.html, 'شرط عضویت و سودهای آن')
    assert.notInclude(home.html, 'عضو می‌شوم')
    await givenMembershipRule({ kind: 'invitation' })
    const byCode = await guest.get('/panel/join')
    assert.include(byCode.html, 'عضویت رایگان است و با دعوت یکی از اعضا')
    assert.notInclude(byCode.html, 'کد معرف (اگر دارید)')
    const before = await tillBooks()
    const asked = await refusalOf(joinClub({ customerId: customer.id, source: 'web', by: SYSTEM }))
    assert.equal(asked.refusal, 'join_needs_invitation')
    assert.equal(await tillBooks(), before)
    const { referralCode } = inviter.member
    const joined = await joinClub({
      customerId: customer.id,
      source: 'web',
      by: SYSTEM,
      referralCode,
    })
    assert.equal(joined.source, 'invitation')
    const newcomer = await registerAtSite({
      mobile: '+989901234567',
      firstName: 'مینا',
      lastName: 'رضایی',
      locale: 'fa',
      joins: true,
    })
    assert.isNull(await Member.of(newcomer.id))
  })

  test('[row 2] panel, cart and till show what is missing; the manager opens and closes ways', async ({
    assert,
  }) => {
    const { id: staffId } = await ruleMaker()
    const manager = await new Person([door]).signedIn({ staffId })
    const page = await manager.get('/desk/membership-rules')
    const action = '/desk/membership-rules'
    const typed = { kind: 'purchases', amount: '۱٬۰۰۰٬۰۰۰', days: '۳۰' }
    const wrong = await manager.submit(page, action, { ...typed, amount: '0' })
    assert.include(wrong.html, 'باید بیش از صفر باشد')
    const done = await manager.submit(wrong, action, { ...typed, key: newKey() })
    assert.include(done.html, 'هر کس در ۳۰ روز دست‌کم ۱ میلیون تومان خرید کند')

    const customer = await given.customer()
    await buy(customer.id, 4_000_000)
    const own = await new Person([door]).signedIn({ customerId: customer.id })
    const panel = await own.get('/panel')
    assert.include(panel.html, 'با ۶۰۰٬۰۰۰ تومان خرید دیگر')
    const join = await own.get('/panel/join')
    assert.include(join.html, 'با ۶۰۰٬۰۰۰ تومان خرید دیگر')
    const cashier = await new Person([door]).signedIn({ staffId: counter.cashier.id })
    const till = await cashier.get(`/desk/till?card=${encodeURIComponent(customer.mobile)}`)
    assert.include(till.html, '۶۰۰٬۰۰۰ تومان خرید دیگر تا عضویت')

    const file = await manager.get(`/desk/customers/${customer.id}`)
    assert.include(file.html, '۶۰۰٬۰۰۰ تومان خرید دیگر تا عضویت')
    const typedMobile = customer.mobile.replace('+98', '0')
    assert.include(file.html, `href="/desk/till/members?mobile=${typedMobile}"`)

    const ruleId = await liveOf('purchases')
    await manager.submit(done, `${action}/${ruleId}/end`, {})
    assert.isNull(await liveOf('purchases'))
  })

  test('[row 2] the job reads by key and index', async ({ assert }) => {
    await givenMembershipRule({})
    const { id } = await given.customer()
    await buy(id, 20_000_000)
    await buyersToJoin()
    const statements = await statementsOf(() => buyersToJoin())
    const scanned: string[] = []
    for (const statement of statements) scanned.push(...(await scannedTables(statement)))
    assert.deepEqual(scanned, [])
  })
})

async function ways() {
  return JSON.stringify([
    await db.from('membership_rules').select('*'),
    await db.from('audits').select('*'),
    await db.from('idempotency_keys').select('*'),
  ])
}
