import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import type { Actor } from '#app/core/actor'
import { clock } from '#app/core/clock'
import { timeOf } from '#app/core/sql'
import { addWorkingDays } from '#app/crm/working_calendar'
import Customer from '#app/people/models/customer'
import { callOffRest } from '#app/sales/actions/call_off_rest'
import { cancelPreInvoice } from '#app/sales/actions/cancel_pre_invoice'
import { confirmDelivery } from '#app/sales/actions/confirm_delivery'
import { pickRemittance } from '#app/sales/actions/pick_remittance'
import Invoice from '#app/sales/models/invoice'
import SalesReturn from '#app/sales/models/sales_return'
import { scanRemittance } from '#app/warehouse/actions/scan_remittance'
import { givenProduct } from '#tests/support/given_catalogue'
import { givenClub } from '#tests/support/given_club'
import { browserOf } from '#tests/support/given_people'
import { bringBack, restOrder } from '#tests/support/given_returns'
import {
  allBooks,
  asCustomer,
  asStaff,
  codeOf,
  givenInvoiced,
  givenShop,
  httpOf,
  newKey,
  remittancesOf,
  ship,
  type Shop,
  statusOf,
} from '#tests/support/given_sales'
import { allBreaches } from '#tests/support/all_breaches'

let shop: Shop

const PRICE = 1_000_000
const CREDIT = 600_000

async function levelOf(variantId: number) {
  const row = await db.from('stock_levels').where('variant_id', variantId).firstOrFail()
  return [Number(row.on_hand), Number(row.reserved)]
}

/** Five of one variant sold, two of them picked, three on a back-order. */
async function inParts({ credit = CREDIT, quantity = 5, found = 2 } = {}) {
  const { customerId, wallet, member } = await givenClub.member({ tier: 'gold', credit: CREDIT })
  const { variantId } = await givenProduct({ price: PRICE, stock: 10 })
  const preInvoice = await givenInvoiced(shop, { customerId, variantId, quantity, credit })
  const invoice = await Invoice.findByOrFail({ sourceType: 'pre_invoice', sourceId: preInvoice.id })
  const [remittanceId] = await remittancesOf(preInvoice)
  const by = asStaff(shop.keeper)
  await scanRemittance({ remittanceId, variantId, quantity: found, by, key: newKey() })
  const what = 'scanned' as const
  const { restId } = await pickRemittance({ remittanceId, by, key: newKey(), what, restInDays: 4 })
  const earns = (net: number) => Math.trunc((net * member.tier.earnBasisPoints) / 10_000)
  return {
    customerId,
    wallet,
    variantId,
    preInvoice,
    invoice,
    remittanceId,
    restId: restId!,
    earns,
  }
}

const orderOf = (remittanceId: number, wish: { by?: Actor; freight?: boolean } = {}) =>
  restOrder(remittanceId, { by: asStaff(shop.expert), ...wish })

const callOff = async (remittanceId: number, wish = {}) => {
  const { returnId } = await callOffRest(await orderOf(remittanceId, wish))
  return SalesReturn.findOrFail(returnId)
}

async function arrives(remittanceId: number) {
  const { shipmentId } = await ship(shop, remittanceId)
  await confirmDelivery({ shipmentId, by: asStaff(shop.expert), key: newKey() })
}

test.group('The rest of an order never comes', (group) => {
  group.setup(async () => {
    shop = await givenShop()
  })
  group.each.teardown(async () => {
    clock.reset()
    const broken = await allBreaches()
    if (broken.length > 0) throw new Error(broken.join('\n'))
  })

  test('[row 58] [row 60] it is called off: goods free, money and credit back in their shares, the sale goes on', async ({
    assert,
  }) => {
    const { variantId, preInvoice, invoice, wallet, restId, customerId } = await inParts()
    assert.deepEqual(await levelOf(variantId), [8, 3])
    const before = await wallet.balances()
    const back = await callOff(restId)
    assert.deepEqual(await levelOf(variantId), [8, 0])
    assert.equal(back.reason, 'never_came')
    assert.equal(back.remittanceId, restId)
    assert.equal(back.total, 3 * 1_100_000)
    assert.equal(back.freight, 0)
    assert.equal(back.creditBack, Math.round((CREDIT * back.total) / invoice.total))
    assert.equal(back.moneyBack + back.creditBack, back.total)
    assert.deepEqual([back.clawedBack, back.owed], [0, 0])
    const after = await wallet.balances()
    assert.equal(after.available - before.available, back.creditBack)
    assert.equal(await statusOf(preInvoice), 'invoiced')

    const due = await db
      .from('payments')
      .where({ payable_type: 'sales_return', payable_id: back.id })
      .firstOrFail()
    assert.deepEqual([due.status, Number(due.amount)], ['refund_due', back.moneyBack])
    const open = await db.from('tasks').where({ case_id: preInvoice.caseId, state: 'open' })
    assert.sameMembers(
      open.map(({ kind }) => kind),
      ['refund', 'ship']
    )
    const shelf = await db
      .from('tasks')
      .where({ kind: 'check_shelf', about_type: 'remittance', about_id: restId })
    assert.lengthOf(shelf, 1)
    const sms = await db
      .from('outgoing_messages')
      .where({ template: 'rest_called_off', customer_id: customerId })
      .firstOrFail()
    assert.include(sms.text, '۳ عدد از کالاها نمی‌رسد')
    assert.notMatch(sms.text, /undefined|NaN|\{/)
  })

  test('[row 31] what has arrived earns, what was called off does not; the clock starts with the last arrival', async ({
    assert,
  }) => {
    const { preInvoice, wallet, remittanceId, restId, invoice, earns } = await inParts({
      credit: 0,
    })
    await arrives(remittanceId)
    const arrived = clock.now()
    assert.equal(await statusOf(preInvoice), 'shipped')
    const early = await wallet.balances()
    assert.equal(early.pending, 0)

    clock.travel({ days: 2 })
    await callOff(restId)
    assert.equal(await statusOf(preInvoice), 'delivered')
    const { pending } = await wallet.balances()
    assert.equal(pending, earns(2 * PRICE))
    const lot = await db
      .from('lots')
      .where('customer_id', invoice.customerId!)
      .orderBy('id', 'desc')
    const ends = await addWorkingDays(arrived, 7, shop.branch.id)
    assert.equal(timeOf(String(lot[0].pending_until)).toISO(), ends.toISO())
  })

  test('[row 31] called off first, delivered later: the same credit; then what arrived can still be returned', async ({
    assert,
  }) => {
    const { preInvoice, wallet, remittanceId, restId, invoice, earns } = await inParts({
      credit: 0,
    })
    await callOff(restId)
    await arrives(remittanceId)
    assert.equal(await statusOf(preInvoice), 'delivered')
    const { pending } = await wallet.balances()
    assert.equal(pending, earns(2 * PRICE))

    const line = await db.from('invoice_lines').where('invoice_id', invoice.id).firstOrFail()
    const shelf = await db.from('warehouses').where('branch_id', shop.branch.id).firstOrFail()
    const place = Number(shelf.id)
    const wish = (quantity: number) => ({
      lines: [{ lineId: Number(line.id), quantity, place }],
      freight: true,
    })
    assert.equal(
      await codeOf(bringBack(invoice.id, shop.branchManager, wish(3))),
      'return_above_sold'
    )
    const whole = await bringBack(invoice.id, shop.branchManager, wish(2))
    assert.equal(whole.clawedBack, pending)
    const left = await wallet.balances()
    assert.equal(left.pending, 0)
    const rows = await db.from('sales_returns').where('invoice_id', invoice.id)
    assert.equal(
      rows.reduce((sum, row) => sum + Number(row.total), 0),
      invoice.total
    )
  })

  test('[row 60] too early, too late, in the hands of the keeper, other numbers: refused and nothing changed', async ({
    assert,
  }) => {
    const { customerId } = await givenClub.member({ tier: 'gold' })
    const { variantId } = await givenProduct({ price: PRICE, stock: 5 })
    const untouched = await givenInvoiced(shop, { customerId, variantId, quantity: 2 })
    const [waiting] = await remittancesOf(untouched)
    const none = { moneyBack: 0, creditBack: 0, cashBack: 0, voided: 0, taken: 0, owed: 0 }
    const early = { remittanceId: waiting, freight: false, reason: 'x', expected: none }
    let books = await allBooks()
    const as = { by: asStaff(shop.expert), key: newKey() }
    assert.equal(await codeOf(callOffRest({ ...early, ...as })), 'nothing_left_yet')
    assert.equal(await allBooks(), books)

    const { restId, variantId: other } = await inParts()
    const order = await orderOf(restId)
    books = await allBooks()
    const moved = { ...order.expected, moneyBack: order.expected.moneyBack + 1 }
    assert.equal(await codeOf(callOffRest({ ...order, expected: moved })), 'return_changed')
    assert.equal(await allBooks(), books)
    const scan = { remittanceId: restId, variantId: other, by: asStaff(shop.keeper) }
    await scanRemittance({ ...scan, quantity: 1, key: newKey() })
    books = await allBooks()
    assert.equal(await codeOf(callOffRest(order)), 'rest_being_picked')
    assert.equal(await allBooks(), books)
    await scanRemittance({ ...scan, quantity: -1, key: newKey() })
    await callOffRest(order)
    books = await allBooks()
    assert.equal(await httpOf(callOffRest({ ...order, key: newKey() })), 409)
    assert.equal(
      await httpOf(
        pickRemittance({ remittanceId: restId, by: asStaff(shop.keeper), key: newKey() })
      ),
      409
    )
    assert.equal(await allBooks(), books)
  })

  test('[row 60] the same key twice, another input, two at once: one return', async ({
    assert,
  }) => {
    const { restId, invoice } = await inParts()
    const order = await orderOf(restId)
    const both = await Promise.all([callOffRest(order), callOffRest(order)])
    assert.equal(both[0].returnId, both[1].returnId)
    assert.equal(await codeOf(callOffRest({ ...order, freight: true })), 'key_reused')
    assert.lengthOf(await db.from('sales_returns').where('invoice_id', invoice.id), 1)

    const second = await inParts()
    const orders = await Promise.all([
      orderOf(second.restId),
      orderOf(second.restId, { by: asCustomer(second.customerId) }),
    ])
    const racing = await Promise.allSettled(orders.map((one) => callOffRest(one)))
    assert.lengthOf(
      racing.filter(({ status }) => status === 'fulfilled'),
      1
    )
    assert.lengthOf(await db.from('sales_returns').where('invoice_id', second.invoice.id), 1)
    assert.deepEqual(await levelOf(second.variantId), [8, 0])
  })

  test('[row 60] it races the keeper who finds the goods, and the last arrival: one of them, and no dead end', async ({
    assert,
  }) => {
    const { restId, variantId, preInvoice } = await inParts()
    const order = await orderOf(restId)
    const racing = await Promise.allSettled([
      callOffRest(order),
      pickRemittance({ remittanceId: restId, by: asStaff(shop.keeper), key: newKey() }),
    ])
    assert.lengthOf(
      racing.filter(({ status }) => status === 'fulfilled'),
      1
    )
    const [onHand, reserved] = await levelOf(variantId)
    assert.deepEqual([onHand, reserved], racing[0].status === 'fulfilled' ? [8, 0] : [5, 0])
    assert.equal(await statusOf(preInvoice), 'invoiced')

    const second = await inParts({ credit: 0 })
    const { shipmentId } = await ship(shop, second.remittanceId)
    const rest = await orderOf(second.restId)
    const by = asStaff(shop.expert)
    await Promise.all([callOffRest(rest), confirmDelivery({ shipmentId, by, key: newKey() })])
    assert.equal(await statusOf(second.preInvoice), 'delivered')
    const lots = await db.from('lots').where({ customer_id: second.customerId, state: 'pending' })
    assert.lengthOf(lots, 1)
  })

  test('[row 60] the freight goes back when staff say so; the sale as a whole is not cancelled any more', async ({
    assert,
  }) => {
    const { restId, invoice, preInvoice } = await inParts({ credit: 0 })
    assert.isAbove(invoice.freight, 0)
    const back = await callOff(restId, { freight: true })
    assert.equal(back.freight, invoice.freight)
    assert.equal(back.moneyBack, 3 * 1_100_000 + invoice.freight)
    const books = await allBooks()
    const cancel = { preInvoiceId: preInvoice.id, by: asStaff(shop.manager), reason: 'لغو' }
    assert.equal(await codeOf(cancelPreInvoice({ ...cancel, key: newKey() })), 'already_picked')
    assert.equal(await allBooks(), books)
  })

  test('[row 60] in the browser: the expert with his reason, the customer by himself, nobody else', async ({
    assert,
  }) => {
    const { restId, preInvoice } = await inParts()
    const expert = await browserOf(shop.expert)
    const document = await expert.get(`/desk/pre-invoices/${preInvoice.id}`)
    assert.include(document.text, `/desk/rests/${restId}`)
    assert.notInclude(document.text, `/desk/pre-invoices/${preInvoice.id}/cancellation`)
    const path = `/desk/rests/${restId}`
    const page = await expert.get(path)
    assert.include(page.text, '۳ عدد')
    const { expected } = await orderOf(restId)
    const fields = Object.fromEntries(
      Object.entries(expected).map(([name, value]) => [`expected[${name}]`, String(value)])
    )
    const books = await allBooks()
    const nothingSaid = await expert.follow(expert.post(path, { ...fields, key: newKey() }))
    assert.include(nothingSaid.text, 'aria-invalid')
    assert.equal(await allBooks(), books)
    const english = await expert.get(`/en${path}`)
    assert.include(english.text, '3 pieces')

    const other = await inParts()
    const stranger = await browserOf(await Customer.findOrFail(other.customerId))
    const foreign = await stranger.get(`/rests/${restId}`)
    assert.equal(foreign.status, 404)
    const keeper = await browserOf(shop.keeper)
    const forbidden = await keeper.get(path)
    assert.equal(forbidden.status, 403)

    const answer = await expert.follow(
      expert.post(path, { ...fields, reason: 'نیست', key: newKey() })
    )
    assert.equal(answer.status, 200)
    assert.include(answer.text, 'کالا نرسید')
    const closed = await expert.get(path)
    assert.notInclude(closed.text, 'name="reason"')

    const mine = await stranger.get(`/pre-invoices/${other.preInvoice.id}`)
    assert.include(mine.text, `/rests/${other.restId}`)
    const { expected: own } = await orderOf(other.restId)
    const form = Object.fromEntries(
      Object.entries(own).map(([name, value]) => [`expected[${name}]`, String(value)])
    )
    const given = await stranger.follow(
      stranger.post(`/rests/${other.restId}`, { ...form, key: newKey() })
    )
    assert.equal(given.status, 200)
    assert.include(given.text, 'باقی‌ماندهٔ سفارش لغو شد')
    assert.notInclude(given.text, `/rests/${other.restId}`)
  })
})
