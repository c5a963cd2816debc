import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import { SYSTEM } from '#app/core/actor'
import { clock } from '#app/core/clock'
import { jalaliParts } from '#app/core/jalali'
import type { Rial } from '#app/core/money'
import { sqlTime } from '#app/core/sql'
import { endManualTier } from '#app/club/actions/end_manual_tiers'
import { expireLots } from '#app/club/actions/expire_lots'
import { joinByPurchase } from '#app/club/actions/join_buyers'
import { raiseTier } from '#app/club/actions/raise_tier'
import { setManualTier } from '#app/club/actions/set_manual_tier'
import raiseTiersJob from '#app/club/jobs/raise_tiers_job'
import Member from '#app/club/models/member'
import Tier from '#app/club/models/tier'
import Wallet from '#app/club/models/wallet'
import { acceptReturn } from '#app/sales/actions/accept_return'
import { cancelPreInvoice } from '#app/sales/actions/cancel_pre_invoice'
import Invoice from '#app/sales/models/invoice'
import InvoiceLine from '#app/sales/models/invoice_line'
import { newKey, Shop, staffActor } from '#tests/many/world'
import { given } from '#tests/support/given'
import { givenClub } from '#tests/support/given_club'
import { owed } from '#tests/support/given_debt'
import { bringBack, returnOrder } from '#tests/support/given_returns'
import {
  givenMembershipRule,
  givenRules,
  noMembershipRules,
  noRules,
} from '#tests/support/given_rules'
import { givenVat, sell } from '#tests/support/given_till'
import { Person } from '#tests/support/http_person'
import { allBreaches } from '#tests/support/all_breaches'

const door = `http://127.0.0.1:${process.env.PORT}`
const JOIN_CREDIT = 500_000

test.group('What purchases brought goes with them when they come back', (group) => {
  let shop: Shop

  group.setup(async () => {
    shop = await Shop.open()
    await givenVat(0)
  })
  group.each.setup(async () => {
    await noRules()
    await noMembershipRules()
    await givenMembershipRule({ amount: 10_000_000, days: 30 })
    await givenRules({ kind: 'per_action', action: 'join', amount: JOIN_CREDIT })
  })
  group.each.teardown(async () => {
    clock.reset()
    const broken = await allBreaches()
    if (broken.length > 0) throw new Error(broken.join('\n'))
  })

  /** A bill at the till. @returns its invoice and what a return of a part of it needs */
  async function bill(card: string, amount: Rial, credit: Rial = 0) {
    const counter = { branchId: shop.branchId, cashier: shop.staff.cashier }
    const { invoiceId } = await sell(counter, { card, amount, credit, confirmed: true })
    const line = await InvoiceLine.query().where({ invoiceId }).firstOrFail()
    const wish = (part: Rial) => ({ lines: [{ lineId: line.id, amount: part }], freight: false })
    const order = (part: Rial) => returnOrder(invoiceId, shop.staff.manager, wish(part))
    const back = (part: Rial) => bringBack(invoiceId, shop.staff.manager, wish(part))
    return { invoiceId, wish, order, back }
  }
  type Bill = Awaited<ReturnType<typeof bill>>

  const takenBack = async (customerId: number) => {
    const member = await Member.of(customerId)
    return db.from('join_take_backs').where('member_id', member!.id)
  }
  const fellBack = (customerId: number) =>
    db.from('crm_records').where({ kind: 'tier_fell_back', customer_id: customerId })
  const balances = async (customerId: number) => {
    const wallet = await Wallet.existing(customerId)
    return wallet!.balances(db.connection())
  }
  const tierOf = async (customerId: number) => {
    const member = await Member.of(customerId)
    return member!.tier.code
  }
  const smsOf = async (customerId: number, template: string) => {
    const rows = await db.from('outgoing_messages').where({ customer_id: customerId, template })
    return rows.map(({ text }) => String(text))
  }

  test('[row 2] a part that leaves enough takes nothing; what leaves too little takes the join credit, membership stays', async ({
    assert,
  }) => {
    const { id, mobile } = await given.customer()
    const sale = await bill(mobile, 12_000_000)
    const before = await balances(id)
    assert.equal(before.available, JOIN_CREDIT)
    await sale.back(2_000_000)
    assert.lengthOf(await takenBack(id), 0)

    const manager = await new Person([door]).signedIn({ staffId: shop.staff.manager.id })
    const line = await InvoiceLine.query().where('invoiceId', sale.invoiceId).firstOrFail()
    const asked = `/desk/invoices/${sale.invoiceId}/return?amount_${line.id}=200000`
    const preview = await manager.get(asked)
    assert.include(preview.html, 'اعتبار عضویت پس گرفته می‌شود: ۵۰٬۰۰۰ تومان. عضویت می‌ماند.')
    const back = await sale.back(2_000_000)
    const [row] = await takenBack(id)
    assert.deepEqual(
      [Number(row.amount), Number(row.taken), row.about_type, Number(row.about_id)],
      [JOIN_CREDIT, JOIN_CREDIT, 'sales_return', back.id]
    )
    const { available } = await balances(id)
    assert.equal(available, 0)
    assert.equal(await owed(id), 0)
    assert.isNotNull(await Member.of(id))
    const [sms] = await smsOf(id, 'join_credit_taken_back')
    assert.include(sms, 'عضو باشگاه می‌مانید')
    const page = await manager.get(`/desk/returns/${back.id}`)
    assert.include(page.html, 'عضویت مانده است')
    await sale.back(8_000_000)
    assert.lengthOf(await takenBack(id), 1)
  })

  test('[row 2] [row 35] spent join credit is owed, waiting one is voided, expired one is not asked for', async ({
    assert,
  }) => {
    const [spent, waits, over] = [
      await given.customer(),
      await given.customer(),
      await given.customer(),
    ]
    const first = await bill(spent.mobile, 10_000_000)
    await bill(spent.mobile, 600_000, JOIN_CREDIT)
    await first.back(10_000_000)
    /* The bill that he paid with it had earned him 3,000. */
    assert.equal(await owed(spent.id), JOIN_CREDIT - 3000)
    const [told] = await smsOf(spent.id, 'join_credit_taken_back')
    assert.include(told, 'بدهی شماست')

    await noRules()
    const second = await bill(waits.mobile, 10_000_000)
    await thankLater(waits.id)
    await second.back(10_000_000)
    const [row] = await takenBack(waits.id)
    assert.deepEqual([Number(row.voided), Number(row.owed)], [JOIN_CREDIT, 0])
    assert.deepEqual(await balances(waits.id), { available: 0, held: 0, pending: 0 })

    await givenRules({ kind: 'per_action', action: 'join', amount: JOIN_CREDIT })
    const third = await bill(over.mobile, 10_000_000)
    await db
      .from('lots')
      .where('customer_id', over.id)
      .update({ expires_at: sqlTime(clock.now()) })
    clock.travel({ minutes: 1 })
    await expireLots()
    await third.back(10_000_000)
    assert.lengthOf(await takenBack(over.id), 0)
    assert.equal(await owed(over.id), 0)
  })

  /** Thanks for joining that wait, as credit of a distance sale does. */
  async function thankLater(customerId: number) {
    const member = await Member.of(customerId)
    const source = { type: 'member', id: member!.id }
    const wallet = (await Wallet.existing(customerId))!
    const pendingUntil = clock.now().plus({ days: 9 })
    await givenClub.credit(wallet, JOIN_CREDIT, { source, pendingUntil })
    await db.table('earn_actions').insert({
      action: 'join',
      customer_id: customerId,
      about_type: source.type,
      about_id: source.id,
      amount: JOIN_CREDIT,
      created_at: sqlTime(clock.now()),
    })
  }

  test('[row 2] an old purchase that did not count takes nothing, later ones that are enough keep it', async ({
    assert,
  }) => {
    const { id, mobile } = await given.customer()
    const old = await bill(mobile, 9_000_000)
    clock.travel({ days: 40 })
    const enough = await bill(mobile, 10_000_000)
    await old.back(9_000_000)
    assert.lengthOf(await takenBack(id), 0)
    clock.travel({ days: 40 })
    const again = await bill(mobile, 10_000_000)
    await enough.back(10_000_000)
    assert.lengthOf(await takenBack(id), 0)
    clock.travel({ days: 40 })
    await again.back(1_000_000)
    assert.lengthOf(await takenBack(id), 1)
  })

  test('[row 2] two returns at once and the same key twice take it once; a joining that meets a return is judged by what stands', async ({
    assert,
  }) => {
    const { id, mobile } = await given.customer()
    const [one, two] = [await bill(mobile, 6_000_000), await bill(mobile, 6_000_000)]
    const orders = [await one.order(6_000_000), await two.order(6_000_000)]
    await Promise.allSettled([...orders, ...orders].map((order) => acceptReturn(order)))
    for (const order of orders) await settled(order)
    assert.lengthOf(await takenBack(id), 1)
    assert.lengthOf(await db.from('sales_returns').where('customer_id', id), 2)

    for (let turn = 0; turn < 4; turn++) {
      const buyer = await given.customer()
      const sale = await bill(buyer.mobile, 9_000_000)
      await db.from('customer_purchases').where('invoice_id', sale.invoiceId).update({
        amount: 10_000_000,
      })
      await db.from('customer_stats').where('customer_id', buyer.id).update({ spent: 10_000_000 })
      const order = await sale.order(9_000_000)
      await Promise.all([joinByPurchase({ customerId: buyer.id, by: SYSTEM }), acceptReturn(order)])
      const member = await Member.of(buyer.id)
      const left = member && (await balances(buyer.id))
      assert.equal(left?.available ?? 0, 0)
      await db.from('customer_stats').where('customer_id', buyer.id).update({ spent: 0 })
    }
  })

  /** What the other of two at once changed is shown anew; sent again it changes nothing. */
  async function settled(order: Awaited<ReturnType<Bill['order']>>) {
    const { invoiceId, lines, freight } = order
    const sold = await db.from('sales_returns').where('invoice_id', invoiceId).first()
    if (!sold) await bringBack(invoiceId, shop.staff.manager, { lines, freight })
  }

  test('[row 2] a sale of the web that is called off takes it back as well', async ({ assert }) => {
    const sold = await shop.invoiced(0)
    const { customerId, preInvoiceId } = sold
    const member = (await Member.of(customerId))!
    const invoice = await Invoice.query()
      .where({ sourceType: 'pre_invoice', sourceId: preInvoiceId })
      .firstOrFail()
    const rule = { rule_id: 1, amount: invoice.net, days: 30, bought: invoice.net }
    const now = { created_at: sqlTime(clock.now()) }
    await db.table('purchase_joins').insert({ member_id: member.id, ...rule, ...now })
    const by = staffActor(shop.staff.manager)
    await cancelPreInvoice({ preInvoiceId, by, reason: null, key: newKey() })
    assert.lengthOf(await takenBack(customerId), 1)
  })

  test('[row 6] a tier that what comes back had earned falls at once to the one before, with record and message', async ({
    assert,
  }) => {
    const { customerId, mobile } = await givenClub.member()
    const kept = await bill(mobile, 30_000_000)
    const sale = await bill(mobile, 30_000_000)
    await raiseTiersJob.run()
    assert.equal(await tierOf(customerId), 'silver')
    await kept.back(10_000_000)
    assert.equal(await tierOf(customerId), 'silver')
    const back = await sale.back(10)
    assert.equal(await tierOf(customerId), 'bronze')
    const [record] = await fellBack(customerId)
    assert.deepEqual([record.about_type, Number(record.about_id)], ['sales_return', back.id])
    const [sms] = await smsOf(customerId, 'tier_fell_back')
    assert.include(sms, 'اکنون برنزی است')
    const change = await db.from('tier_changes').orderBy('id', 'desc').firstOrFail()
    assert.deepEqual([change.cause, change.direction], ['returned', 'down'])
    assert.equal(await raiseTiersJob.run(), 0)
    await sale.back(1_000_000)
    assert.lengthOf(await fellBack(customerId), 1)
    const manager = await new Person([door]).signedIn({ staffId: shop.staff.manager.id })
    const page = await manager.get(`/desk/returns/${back.id}`)
    assert.include(page.html, 'سطح باشگاه از «نقره‌ای» به «برنزی» برگشت')
  })

  test('[row 6] a leap falls to what the rest earns, then to where it began; one still earned last year stays', async ({
    assert,
  }) => {
    const { customerId, mobile } = await givenClub.member()
    const [kept, sale] = [await bill(mobile, 60_000_000), await bill(mobile, 150_000_000)]
    await raiseTiersJob.run()
    assert.equal(await tierOf(customerId), 'gold')
    await sale.back(20_000_000)
    assert.equal(await tierOf(customerId), 'silver')
    assert.equal(await raiseTiersJob.run(), 0)
    await sale.back(130_000_000)
    assert.equal(await tierOf(customerId), 'silver')
    clock.travel({ days: 400 })
    const later = await bill(mobile, 1_000_000)
    await later.back(1_000_000)
    assert.equal(await tierOf(customerId), 'silver')
    await kept.back(20_000_000)
    assert.equal(await tierOf(customerId), 'bronze')
    assert.lengthOf(await fellBack(customerId), 2)
  })

  test('[row 6] a tier by hand stays, and what comes after it is what was earned; nobody rises by what comes back at once', async ({
    assert,
  }) => {
    const { customerId, mobile } = await givenClub.member()
    const sale = await bill(mobile, 60_000_000)
    await raiseTiersJob.run()
    const diamond = await Tier.findByOrFail('code', 'diamond')
    const by = staffActor(shop.staff.admin)
    const lastDay = jalaliParts(clock.now().plus({ days: 30 }))
    const order = { customerId, tierId: diamond.id, lastDay, reason: 'مهمان', by, key: newKey() }
    await setManualTier(order)
    await sale.back(60_000_000)
    assert.equal(await tierOf(customerId), 'diamond')
    assert.lengthOf(await fellBack(customerId), 0)
    await endManualTier({ customerId, by })
    assert.equal(await tierOf(customerId), 'bronze')

    for (let turn = 0; turn < 4; turn++) {
      const buyer = await givenClub.member()
      const large = await bill(buyer.mobile, 60_000_000)
      const back = await large.order(60_000_000)
      const rise = () => raiseTier({ customerId: buyer.customerId, by: SYSTEM })
      await Promise.all([rise(), acceptReturn(back), rise()])
      assert.equal(await tierOf(buyer.customerId), 'bronze')
    }
  })
})
