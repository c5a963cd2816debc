import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import { clock } from '#app/core/clock'
import type { Rial } from '#app/core/money'
import { Refusal } from '#app/core/refusal'
import { expireLots } from '#app/club/actions/expire_lots'
import { runCreditExtension, startCreditExtension } from '#app/club/actions/extend_credit'
import { matureLots } from '#app/club/actions/mature_lots'
import { acceptReturn } from '#app/sales/actions/accept_return'
import { requestPayout } from '#app/sales/actions/request_payout'
import Invoice from '#app/sales/models/invoice'
import { sellAtTill } from '#app/till/actions/sell_at_till'
import { newKey, Shop, staffActor } from '#tests/many/world'
import { givenClub } from '#tests/support/given_club'
import { returnOrder, wholeWish } from '#tests/support/given_returns'
import { allBreaches } from '#tests/support/all_breaches'

const SHEBA = 'IR062960000000100324200001'

/** Whoever comes second may be told no; anything else that goes wrong is a hole. */
async function atOnce(...deeds: (() => Promise<unknown>)[]) {
  const answers = await Promise.allSettled(deeds.map((deed) => deed()))
  for (const answer of answers) {
    if (answer.status === 'rejected' && !(answer.reason instanceof Refusal)) throw answer.reason
  }
  return answers.filter(({ status }) => status === 'fulfilled').length
}

test.group('[row 25] A return meets whatever else moves the same credit', (group) => {
  let shop: Shop

  group.setup(async () => {
    shop = await Shop.open()
  })

  async function comesBack(preInvoiceId: number) {
    const invoice = await Invoice.query()
      .where({ sourceType: 'pre_invoice', sourceId: preInvoiceId })
      .firstOrFail()
    const wish = await wholeWish(invoice.id, shop.warehouseId)
    const order = await returnOrder(invoice.id, shop.staff.sales, wish)
    return () => acceptReturn(order)
  }

  function bill(card: string, amount: Rial, credit: Rial | null) {
    const { id: staffId } = shop.staff.cashier
    const order = { branchId: shop.branchId, staffId, card, amount, credit, key: newKey() }
    return () =>
      sellAtTill({ ...order, method: 'cash' as const, by: staffActor(shop.staff.cashier) })
  }

  async function mobileOf(customerId: number) {
    const { mobile } = await db.from('customers').where('id', customerId).firstOrFail()
    return String(mobile)
  }

  test('a spend of all that there is, and the ripening of what waits', async ({ assert }) => {
    const days = 40
    for (let turn = 0; turn < 4; turn++) {
      const sold = await shop.delivered(500_000)
      const card = await mobileOf(sold.customerId)
      const back = await comesBack(sold.preInvoiceId)
      if (turn % 2 === 1) clock.travel({ days })
      await atOnce(bill(card, 9_000_000, null), back, () => matureLots())
    }
    assert.deepEqual(await allBreaches(), [])
  })

  test('the end of credit, and its extension', async ({ assert }) => {
    const sold = []
    for (let turn = 0; turn < 3; turn++) sold.push(await shop.delivered(500_000))
    clock.travel({ days: 40 })
    await matureLots()
    const backs = []
    for (const { preInvoiceId } of sold) backs.push(await comesBack(preInvoiceId))
    const { extensionId } = await startCreditExtension({
      tierId: null,
      branchId: null,
      from: clock.now(),
      until: clock.now().plus({ years: 2 }),
      newEnd: clock.now().plus({ years: 3 }),
      reason: 'نوروز',
      by: staffActor(shop.staff.admin),
      key: newKey(),
    })
    const extend = () => runCreditExtension(extensionId)
    await atOnce(backs[0], extend, backs[1], extend, () => expireLots())
    clock.travel({ days: 800 })
    await atOnce(
      backs[2],
      extend,
      () => expireLots(),
      () => expireLots()
    )
    assert.deepEqual(await allBreaches(), [])
  })

  test('real money: paid out, spent and given back at once', async ({ assert }) => {
    for (let turn = 0; turn < 3; turn++) {
      const { customerId, wallet, mobile } = await givenClub.member({ credit: 0, tier: 'gold' })
      await givenClub.cash(wallet, 5_000_000)
      const { invoiceId } = (await bill(mobile, 3_000_000, 3_000_000)()) as { invoiceId: number }
      const wish = await wholeWish(invoiceId, null)
      const order = await returnOrder(invoiceId, shop.staff.cashier, wish)
      const payout = { customerId, amount: 2_000_000, sheba: SHEBA, holder: 'سارا', key: newKey() }
      await atOnce(
        () => requestPayout(payout),
        bill(mobile, 2_000_000, 2_000_000),
        () => acceptReturn(order),
        () => acceptReturn({ ...order, key: newKey() })
      )
      const returns = await db.from('sales_returns').where('invoice_id', invoiceId)
      /* None when the spend took credit that the return was shown to take back. */
      assert.isAtMost(returns.length, 1)
    }
    assert.deepEqual(await allBreaches(), [])
  })
})
