import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import { clock } from '#app/core/clock'
import { inRial } from '#app/core/money'
import type Wallet from '#app/club/models/wallet'
import { completePayment } from '#app/sales/actions/complete_payment'
import { topUpWallet } from '#app/sales/actions/top_up_wallet'
import { startFakeZarinpal, type FakeZarinpal } from '#app/sales/fakes/fake_zarinpal'
import { usePaymentGateway } from '#app/sales/gateways/current'
import { ZarinpalGateway } from '#app/sales/gateways/zarinpal'
import rescueJob from '#app/sales/jobs/rescue_payments_job'
import Payment from '#app/sales/models/payment'
import TopUp from '#app/sales/models/top_up'
import { given } from '#tests/support/given'
import { givenClub } from '#tests/support/given_club'
import { Person } from '#tests/support/http_person'
import {
  allBooks,
  asStaff,
  codeOf,
  givenShop,
  newKey,
  refusalOf,
  type Shop,
} from '#tests/support/given_sales'
import { recordRefund } from '#app/sales/actions/record_refund'
import { allBreaches } from '#tests/support/all_breaches'

const MERCHANT = '11111111-2222-3333-4444-555555555555'

const door = `http://127.0.0.1:${process.env.PORT}`

let fake: FakeZarinpal
let shop: Shop

const atGateway = (baseUrl: string) =>
  usePaymentGateway(new ZarinpalGateway({ baseUrl, merchant: MERCHANT, timeoutMs: 2000 }))

async function begun(amount = 5_000_000) {
  const { customerId, wallet } = await givenClub.member()
  const { topUpId, paymentId } = await topUpWallet({ customerId, amount, key: newKey() })
  const payment = await Payment.findOrFail(paymentId)
  const reference = payment.reference!
  return {
    customerId,
    wallet,
    topUpId,
    payment,
    reference,
    hint: { gateway: 'zarinpal', reference },
  }
}

async function cashOf(wallet: Wallet) {
  await wallet.refresh()
  const { cash } = await wallet.pockets(db.connection())
  return cash
}

test.group('[row 37] topUpWallet', (group) => {
  group.setup(async () => {
    shop = await givenShop()
    fake = await startFakeZarinpal({ merchant: MERCHANT })
    atGateway(fake.url)
    return async () => {
      usePaymentGateway(null)
      await fake.close()
    }
  })
  group.each.teardown(async () => {
    const lines = await allBreaches()
    if (lines.length > 0) throw new Error(lines.join('\n'))
  })

  test('a verified payment is in the pocket of real money, and the member is told', async ({
    assert,
  }) => {
    const { wallet, hint, reference, topUpId, customerId } = await begun()
    assert.equal(await cashOf(wallet), 0)
    fake.payWithoutCallback(reference)
    const { status, page } = await completePayment(hint)
    assert.deepEqual({ status, page }, { status: 'paid', page: `/panel/top-ups/${topUpId}` })
    assert.equal(await cashOf(wallet), 5_000_000)
    const { available } = await wallet.pockets(db.connection())
    assert.equal(available, 0)
    const told = { customer_id: customerId, template: 'wallet_topped_up' }
    assert.lengthOf(await db.from('outgoing_messages').where(told), 1)
  })

  test('callback twice and the rescue job at once: credited once', async ({ assert }) => {
    const { wallet, hint, reference } = await begun()
    fake.payWithoutCallback(reference)
    clock.travel({ minutes: 3 })
    await Promise.all([completePayment(hint), rescueJob.run(), completePayment(hint)])
    assert.equal(await cashOf(wallet), 5_000_000)
  })

  test('a lost callback is found by the rescue job', async ({ assert }) => {
    const { wallet, reference } = await begun()
    fake.payWithoutCallback(reference)
    clock.travel({ minutes: 3 })
    await rescueJob.run()
    assert.equal(await cashOf(wallet), 5_000_000)
  })

  test('verified before by somebody who died: credited once', async ({ assert }) => {
    const { wallet, hint, reference, payment } = await begun()
    fake.payWithoutCallback(reference)
    const gateway = new ZarinpalGateway({ baseUrl: fake.url, merchant: MERCHANT })
    await gateway.verify({ reference, amount: inRial(payment.amount) })
    await completePayment(hint)
    await completePayment(hint)
    assert.equal(await cashOf(wallet), 5_000_000)
  })

  test('another amount than ours: nothing is credited, a manager has a task', async ({
    assert,
  }) => {
    const { wallet, hint, reference, payment } = await begun()
    fake.setPaidAmount(reference, 500_000)
    fake.payWithoutCallback(reference)
    const { status } = await completePayment(hint)
    assert.equal(status, 'mismatched')
    assert.equal(await cashOf(wallet), 0)
    const task = { case_id: payment.caseId, kind: 'resolve_mismatch', state: 'open' }
    assert.lengthOf(await db.from('tasks').where(task), 1)
  })

  test('given up at the gateway: failed, nothing credited', async ({ assert }) => {
    const { wallet, hint, reference } = await begun()
    fake.cancelWithoutCallback(reference)
    const { status } = await completePayment(hint)
    assert.equal(status, 'failed')
    assert.equal(await cashOf(wallet), 0)
  })

  test('the same form twice, in sequence and at once: one top-up, one page', async ({ assert }) => {
    const { customerId } = await givenClub.member()
    const wish = { customerId, amount: 5_000_000, key: newKey() }
    const [one, two] = await Promise.all([topUpWallet(wish), topUpWallet(wish)])
    assert.deepEqual(one, two)
    assert.deepEqual(await topUpWallet(wish), one)
    assert.lengthOf(await TopUp.query().where({ customerId }), 1)
    const before = await allBooks()
    assert.equal(await codeOf(topUpWallet({ ...wish, amount: 6_000_000 })), 'key_reused')
    assert.equal(await allBooks(), before)
  })

  test('two top-ups of a member paid at once: both are there', async ({ assert }) => {
    const { customerId, wallet, reference, hint } = await begun()
    const { paymentId } = await topUpWallet({ customerId, amount: 7_000_000, key: newKey() })
    const other = await Payment.findOrFail(paymentId)
    fake.payWithoutCallback(reference)
    fake.payWithoutCallback(other.reference!)
    await Promise.all([
      completePayment(hint),
      completePayment({ gateway: 'zarinpal', reference: other.reference! }),
    ])
    assert.equal(await cashOf(wallet), 12_000_000)
  })

  test('money for a top-up that is done already is due back, and can be given back', async ({
    assert,
  }) => {
    const { wallet, hint, reference, payment, topUpId } = await begun()
    fake.payWithoutCallback(reference)
    await db.from('top_ups').where('id', topUpId).update({ amount: 4_000_000 })
    const { status } = await completePayment(hint)
    assert.equal(status, 'refund_due')
    assert.equal(await cashOf(wallet), 0)
    const by = asStaff(shop.manager)
    await recordRefund({ paymentId: payment.id, refId: '1234', by, key: newKey() })
    await db.from('top_ups').where('id', topUpId).update({ amount: 5_000_000 })
  })

  test('outside the bounds or no member: refused, nothing changes', async ({ assert }) => {
    const { id: stranger } = await given.customer()
    const { customerId } = await givenClub.member()
    const before = await allBooks()
    const wish = { customerId, key: newKey() }
    const refusal = await refusalOf(topUpWallet({ ...wish, amount: 10_000 }))
    assert.equal(refusal.refusal, 'top_up_out_of_bounds')
    assert.equal(
      await codeOf(topUpWallet({ ...wish, amount: 900_000_000_000 })),
      'top_up_out_of_bounds'
    )
    const strange = topUpWallet({ ...wish, customerId: stranger, amount: 5_000_000 })
    assert.equal(await codeOf(strange), 'top_up_needs_member')
    assert.equal(await allBooks(), before)
  })
})

test.group('[row 37] [row 41] Ten times the usual top-up', (group) => {
  group.setup(async () => {
    fake = await startFakeZarinpal({ merchant: MERCHANT })
    atGateway(fake.url)
    return async () => {
      usePaymentGateway(null)
      await fake.close()
    }
  })

  test('is asked for again in words, and goes through once confirmed', async ({ assert }) => {
    const { customerId } = await givenClub.member()
    for (const amount of [1_000_000, 1_200_000]) {
      const { paymentId } = await topUpWallet({ customerId, amount, key: newKey() })
      const payment = await Payment.findOrFail(paymentId)
      fake.payWithoutCallback(payment.reference!)
      await completePayment({ gateway: 'zarinpal', reference: payment.reference! })
    }
    const before = await allBooks()
    const wish = { customerId, amount: 12_000_000, key: newKey() }
    assert.equal(await codeOf(topUpWallet({ ...wish, confirmed: false })), 'amount_unusual')
    assert.equal(await allBooks(), before)
    const { topUpId } = await topUpWallet({ ...wish, confirmed: true })
    assert.isAbove(topUpId, 0)
  })
})

test.group('[row 37] The pages of a top-up', (group) => {
  group.setup(async () => {
    shop = await givenShop()
    fake = await startFakeZarinpal({ merchant: MERCHANT })
    atGateway(fake.url)
    return async () => {
      usePaymentGateway(null)
      await fake.close()
    }
  })

  test('shows both pockets, the bounds and the result, in both languages', async ({ assert }) => {
    const { customerId } = await givenClub.member({ credit: 300_000 })
    const person = await new Person([door]).signedIn({ customerId })
    for (const prefix of ['', '/en']) {
      const form = await person.get(`${prefix}/panel/top-up?amount=500000`)
      assert.equal(form.status, 200)
      assert.include(form.html, prefix ? 'five hundred thousand toman' : 'پانصد هزار تومان')
    }
    const { html } = await person.get('/panel/wallet')
    assert.include(html, 'تنها همین قابل بازپرداخت است')
    const { topUpId, paymentId } = await topUpWallet({
      customerId,
      amount: 5_000_000,
      key: newKey(),
    })
    const payment = await Payment.findOrFail(paymentId)
    fake.payWithoutCallback(payment.reference!)
    const back = `/payments/callback/zarinpal?Authority=${payment.reference}&Status=OK`
    const told = await person.get(back)
    assert.include(told.html, 'پرداخت انجام و کیف پولتان شارژ شد.')
    assert.notInclude(told.html, 'سفارش شما در حال آماده‌سازی است')
    const done = await person.get(`/panel/top-ups/${topUpId}`)
    assert.include(done.html, 'کیف پولتان شارژ شد')
  })
})
