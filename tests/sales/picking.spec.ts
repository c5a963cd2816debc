import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import { clock } from '#app/core/clock'
import { timeOf } from '#app/core/sql'
import { addWorkingDays } from '#app/crm/working_calendar'
import Customer from '#app/people/models/customer'
import { settings } from '#app/people/models/setting'
import { confirmDelivery } from '#app/sales/actions/confirm_delivery'
import { cancelPreInvoice } from '#app/sales/actions/cancel_pre_invoice'
import { issuePreInvoice } from '#app/sales/actions/issue_pre_invoice'
import { pickRemittance } from '#app/sales/actions/pick_remittance'
import { recordPayment } from '#app/sales/actions/record_payment'
import PreInvoice from '#app/sales/models/pre_invoice'
import { scanRemittance } from '#app/warehouse/actions/scan_remittance'
import { codesMeant } from '#app/warehouse/scanned_code'
import { givenProduct } from '#tests/support/given_catalogue'
import { breaches, givenClub } from '#tests/support/given_club'
import { browserOf } from '#tests/support/given_people'
import {
  allBooks,
  asStaff,
  call,
  codeOf,
  givenInvoiced,
  givenShop,
  httpOf,
  newKey,
  orderOf,
  refusalOf,
  remittancesOf,
  ship,
  type Shop,
  statusOf,
} from '#tests/support/given_sales'

let shop: Shop
const setup = async () => {
  shop = await givenShop()
}
const laws = async () => {
  const broken = await breaches()
  if (broken.length > 0) throw new Error(broken.join('\n'))
}

const scan = (remittanceId: number, variantId: number, quantity = 1) =>
  scanRemittance({ remittanceId, variantId, quantity, by: asStaff(shop.keeper), key: newKey() })

const pickScanned = (remittanceId: number, restInDays?: number) =>
  pickRemittance({
    remittanceId,
    by: asStaff(shop.keeper),
    key: newKey(),
    what: 'scanned',
    restInDays,
  })

async function levelOf(variantId: number) {
  const row = await db.from('stock_levels').where('variant_id', variantId).firstOrFail()
  return [Number(row.on_hand), Number(row.reserved)]
}

const linesOf = async (remittanceId: number) => {
  const rows = await db.from('remittance_lines').where('remittance_id', remittanceId).orderBy('id')
  return rows.map((row) => [Number(row.quantity), Number(row.scanned)])
}

/** Five of one variant, sold and waiting to be picked. */
async function waiting(quantity = 5) {
  const { customerId, wallet } = await givenClub.member({ tier: 'gold' })
  const { variant, variantId } = await givenProduct({ price: 1_000_000, stock: 10 })
  const preInvoice = await givenInvoiced(shop, { customerId, variantId, quantity })
  const [remittanceId] = await remittancesOf(preInvoice)
  return { customerId, wallet, variant, variantId, preInvoice, remittanceId }
}

const openTasks = (preInvoice: PreInvoice, kind: string) =>
  db.from('tasks').where({ case_id: preInvoice.caseId, state: 'open', kind }).orderBy('id')

test.group('A remittance is picked by scan', (group) => {
  group.setup(setup)
  group.each.teardown(laws)

  test('[row 58] each scan counts, stock falls only when it is picked', async ({ assert }) => {
    const { remittanceId, variantId } = await waiting(3)
    const first = await scan(remittanceId, variantId)
    assert.deepInclude(first, { scanned: 1, left: 2 })
    await scan(remittanceId, variantId, 2)
    assert.deepEqual(await levelOf(variantId), [10, 3])
    const { restId } = await pickScanned(remittanceId)
    assert.isNull(restId)
    assert.deepEqual(await levelOf(variantId), [7, 0])
    const moved = await db
      .from('movements')
      .where({ about_type: 'remittance', about_id: remittanceId })
    assert.deepEqual(
      moved.map((row) => [row.reason, Number(row.quantity)]),
      [['remittance', -3]]
    )
  })

  test('[row 58] one too many, other goods and what was not scanned are refused and change nothing', async ({
    assert,
  }) => {
    const { remittanceId, variantId } = await waiting(2)
    await scan(remittanceId, variantId)
    const other = await givenProduct({ stock: 4 })
    const before = await allBooks()
    const lines = await linesOf(remittanceId)
    const over = await refusalOf(scan(remittanceId, variantId, 2))
    assert.equal(over.refusal, 'over_picked')
    assert.equal(over.details.params?.left, 1)
    assert.equal(await codeOf(scan(remittanceId, other.variantId)), 'not_on_remittance')
    assert.equal(await codeOf(scan(remittanceId, variantId, -2)), 'nothing_scanned')
    assert.equal(await codeOf(pickScanned(remittanceId)), 'not_all_scanned')
    assert.equal(await httpOf(scan(999_999, variantId)), 404)
    assert.equal(await allBooks(), before)
    assert.deepEqual(await linesOf(remittanceId), lines)

    const untouched = await waiting(1)
    assert.equal(await codeOf(pickScanned(untouched.remittanceId, 3)), 'nothing_scanned')
    await pickRemittance({
      remittanceId: untouched.remittanceId,
      by: asStaff(shop.keeper),
      key: newKey(),
    })
    assert.equal(await httpOf(scan(untouched.remittanceId, untouched.variantId)), 409)
  })

  test('[row 58] the same scan sent twice counts once, two scans at once count twice', async ({
    assert,
  }) => {
    const { remittanceId, variantId } = await waiting(4)
    const same = { remittanceId, variantId, quantity: 1, by: asStaff(shop.keeper), key: newKey() }
    await Promise.all([scanRemittance(same), scanRemittance(same)])
    assert.deepEqual(await linesOf(remittanceId), [[4, 1]])
    assert.equal(await codeOf(scanRemittance({ ...same, quantity: 2 })), 'key_reused')
    await Promise.all([scan(remittanceId, variantId), scan(remittanceId, variantId)])
    assert.deepEqual(await linesOf(remittanceId), [[4, 3]])
    const last = await Promise.allSettled([
      scan(remittanceId, variantId),
      scan(remittanceId, variantId),
    ])
    assert.lengthOf(
      last.filter((answer) => answer.status === 'fulfilled'),
      1
    )
    assert.deepEqual(await linesOf(remittanceId), [[4, 4]])
  })

  test('[row 58] a house may ask for every piece to be scanned', async ({ assert, cleanup }) => {
    const { remittanceId, variantId } = await waiting(1)
    await settings.set('scanToPick', true)
    cleanup(() => settings.set('scanToPick', false))
    const all = { remittanceId, by: asStaff(shop.keeper) }
    assert.equal(await codeOf(pickRemittance({ ...all, key: newKey() })), 'nothing_scanned')
    await scan(remittanceId, variantId)
    const { restId } = await pickRemittance({ ...all, key: newKey() })
    assert.isNull(restId)
  })

  test('[row 58] a reader on a Persian keyboard layout is understood', async ({ assert }) => {
    assert.equal(codesMeant('۶۲۶۰۰۰۰۱۲۳۴۵۶')[0], '6260000123456')
    assert.include(codesMeant('سا-۱۰۰۱'), 'SH-1001')
    assert.include(codesMeant('ئآ-۱۰۰۱'), 'SH-1001')
    assert.include(codesMeant(' sh-1001 '), 'SH-1001')
  })
})

test.group('A part of a remittance', (group) => {
  group.setup(setup)
  group.each.teardown(laws)

  test('[row 58] what was picked goes on, the rest is a back-order with its task, promise and message', async ({
    assert,
  }) => {
    const { preInvoice, remittanceId, variantId, customerId } = await waiting(5)
    await scan(remittanceId, variantId, 2)
    const { restId } = await pickScanned(remittanceId, 4)
    assert.deepEqual(await levelOf(variantId), [8, 3])
    assert.deepEqual(await linesOf(remittanceId), [[2, 2]])
    assert.deepEqual(await linesOf(Number(restId)), [[3, 0]])

    const rest = await db.from('remittances').where('id', Number(restId)).firstOrFail()
    const promised = await addWorkingDays(clock.now(), 4, shop.branch.id)
    assert.equal(rest.status, 'waiting')
    assert.equal(Number(rest.back_order_of_id), remittanceId)
    assert.equal(timeOf(String(rest.promised_at)).toISO(), promised.toISO())
    const [task] = await openTasks(preInvoice, 'pick_remittance')
    assert.equal(Number(task.about_id), restId)
    assert.equal(timeOf(String(task.due_at)).toISO(), promised.toISO())
    assert.lengthOf(await openTasks(preInvoice, 'ship'), 1)
    const told = await db
      .from('outgoing_messages')
      .where({ template: 'back_ordered', customer_id: customerId })
    assert.lengthOf(told, 1)

    const customer = await browserOf(await Customer.findOrFail(customerId))
    const page = await customer.get(`/pre-invoices/${preInvoice.id}`)
    assert.match(page.text, /بخشی از کالا دیرتر می‌رسد/)
    assert.match(page.text, /۳ عدد، تا/)
  })

  test('[row 58] the rest of a rest; the order is delivered and earns with its last part', async ({
    assert,
  }) => {
    const { preInvoice, remittanceId, variantId, wallet } = await waiting(4)
    await scan(remittanceId, variantId, 1)
    const { restId } = await pickScanned(remittanceId, 1)
    await scan(Number(restId), variantId, 2)
    const { restId: lastId } = await pickScanned(Number(restId), 2)
    assert.deepEqual(await levelOf(variantId), [7, 1])
    await scan(Number(lastId), variantId)
    const end = await pickScanned(Number(lastId))
    assert.isNull(end.restId)
    assert.deepEqual(await levelOf(variantId), [6, 0])

    const parts = await remittancesOf(preInvoice)
    assert.deepEqual(parts, [remittanceId, restId, lastId])
    for (const [n, part] of parts.entries()) {
      const { shipmentId } = await ship(shop, part)
      assert.equal(await statusOf(preInvoice), 'shipped')
      const before = await wallet.balances()
      assert.equal(before.pending, 0, `after ${n} parts`)
      await confirmDelivery({ shipmentId, by: asStaff(shop.expert), key: newKey() })
    }
    assert.equal(await statusOf(preInvoice), 'delivered')
    const { pending } = await wallet.balances()
    assert.isAbove(pending, 0)
    assert.lengthOf(await openTasks(preInvoice, 'pick_remittance'), 0)
  })

  test('[row 58] lines of which nothing was found move whole', async ({ assert }) => {
    const { customerId } = await givenClub.member({ tier: 'gold' })
    const one = await givenProduct({ price: 1_000_000, stock: 3 })
    const two = await givenProduct({ price: 1_000_000, stock: 3 })
    const goods = [one, two].map(({ variantId }) => ({ variantId, quantity: 1 }))
    const { preInvoiceId } = await issuePreInvoice(await orderOf(customerId, goods))
    const preInvoice = await PreInvoice.findOrFail(preInvoiceId)
    await call(preInvoice, 'confirmed', shop.expert)
    const paid = { preInvoiceId, method: 'cash', amount: preInvoice.payable } as const
    await recordPayment({ ...paid, by: asStaff(shop.expert), key: newKey() })
    const [remittanceId] = await remittancesOf(preInvoice)
    await scan(remittanceId, one.variantId)
    const { restId } = await pickScanned(remittanceId, 2)
    assert.deepEqual(await linesOf(remittanceId), [[1, 1]])
    assert.deepEqual(await linesOf(Number(restId)), [[1, 0]])
    assert.deepEqual(await levelOf(one.variantId), [2, 0])
    assert.deepEqual(await levelOf(two.variantId), [3, 1])
  })

  test('[row 58] two keepers at once, the same key twice, another input, a sale called off', async ({
    assert,
  }) => {
    const { remittanceId, variantId, preInvoice } = await waiting(3)
    await scan(remittanceId, variantId)
    const racing = await Promise.allSettled([
      pickScanned(remittanceId, 2),
      pickScanned(remittanceId, 2),
      pickRemittance({ remittanceId, by: asStaff(shop.manager), key: newKey() }),
    ])
    const done = racing.filter((answer) => answer.status === 'fulfilled')
    assert.lengthOf(done, 1)

    const second = await waiting(3)
    await scan(second.remittanceId, second.variantId)
    const form = {
      remittanceId: second.remittanceId,
      by: asStaff(shop.keeper),
      key: newKey(),
      what: 'scanned' as const,
      restInDays: 2,
    }
    const both = await Promise.all([pickRemittance(form), pickRemittance(form)])
    assert.equal(both[0].restId, both[1].restId)
    assert.lengthOf(await remittancesOf(second.preInvoice), 2)
    const before = await allBooks()
    assert.equal(await codeOf(pickRemittance({ ...form, restInDays: 3 })), 'key_reused')
    const cancel = { preInvoiceId: preInvoice.id, by: asStaff(shop.manager), reason: 'پشیمان' }
    assert.equal(await codeOf(cancelPreInvoice({ ...cancel, key: newKey() })), 'already_picked')
    assert.equal(await allBooks(), before)
  })

  test('[row 58] picking races the cancellation of the sale: one of them', async ({ assert }) => {
    const { remittanceId, variantId, preInvoice } = await waiting(3)
    await scan(remittanceId, variantId)
    const cancel = { preInvoiceId: preInvoice.id, by: asStaff(shop.manager), reason: 'پشیمان' }
    const racing = await Promise.allSettled([
      pickScanned(remittanceId, 2),
      cancelPreInvoice({ ...cancel, key: newKey() }),
    ])
    assert.lengthOf(
      racing.filter((answer) => answer.status === 'fulfilled'),
      1
    )
    const [, reserved] = await levelOf(variantId)
    assert.equal(reserved, (await statusOf(preInvoice)) === 'cancelled' ? 0 : 2)
  })

  test('[row 58] in the browser: scan by keyboard, one too many, the rest later', async ({
    assert,
  }) => {
    const { remittanceId, variant, variantId } = await waiting(3)
    await variant.merge({ barcode: '6260000999888' }).save()
    const keeper = await browserOf(shop.keeper)
    const path = `/desk/remittances/${remittanceId}`
    const send = (code: string, quantity?: string) =>
      keeper.post(`${path}/scans`, { key: newKey(), code, ...(quantity && { quantity }) })
    await send('۶۲۶۰۰۰۰۹۹۹۸۸۸')
    assert.deepEqual(await linesOf(remittanceId), [[3, 1]])
    await send(variant.sku.toLowerCase())
    assert.deepEqual(await linesOf(remittanceId), [[3, 2]])
    await send('6260000999888', '۵')
    await send('0000000000000')
    assert.deepEqual(await linesOf(remittanceId), [[3, 2]])
    await keeper.post(`${path}/scans?_method=DELETE`, { key: newKey(), variantId })
    assert.deepEqual(await linesOf(remittanceId), [[3, 1]])

    const page = await keeper.get(path)
    assert.match(page.text, /۱ از ۳/)
    assert.match(page.text, /name="restInDays"/)
    await keeper.post(`${path}/picking`, { key: newKey(), what: 'scanned', restInDays: '۲' })
    const [, rest] = await db
      .from('remittances')
      .where('about_id', Number(await aboutOf(remittanceId)))
    const english = await keeper.get(`/en/desk/remittances/${rest.id}`)
    assert.match(english.text, /Rest of remittance/)
    assert.notMatch(english.text, /translation missing|undefined|NaN/)
  })
})

async function aboutOf(remittanceId: number) {
  const row = await db.from('remittances').where('id', remittanceId).firstOrFail()
  return row.about_id
}
