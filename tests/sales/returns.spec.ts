import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import { clock } from '#app/core/clock'
import type { Rial } from '#app/core/money'
import { expireLots } from '#app/club/actions/expire_lots'
import { matureLots } from '#app/club/actions/mature_lots'
import CustomerStat from '#app/crm/models/customer_stat'
import type Staff from '#app/people/models/staff'
import { acceptReturn } from '#app/sales/actions/accept_return'
import { recordRefund } from '#app/sales/actions/record_refund'
import { summariseDays } from '#app/sales/jobs/summarise_days_job'
import Invoice from '#app/sales/models/invoice'
import InvoiceLine from '#app/sales/models/invoice_line'
import { sellAtTill } from '#app/till/actions/sell_at_till'
import { newKey, Shop, staffActor } from '#tests/many/world'
import { givenClub } from '#tests/support/given_club'
import { owed } from '#tests/support/given_debt'
import { bringBack, previewOf, returnOrder, wholeWish } from '#tests/support/given_returns'
import { allBooks, refusalOf } from '#tests/support/given_sales'
import { onHand } from '#tests/support/given_warehouse'
import { Person } from '#tests/support/http_person'
import { allBreaches } from '#tests/support/all_breaches'

const door = `http://127.0.0.1:${process.env.PORT}`
const asStaff = ({ id: staffId }: Staff) => new Person([door]).signedIn({ staffId })

const invoiceOf = (sourceId: number) =>
  Invoice.query().where({ sourceType: 'pre_invoice', sourceId }).firstOrFail()

test.group('Returns', (group) => {
  let shop: Shop

  group.setup(async () => {
    shop = await Shop.open()
    await db.from('vat_rates').delete()
    await db.table('vat_rates').insert({ starts_on: '2024-01-01', basis_points: 1000 })
  })

  /** Two pieces that arrived, part of them paid with credit; with the invoice and its line. */
  async function delivered(credit: Rial = 500_000) {
    const order = await shop.delivered(credit)
    const invoice = await invoiceOf(order.preInvoiceId)
    const line = await InvoiceLine.query().where('invoiceId', invoice.id).firstOrFail()
    return { ...order, invoice, line }
  }

  /** A bill at the till that earns at once. */
  async function sold(amount: Rial, credit: Rial = 0, has: Rial = credit) {
    const member = await givenClub.member({ credit: has, tier: 'gold' })
    const { id } = shop.staff.cashier
    const { invoiceId } = await sellAtTill({
      branchId: shop.branchId,
      staffId: id,
      card: member.mobile,
      amount,
      credit,
      method: 'card_terminal',
      key: newKey(),
      by: { kind: 'staff', id },
    })
    const invoice = await Invoice.findOrFail(invoiceId)
    const line = await InvoiceLine.query().where('invoiceId', invoiceId).firstOrFail()
    return { ...member, invoice, line }
  }

  const one = (lineId: number, quantity = 1) => ({
    lines: [{ lineId, quantity, place: shop.warehouseId }],
    freight: false,
  })
  const part = (lineId: number, amount: Rial) => ({ lines: [{ lineId, amount }], freight: false })
  const balances = (wallet: { balances: (client: ReturnType<typeof db.connection>) => unknown }) =>
    wallet.balances(db.connection())

  test('[row 25] [row 31] one of two pieces: waiting credit is voided in part, goods lie on the shelf, money is due', async ({
    assert,
  }) => {
    const { customerId, invoice, line, wallet } = await delivered()
    const before = await onHand(shop.variantId, shop.warehouseId)
    const { pending: had } = await wallet.balances(db.connection())
    assert.isAbove(had, 0)
    const { sums } = await previewOf(invoice.id, one(line.id))
    assert.equal(sums.moneyBack + sums.creditBack, sums.total)
    assert.equal(sums.total, 1_100_000)
    const back = await bringBack(invoice.id, shop.staff.sales, one(line.id))
    assert.match(back.number, /^RT-\d+-\d{4}-00001$/)
    assert.equal(await onHand(shop.variantId, shop.warehouseId), before + 1)
    const { pending } = await wallet.balances(db.connection())
    assert.equal(pending, had - sums.voided)
    assert.equal(sums.clawedBack, sums.voided)
    assert.equal(sums.owed, 0)
    const payment = await db.from('payments').where('payable_type', 'sales_return').firstOrFail()
    assert.deepEqual([payment.status, Number(payment.amount)], ['refund_due', sums.moneyBack])
    const task = await db
      .from('tasks')
      .where({ kind: 'refund', customer_id: customerId, state: 'open' })
      .firstOrFail()
    assert.equal(Number(task.about_id), back.id)
    const sms = await db
      .from('outgoing_messages')
      .where({ customer_id: customerId, template: 'return_accepted' })
      .firstOrFail()
    assert.include(sms.text, 'پذیرفته شد')
    assert.deepEqual(await allBreaches(), [])
    await recordRefund({
      paymentId: Number(payment.id),
      refId: '۱۲۳',
      by: staffActor(shop.staff.manager),
      key: newKey(),
    })
    const ended = await db.from('tasks').where('id', task.id).firstOrFail()
    assert.equal(ended.state, 'done')

    clock.travel({ days: 40 })
    await matureLots()
    const after = await wallet.balances(db.connection())
    assert.deepEqual([after.pending, after.available], [0, 4_500_000 + sums.creditBack + pending])
    assert.deepEqual(await allBreaches(), [])
  })

  test('[row 25] everything, piece by piece and then the freight: all sums are those of the invoice', async ({
    assert,
  }) => {
    const { customerId, invoice, line, wallet } = await delivered(333_330)
    await bringBack(invoice.id, shop.staff.sales, one(line.id))
    await bringBack(invoice.id, shop.staff.sales, { ...one(line.id), freight: true })
    const rows = await db.from('sales_returns').where('invoice_id', invoice.id)
    const sum = (name: string) => rows.reduce((total, row) => total + Number(row[name]), 0)
    assert.equal(sum('total'), invoice.total)
    assert.equal(sum('vat'), invoice.vat)
    assert.equal(sum('freight'), invoice.freight)
    assert.equal(sum('credit_back'), 333_330)
    assert.equal(sum('money_back'), invoice.total - 333_330)
    const { available, pending } = await wallet.balances(db.connection())
    assert.deepEqual([available, pending], [5_000_000, 0])
    const stat = await CustomerStat.findOrFail(customerId)
    assert.deepEqual([stat.purchases, stat.spent], [0, 0])
    const lot = await db.from('lots').where({ rule: 'returned_sale' }).orderBy('id', 'desc').first()
    const drawn = await db
      .from('lots')
      .where({ rule: 'story', account_id: wallet.credit.id })
      .first()
    assert.equal(lot.expires_at, drawn.expires_at)
    const nothing = await refusalOf(previewOf(invoice.id, one(line.id)))
    assert.equal(nothing.refusal, 'return_above_sold')
    assert.deepEqual(await allBreaches(), [])
  })

  test('[row 35] a till sale whose credit was spent: what is missing is owed', async ({
    assert,
  }) => {
    const { customerId, invoice, line, wallet } = await sold(11_000_000)
    const { available: earned } = await wallet.balances(db.connection())
    assert.isAbove(earned, 0)
    await givenClub.spend(wallet, earned - 10_000)
    const back = await bringBack(invoice.id, shop.staff.cashier, {
      ...part(line.id, 11_000_000),
      refund: { method: 'cash' },
    })
    assert.deepEqual([back.clawedBack, back.taken, back.owed], [earned, 10_000, earned - 10_000])
    assert.equal(await owed(customerId), earned - 10_000)
    assert.deepEqual(await balances(wallet), { available: 0, held: 0, pending: 0 })
    assert.equal(back.moneyBack, 11_000_000)
    const payment = await db
      .from('payments')
      .where({ payable_type: 'sales_return', payable_id: back.id })
      .firstOrFail()
    assert.equal(payment.status, 'refunded')
    const own = await new Person([door]).signedIn({ customerId })
    const page = await own.get('/panel/wallet')
    assert.include(page.html, 'id="debt"')
    const paper = await own.get(`/returns/${back.id}/print`)
    assert.include(paper.html, 'برگشت از فروش کالا')
    assert.deepEqual(await allBreaches(), [])
  })

  test('[row 25] an amount in odd parts, partly paid with credit: no Rial is lost', async ({
    assert,
  }) => {
    const { invoice, line, wallet } = await sold(7_777_770, 1_234_560, 2_000_000)
    for (const amount of [1_111_110, 3, 999_997, 2_000_001]) {
      await bringBack(invoice.id, shop.staff.cashier, part(line.id, amount))
      assert.deepEqual(await allBreaches(), [])
    }
    const rest = 7_777_770 - 1_111_110 - 3 - 999_997 - 2_000_001
    await bringBack(invoice.id, shop.staff.cashier, part(line.id, rest))
    const { available } = await wallet.balances(db.connection())
    assert.equal(available, 2_000_000)
    const [row] = await db
      .from('sales_returns')
      .where('invoice_id', invoice.id)
      .sum({ money: 'money_back', credit: 'credit_back', vat: 'vat', net: 'lines_total' })
    assert.deepEqual([row.money, row.credit, row.vat, row.net].map(Number), [
      7_777_770 - 1_234_560,
      1_234_560,
      invoice.vat,
      invoice.linesTotal,
    ])
    assert.deepEqual(await allBreaches(), [])
  })

  test('[row 31] credit that expired by itself is not asked for again', async ({ assert }) => {
    const { customerId, invoice, line, wallet } = await sold(11_000_000)
    const { available: earned } = await wallet.balances(db.connection())
    clock.travel({ days: 400 })
    await expireLots()
    assert.deepEqual(await balances(wallet), { available: 0, held: 0, pending: 0 })
    const { sums } = await previewOf(invoice.id, part(line.id, 11_000_000))
    assert.equal(sums.clawedBack, 0)
    await bringBack(invoice.id, shop.staff.manager, part(line.id, 11_000_000))
    assert.equal(await owed(customerId), 0)
    const lot = await db.from('lots').where('customer_id', customerId).firstOrFail()
    assert.deepEqual([lot.state, Number(lot.lapsed)], ['expired', earned])
    assert.deepEqual(await allBreaches(), [])
  })

  test('[row 31] cancelled before it may be spent: the waiting lot is voided, and never expires', async ({
    assert,
  }) => {
    const { customerId, invoice, wallet } = await delivered(0)
    await bringBack(invoice.id, shop.staff.sales, await wholeWish(invoice.id, shop.warehouseId))
    const lots = await db.from('lots').where({ source_type: 'invoice', source_id: invoice.id })
    assert.deepEqual(
      lots.map((lot) => lot.state),
      ['voided']
    )
    clock.travel({ days: 500 })
    await matureLots()
    await expireLots()
    const expired = await db
      .from('transfers')
      .where({ reason: 'expire', about_type: 'invoice', about_id: invoice.id })
    assert.lengthOf(expired, 0)
    const { pending } = await wallet.balances(db.connection())
    assert.equal(pending, 0)
    assert.equal(await owed(customerId), 0)
  })

  test('[row 25] damaged goods lie apart and are not sold', async ({ assert }) => {
    const { invoice, line } = await delivered(0)
    const before = await onHand(shop.variantId, shop.warehouseId)
    const wish = { lines: [{ lineId: line.id, quantity: 2, place: 'damaged' as const }] }
    await bringBack(invoice.id, shop.staff.sales, { ...wish, freight: false })
    assert.equal(await onHand(shop.variantId, shop.warehouseId), before)
    const place = await db.from('warehouses').where('damaged_of_id', shop.branchId).firstOrFail()
    assert.equal(await onHand(shop.variantId, Number(place.id)), 2)
    assert.equal(Number(place.sells_online), 0)
    assert.deepEqual(await allBreaches(), [])
  })

  test('[row 25] a buyer without a name has the money at once, and no file', async ({ assert }) => {
    const { id } = shop.staff.cashier
    const { invoiceId } = await sellAtTill({
      branchId: shop.branchId,
      staffId: id,
      amount: 1_000_000,
      credit: 0,
      method: 'cash',
      key: newKey(),
      by: { kind: 'staff', id },
    })
    const line = await InvoiceLine.query().where('invoiceId', invoiceId).firstOrFail()
    const later = await returnOrder(invoiceId, shop.staff.cashier, part(line.id, 400_000))
    const refused = await refusalOf(acceptReturn(later))
    assert.equal(refused.refusal, 'refund_now')
    await bringBack(invoiceId, shop.staff.cashier, {
      ...part(line.id, 400_000),
      refund: { method: 'cash' },
    })
    assert.deepEqual(await allBreaches(), [])
  })

  test('[row 25] a cashier alone takes back neither an old sale nor a large one; the manager does', async ({
    assert,
  }) => {
    const { invoice, line } = await sold(200_000_000)
    const cash = { refund: { method: 'cash' as const } }
    const form = (by: Staff, amount: Rial) =>
      returnOrder(invoice.id, by, { ...part(line.id, amount), ...cash })
    const before = await allBooks()
    const large = await refusalOf(acceptReturn(await form(shop.staff.cashier, 150_000_000)))
    assert.equal(large.refusal, 'return_needs_manager')
    assert.equal(large.status, 403)
    clock.travel({ days: 31 })
    const old = await refusalOf(acceptReturn(await form(shop.staff.cashier, 1_000_000)))
    assert.equal(old.refusal, 'return_needs_manager')
    assert.equal(await allBooks(), before)
    await acceptReturn(await form(shop.staff.manager, 150_000_000))
    assert.deepEqual(await allBreaches(), [])
  })

  test('[row 25] refused changes nothing', async ({ assert }) => {
    const { invoice, line, wallet } = await delivered()
    const shown = await returnOrder(invoice.id, shop.staff.sales, one(line.id))
    const fresh = (of: object) => ({ ...shown, ...of, key: newKey() })
    const shipped = await shop.shipped(0)
    const onWay = await invoiceOf(shipped.preInvoiceId)
    const before = await allBooks()
    const tries: [object, string][] = [
      [{ lines: one(line.id, 3).lines }, 'return_above_sold'],
      [{ lines: one(line.id, -1).lines }, 'return_above_sold'],
      [{ lines: one(line.id, 0).lines }, 'nothing_to_return'],
      [{ lines: one(line.id + 1).lines }, 'return_line_unknown'],
      [{ lines: [{ lineId: line.id, quantity: 1, place: null }] }, 'place_missing'],
      [{ lines: [{ lineId: line.id, quantity: 1, place: 999_999 }] }, 'place_missing'],
      [{ expected: { ...shown.expected, moneyBack: 1 } }, 'return_changed'],
      [{ expected: { ...shown.expected, voided: 0 } }, 'return_changed'],
      [{ refund: { method: 'card_terminal' } }, 'reference_missing'],
      [{ invoiceId: onWay.id }, 'return_before_delivery'],
      [{ invoiceId: 999_999 }, 'not_found'],
    ]
    for (const [of, refusal] of tries) {
      const said = await refusalOf(acceptReturn(fresh(of)))
      assert.equal(said.refusal, refusal)
    }
    assert.equal(await allBooks(), before)

    /* What was shown no longer holds: the credit ripened and was spent meanwhile. */
    clock.travel({ days: 40 })
    await matureLots()
    const { available } = await wallet.balances(db.connection())
    await givenClub.spend(wallet, available)
    const later = await allBooks()
    const said = await refusalOf(acceptReturn({ ...shown, key: newKey() }))
    assert.equal(said.refusal, 'return_changed')
    assert.equal(await allBooks(), later)
  })

  test('[row 25] a line named twice in a forged form does not come back twice', async ({
    assert,
  }) => {
    const { invoice, line } = await delivered(0)
    const shown = await returnOrder(invoice.id, shop.staff.sales, one(line.id, 2))
    const { moneyBack, voided } = shown.expected
    const before = await allBooks()
    const said = await refusalOf(
      acceptReturn({
        ...shown,
        lines: [...shown.lines, ...shown.lines],
        expected: { ...shown.expected, moneyBack: moneyBack * 2, voided },
      })
    )
    assert.equal(said.refusal, 'return_line_twice')
    assert.equal(await allBooks(), before)
  })

  test('[row 25] the same form twice is one return; two at once of the last piece, one is refused', async ({
    assert,
  }) => {
    const { invoice, line } = await delivered()
    const form = await returnOrder(invoice.id, shop.staff.sales, one(line.id))
    const [first, again] = [await acceptReturn(form), await acceptReturn(form)]
    assert.deepEqual([first.repeated, again.repeated], [false, true])
    assert.equal(again.returnId, first.returnId)

    const [a, b] = [
      await returnOrder(invoice.id, shop.staff.sales, one(line.id)),
      await returnOrder(invoice.id, shop.staff.manager, one(line.id)),
    ]
    const answers = await Promise.allSettled([acceptReturn(a), acceptReturn(b)])
    assert.deepEqual(answers.map(({ status }) => status).sort(), ['fulfilled', 'rejected'])
    const rows = await db.from('sales_returns').where('invoice_id', invoice.id)
    assert.lengthOf(rows, 2)
    assert.deepEqual(await allBreaches(), [])
  })

  test('[row 57] numbers have no gaps, and a return cannot be changed', async ({ assert }) => {
    const { invoice, line } = await delivered()
    await refusalOf(previewOf(invoice.id, one(line.id, 5)))
    const back = await bringBack(invoice.id, shop.staff.sales, one(line.id))
    const serials = await db
      .from('sales_returns')
      .where({ branch_id: shop.branchId, jalali_year: back.jalaliYear })
      .orderBy('id')
    assert.deepEqual(
      serials.map((row) => Number(row.serial)),
      serials.map((_, at) => at + 1)
    )
    await assert.rejects(() => db.from('sales_returns').where('id', back.id).update({ total: 1 }))
    await assert.rejects(() => db.from('sales_returns').where('id', back.id).delete())
    await assert.rejects(() =>
      db.from('sales_return_lines').where('return_id', back.id).update({ quantity: 9 })
    )
  })

  test('[row 89] the day of the return sells so much less', async ({ assert }) => {
    const { invoice, line } = await sold(2_200_000)
    clock.travel({ days: 1 })
    await bringBack(invoice.id, shop.staff.cashier, part(line.id, 1_100_000))
    clock.travel({ days: 1, hours: 2 })
    await summariseDays()
    assert.deepEqual(await allBreaches(), [])
    const [row] = await db.from('daily_sales').where('net', '<', 0)
    assert.deepEqual([Number(row.net), Number(row.total)], [-1_000_000, -1_100_000])
  })

  test('[row 25] by the pages: chosen, shown line by line, stored, and found again', async ({
    assert,
  }) => {
    const { invoice, line, preInvoiceId, customerId } = await delivered()
    const expert = await asStaff(shop.staff.sales)
    const order = await expert.get(`/desk/pre-invoices/${preInvoiceId}`)
    assert.include(order.html, `/desk/invoices/${invoice.id}/return`)
    const form = `/desk/invoices/${invoice.id}/return`
    const empty = await expert.get(form)
    assert.include(empty.html, 'کالایی انتخاب کنید')
    const wrong = await expert.get(`${form}?quantity_${line.id}=۵`)
    assert.include(wrong.html, '۲ عدد قابل برگشت است')
    const letters = await expert.get(`${form}?quantity_${line.id}=abc`)
    assert.include(letters.html, 'تعداد را با رقم بنویسید')
    const shown = await expert.get(
      `${form}?quantity_${line.id}=%DB%B1&place_${line.id}=${shop.warehouseId}`
    )
    const { sums } = await previewOf(invoice.id, one(line.id))
    assert.include(shown.html, `name="expected[moneyBack]" value="${sums.moneyBack}"`)
    await expert.submit(shown, `/desk/invoices/${invoice.id}/returns`, {
      reason: 'wrong_item',
      method: 'later',
    })
    const back = await db.from('sales_returns').where('invoice_id', invoice.id).firstOrFail()
    const page = await expert.get(`/desk/returns/${back.id}`)
    assert.include(page.html, 'کالای اشتباه')
    const list = await expert.get('/desk/returns')
    assert.include(list.html, `/desk/returns/${back.id}`)
    const paper = await expert.get(`/desk/returns/${back.id}/print`)
    assert.include(paper.html, 'برگشت از فروش کالا')
    const manager = await asStaff(shop.staff.manager)
    const due = await manager.get('/desk/payments?status=refund_due')
    assert.include(due.html, `/desk/returns/${back.id}`)
    const own = await new Person([door]).signedIn({ customerId })
    const mine = await own.get(`/pre-invoices/${preInvoiceId}`)
    assert.include(mine.html, `/returns/${back.id}/print`)
    assert.include(mine.html, 'مرجوعی پذیرفته شد')
    const stranger = await givenClub.member()
    const other = await new Person([door]).signedIn({ customerId: stranger.customerId })
    const hidden = await other.get(`/returns/${back.id}/print`)
    assert.equal(hidden.status, 404)
  })
})
