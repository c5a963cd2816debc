import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import { clock } from '#app/core/clock'
import { Refusal } from '#app/core/refusal'
import { approveAdjustment, rejectAdjustment } from '#app/club/actions/decide_adjustment'
import { matureLots } from '#app/club/actions/mature_lots'
import { proposeAdjustment } from '#app/club/actions/propose_adjustment'
import { proposeWriteOff } from '#app/club/actions/propose_write_off'
import type { Rial } from '#app/core/money'
import type Staff from '#app/people/models/staff'
import { liabilityOf } from '#app/reports/queries/liability'
import { sellAtTill } from '#app/till/actions/sell_at_till'
import { newKey, Shop, staffActor } from '#tests/many/world'
import {
  breaches,
  givenClub,
  someDocument,
  type StoryMember,
  valueTables,
} from '#tests/support/given_club'
import { givenDebt, owed, takeBackFrom } from '#tests/support/given_debt'
import { givenStaff } from '#tests/support/given_people'
import { Person } from '#tests/support/http_person'

const door = `http://127.0.0.1:${process.env.PORT}`
const asStaff = ({ id: staffId }: Staff) => new Person([door]).signedIn({ staffId })

const refusalOf = async (deed: Promise<unknown>) => {
  const said = await deed.then(
    () => null,
    (error: unknown) => error
  )
  if (said !== null && !(said instanceof Refusal)) throw said
  return said?.refusal ?? 'done'
}

const balances = ({ wallet }: StoryMember) => wallet.balances(db.connection())
const available = async (member: StoryMember) => {
  const { available: rial } = await balances(member)
  return rial
}
const recordsOf = (customerId: number, kind: string) =>
  db.from('crm_records').where({ customer_id: customerId, kind }).orderBy('id')

/** A member who owes so much. */
async function debtor(amount: Rial) {
  const member = await givenClub.member()
  await givenDebt(member.customerId, amount)
  return member
}

test.group('Credit that is taken back', () => {
  test('[row 35] waiting credit goes first, then what may be spent, the rest is owed', async ({
    assert,
  }) => {
    const member = await givenClub.member({ credit: 300_000 })
    const source = someDocument()
    const pendingUntil = clock.now().plus({ days: 5 })
    await givenClub.credit(member.wallet, 200_000, { source, pendingUntil })

    const first = await takeBackFrom(member.wallet, 150_000, source, 200_000)
    assert.deepEqual(first, { voided: 150_000, taken: 0, owed: 0 })
    assert.deepEqual(await balances(member), { available: 300_000, held: 0, pending: 50_000 })
    assert.deepEqual(await breaches(), [])

    const second = await takeBackFrom(member.wallet, 450_000, source, 50_000)
    assert.deepEqual(second, { voided: 50_000, taken: 300_000, owed: 100_000 })
    assert.deepEqual(await balances(member), { available: 0, held: 0, pending: 0 })
    assert.equal(await owed(member.customerId), 100_000)
    assert.deepEqual(await breaches(), [])
  })

  test('[row 35] its own lots are taken before those that end sooner', async ({ assert }) => {
    const member = await givenClub.member()
    const source = someDocument()
    const soon = clock.now().plus({ days: 3 })
    const other = await givenClub.credit(member.wallet, 100_000, { expiresAt: soon })
    const own = await givenClub.credit(member.wallet, 100_000, { source, expiresAt: null })
    await takeBackFrom(member.wallet, 130_000, source)
    const left = async (id: number) => {
      const row = await db.from('lots').where('id', id).firstOrFail()
      return Number(row.remaining)
    }
    assert.deepEqual([await left(own.id), await left(other.id)], [0, 70_000])
    assert.deepEqual(await breaches(), [])
  })

  test('[row 35] credit that waits and lost a part ripens with what is left', async ({
    assert,
  }) => {
    const member = await givenClub.member()
    const source = someDocument()
    const pendingUntil = clock.now().plus({ days: 1 })
    await givenClub.credit(member.wallet, 200_000, { source, pendingUntil })
    await takeBackFrom(member.wallet, 80_000, source, 200_000)
    clock.travel({ days: 2 })
    await matureLots()
    assert.equal(await available(member), 120_000)
    assert.deepEqual(await breaches(), [])
  })
})

test.group('What is owed', () => {
  test('[row 35] is paid by the next earning, at once and when waiting credit ripens', async ({
    assert,
  }) => {
    const member = await debtor(250_000)
    await givenClub.credit(member.wallet, 100_000)
    assert.equal(await available(member), 0)
    assert.equal(await owed(member.customerId), 150_000)

    const pendingUntil = clock.now().plus({ days: 1 })
    await givenClub.credit(member.wallet, 200_000, { pendingUntil })
    assert.equal(await owed(member.customerId), 150_000)
    clock.travel({ days: 2 })
    await matureLots()
    assert.equal(await available(member), 50_000)
    assert.equal(await owed(member.customerId), 0)
    assert.deepEqual(await breaches(), [])

    const offsets = await recordsOf(member.customerId, 'debt_offset')
    assert.deepEqual(
      offsets.map((row) => Number(row.amount)),
      [100_000, 150_000]
    )
    const sms = await db
      .from('outgoing_messages')
      .where({ customer_id: member.customerId, template: 'credit_available' })
      .firstOrFail()
    assert.include(sms.text, '۱۵٬۰۰۰ تومان آن بدهی شما را تسویه کرد')
  })

  test('[row 35] is paid by credit that comes back from a hold, and by a change by hand', async ({
    assert,
  }) => {
    const member = await givenClub.member({ credit: 100_000 })
    const hold = await givenClub.hold(member.wallet, 100_000)
    await givenDebt(member.customerId, 130_000)
    await givenClub.void(member.wallet, hold.id)
    assert.equal(await available(member), 0)
    assert.equal(await owed(member.customerId), 30_000)

    const shop = await Shop.open()
    await proposeAdjustment({
      customerId: member.customerId,
      amount: 50_000,
      reason: 'goodwill',
      note: 'دلجویی',
      branchId: shop.branchId,
      by: staffActor(shop.staff.manager),
      key: newKey(),
    })
    assert.equal(await available(member), 20_000)
    assert.equal(await owed(member.customerId), 0)
    assert.deepEqual(await breaches(), [])
  })

  test('[row 35] the till says what is owed, and its slip what is left after it', async ({
    assert,
  }) => {
    const shop = await Shop.open()
    const member = await givenClub.member({ tier: 'gold' })
    await givenDebt(member.customerId, 40_000)
    const cashier = await asStaff(shop.staff.cashier)
    const counter = await cashier.get(`/desk/till?card=${member.mobile.replace('+98', '0')}`)
    assert.include(counter.html, 'بدهی به باشگاه')
    const { id } = shop.staff.cashier
    const { tillSaleId } = await sellAtTill({
      branchId: shop.branchId,
      staffId: id,
      card: member.mobile,
      amount: 1_100_000,
      credit: 0,
      method: 'cash',
      key: newKey(),
      by: { kind: 'staff', id },
    })
    const sale = await db.from('till_sales').where('id', tillSaleId).firstOrFail()
    assert.equal(Number(sale.balance_after), await available(member))
    assert.isAbove(Number(sale.credit_earned), Number(sale.balance_after))
    assert.equal(await owed(member.customerId), 0)
  })

  test('[row 35] two earnings at once pay it once', async ({ assert }) => {
    const member = await debtor(100_000)
    await Promise.all(Array.from({ length: 4 }, () => givenClub.credit(member.wallet, 60_000)))
    assert.equal(await available(member), 140_000)
    assert.equal(await owed(member.customerId), 0)
    assert.deepEqual(await breaches(), [])
  })

  test('[row 40] stands apart on the board of what the club owes', async ({ assert }) => {
    const before = await liabilityOf('all', [])
    const member = await debtor(70_000)
    await givenClub.member({ credit: 500_000 })
    const board = await liabilityOf('all', [])
    assert.equal(board.available, before.available + 500_000)
    assert.deepEqual(board.owed, {
      amount: before.owed!.amount + 70_000,
      members: before.owed!.members + 1,
    })
    const shop = await Shop.open()
    const manager = await asStaff(shop.staff.admin)
    const { html } = await manager.get('/desk/liability')
    assert.include(html, 'طلب از اعضا')
    const own = await new Person([door]).signedIn({ customerId: member.customerId })
    const wallet = await own.get('/panel/wallet')
    assert.include(wallet.html, 'id="debt"')
    assert.include(wallet.html, 'اعتباری که بابت کالای مرجوعی گرفته و خرج شده بود')
    const file = await manager.get(`/desk/customers/${member.customerId}`)
    assert.include(file.html, 'به باشگاه بدهکار است')
  })
})

test.group('Forgiving a debt', (group) => {
  let shop: Shop
  let second: Staff

  group.setup(async () => {
    shop = await Shop.open()
    second = await givenStaff({ role: 'manager' })
  })

  const wish = (customerId: number, of: { amount?: Rial; note?: string } = {}) => ({
    customerId,
    amount: 100_000,
    reason: 'uncollectable' as const,
    note: 'سه بار تماس گرفتیم',
    branchId: shop.branchId,
    by: staffActor(shop.staff.manager),
    key: newKey(),
    ...of,
  })
  const decision = (adjustmentId: number, by = second) => ({
    adjustmentId,
    by: staffActor(by),
    key: newKey(),
  })

  test('[row 35] one person proposes, a second agrees, the member is told', async ({ assert }) => {
    const member = await debtor(150_000)
    const { adjustmentId } = await proposeWriteOff(wish(member.customerId))
    assert.equal(await owed(member.customerId), 150_000)
    assert.equal(
      await refusalOf(approveAdjustment(decision(adjustmentId, shop.staff.manager))),
      'own_adjustment'
    )
    await approveAdjustment(decision(adjustmentId))
    assert.equal(await owed(member.customerId), 50_000)
    assert.equal(await available(member), 0)
    assert.deepEqual(await breaches(), [])
    const sms = await db
      .from('outgoing_messages')
      .where({ customer_id: member.customerId, template: 'debt_written_off' })
      .firstOrFail()
    assert.include(sms.text, '۱۰٬۰۰۰ تومان از بدهی شما به باشگاه بخشوده شد')
    assert.include(sms.text, '۵٬۰۰۰ تومان')
  })

  test('[row 35] refused changes nothing: more than is owed, no note, paid off meanwhile', async ({
    assert,
  }) => {
    const member = await debtor(100_000)
    const stays = await debtor(100_000)
    const { adjustmentId } = await proposeWriteOff(wish(member.customerId))
    await givenClub.credit(member.wallet, 60_000)
    const before = await valueTables()
    const tries: [() => Promise<unknown>, string][] = [
      [() => proposeWriteOff(wish(stays.customerId, { amount: 100_010 })), 'write_off_above_debt'],
      [() => proposeWriteOff(wish(stays.customerId, { note: ' ' })), 'adjustment_without_note'],
      [() => approveAdjustment(decision(adjustmentId)), 'write_off_above_debt'],
      [() => rejectAdjustment(decision(adjustmentId)), 'adjustment_without_note'],
    ]
    for (const [deed, refusal] of tries) assert.equal(await refusalOf(deed()), refusal)
    assert.deepEqual(await valueTables(), before)
    const row = await db.from('credit_adjustments').where('id', adjustmentId).firstOrFail()
    assert.equal(row.status, 'waiting')
  })

  test('[row 35] the same form twice asks once; two decide at once, one counts', async ({
    assert,
  }) => {
    const member = await debtor(100_000)
    const form = wish(member.customerId)
    const [one, again] = [await proposeWriteOff(form), await proposeWriteOff(form)]
    assert.deepEqual([one.repeated, again.repeated], [false, true])
    assert.equal(one.adjustmentId, again.adjustmentId)
    const third = await givenStaff({ role: 'manager' })
    const answers = await Promise.all([
      refusalOf(approveAdjustment(decision(one.adjustmentId))),
      refusalOf(approveAdjustment(decision(one.adjustmentId, third))),
    ])
    assert.deepEqual(answers.sort(), ['adjustment_decided', 'done'])
    assert.equal(await owed(member.customerId), 0)
    assert.deepEqual(await breaches(), [])
  })

  test('[row 35] by the pages, with the reason for the member to read', async ({ assert }) => {
    const member = await debtor(120_000)
    const { customerId } = member
    const wallet = `/desk/members/${customerId}/wallet`
    const proposer = await asStaff(shop.staff.manager)
    const page = await proposer.get(wallet)
    assert.include(page.html, 'بخشودن بدهی')
    await proposer.submit(page, `/desk/members/${customerId}/write-offs`, {
      owed: '۱۲٬۰۰۰',
      cause: 'uncollectable',
      story: 'تماس بی‌پاسخ ماند',
    })
    const waiting = await db
      .from('credit_adjustments')
      .where({ customer_id: customerId, status: 'waiting' })
      .firstOrFail()
    const approver = await asStaff(second)
    const path = `/desk/adjustments/${waiting.id}`
    const seen = await approver.get(path)
    assert.include(seen.html, 'بخشودن بدهی')
    await approver.submit(seen, `${path}/approval`, {})
    assert.equal(await owed(customerId), 0)
    const own = await new Person([door]).signedIn({ customerId })
    const { html } = await own.get('/panel/wallet')
    assert.include(html, 'بدهی وصول‌نشدنی')
    assert.notInclude(html, 'تماس بی‌پاسخ ماند')
    assert.notInclude(html, 'id="debt"')
  })
})
